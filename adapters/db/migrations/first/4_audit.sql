-- The chain of events, its head, and answers to repeated writes.

CREATE TABLE event (
    tenant_id uuid NOT NULL,
    sequence bigint NOT NULL,
    id uuid NOT NULL,
    account_id uuid,
    kind text NOT NULL,
    actor text NOT NULL,
    subject uuid NOT NULL,
    at timestamptz NOT NULL,
    market_at timestamptz,
    sentence text NOT NULL,
    plan_id uuid,
    position_id uuid,
    figures jsonb NOT NULL,
    hash text NOT NULL,
    CONSTRAINT event_pkey PRIMARY KEY (tenant_id, sequence),
    CONSTRAINT event_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES tenant (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT event_tenant_id_account_id_fkey FOREIGN KEY(tenant_id, account_id) REFERENCES account (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT event_tenant_id_id_key UNIQUE (tenant_id, id)
);

CREATE INDEX event_by_account_idx ON event (tenant_id, account_id, sequence);

CREATE INDEX event_by_plan_idx ON event (tenant_id, plan_id, sequence);

CREATE INDEX event_by_position_idx ON event (tenant_id, position_id, sequence);

CREATE TABLE event_head (
    tenant_id uuid NOT NULL,
    sequence bigint NOT NULL,
    hash text NOT NULL,
    CONSTRAINT event_head_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT event_head_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES tenant (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE idempotency_key (
    tenant_id uuid NOT NULL,
    key text NOT NULL,
    fingerprint text NOT NULL,
    created_at timestamptz NOT NULL,
    status integer,
    body text,
    CONSTRAINT idempotency_key_pkey PRIMARY KEY (tenant_id, key),
    CONSTRAINT idempotency_key_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES tenant (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX idempotency_key_tenant_id_created_at_idx ON idempotency_key (tenant_id, created_at);
