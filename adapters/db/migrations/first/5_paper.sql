-- The paper venue's own books.

CREATE TABLE paper_account (
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    epoch integer NOT NULL,
    version bigint NOT NULL,
    next_order bigint NOT NULL,
    next_trade bigint NOT NULL,
    CONSTRAINT paper_account_pkey PRIMARY KEY (tenant_id, account_id, epoch),
    CONSTRAINT paper_account_tenant_id_account_id_fkey FOREIGN KEY(tenant_id, account_id) REFERENCES account (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE paper_balance (
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    epoch integer NOT NULL,
    asset text NOT NULL,
    total numeric(38, 18) NOT NULL,
    CONSTRAINT paper_balance_pkey PRIMARY KEY (tenant_id, account_id, epoch, asset),
    CONSTRAINT paper_balance_tenant_id_account_id_fkey FOREIGN KEY(tenant_id, account_id) REFERENCES account (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE paper_debt (
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    epoch integer NOT NULL,
    symbol text NOT NULL,
    quantity numeric(38, 18) NOT NULL,
    collateral numeric(38, 18) NOT NULL,
    opened_at timestamptz NOT NULL,
    CONSTRAINT paper_debt_pkey PRIMARY KEY (tenant_id, account_id, epoch, symbol),
    CONSTRAINT paper_debt_tenant_id_account_id_fkey FOREIGN KEY(tenant_id, account_id) REFERENCES account (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE paper_order (
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    number bigint NOT NULL,
    epoch integer NOT NULL,
    client_order_id text NOT NULL,
    symbol text NOT NULL,
    side text NOT NULL,
    role text NOT NULL,
    type text NOT NULL,
    time_in_force text NOT NULL,
    quantity numeric(38, 18) NOT NULL,
    requested numeric(38, 18) NOT NULL,
    status text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    "limit" numeric(38, 18),
    stop numeric(38, 18),
    reduce_only boolean NOT NULL,
    post_only boolean NOT NULL,
    waiting boolean NOT NULL,
    triggered boolean NOT NULL,
    list_kind text,
    list_id text,
    filled numeric(38, 18) NOT NULL,
    received numeric(38, 18) NOT NULL,
    reason text NOT NULL,
    CONSTRAINT paper_order_pkey PRIMARY KEY (tenant_id, account_id, number),
    CONSTRAINT paper_order_tenant_id_account_id_fkey FOREIGN KEY(tenant_id, account_id) REFERENCES account (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT paper_order_side_check CHECK (side IN ('buy', 'sell')),
    CONSTRAINT paper_order_role_check CHECK (role IN ('entry', 'stop', 'target', 'exit')),
    CONSTRAINT paper_order_type_check CHECK (type IN ('market', 'limit', 'stop_market', 'stop_limit')),
    CONSTRAINT paper_order_time_in_force_check CHECK (time_in_force IN ('gtc', 'ioc', 'fok')),
    CONSTRAINT paper_order_status_check CHECK (status IN ('intent', 'sending', 'open', 'partially_filled', 'filled', 'cancelled', 'expired', 'rejected', 'denied', 'unknown'))
);

CREATE INDEX paper_order_by_client_id_idx ON paper_order (tenant_id, account_id, client_order_id, number);

CREATE INDEX paper_order_live_idx ON paper_order (tenant_id, account_id) WHERE status IN ('open', 'partially_filled');

CREATE TABLE paper_fill (
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    number bigint NOT NULL,
    epoch integer NOT NULL,
    client_order_id text NOT NULL,
    venue_order_id text NOT NULL,
    symbol text NOT NULL,
    side text NOT NULL,
    price numeric(38, 18) NOT NULL,
    quantity numeric(38, 18) NOT NULL,
    fee numeric(38, 18) NOT NULL,
    fee_asset text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT paper_fill_pkey PRIMARY KEY (tenant_id, account_id, number),
    CONSTRAINT paper_fill_tenant_id_account_id_fkey FOREIGN KEY(tenant_id, account_id) REFERENCES account (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX paper_fill_by_symbol_idx ON paper_fill (tenant_id, account_id, symbol, at);
