-- Tenants, users, sessions, and the register of demos.

CREATE TABLE tenant (
    id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    CONSTRAINT tenant_pkey PRIMARY KEY (id),
    CONSTRAINT tenant_kind_check CHECK (kind IN ('standard', 'demo'))
);

CREATE TABLE app_user (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT app_user_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT app_user_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES tenant (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT app_user_role_check CHECK (role IN ('owner', 'admin', 'risk', 'trader', 'viewer', 'demo'))
);

CREATE TABLE session (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL,
    token_hash text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT session_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT session_tenant_id_user_id_fkey FOREIGN KEY(tenant_id, user_id) REFERENCES app_user (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT session_role_check CHECK (role IN ('owner', 'admin', 'risk', 'trader', 'viewer', 'demo')),
    CONSTRAINT session_token_hash_key UNIQUE (token_hash)
);

CREATE INDEX session_tenant_id_user_id_idx ON session (tenant_id, user_id);

CREATE TABLE demo (
    tenant_id uuid NOT NULL,
    address_hash text NOT NULL,
    started_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT demo_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT demo_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES tenant (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX demo_address_hash_started_at_idx ON demo (address_hash, started_at);

CREATE INDEX demo_expires_at_idx ON demo (expires_at);
