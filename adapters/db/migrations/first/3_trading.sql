-- Plans, positions, orders and fills.

CREATE TABLE plan (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    symbol text NOT NULL,
    side text NOT NULL,
    entry text NOT NULL,
    reference numeric(38, 18) NOT NULL,
    "limit" numeric(38, 18) NOT NULL,
    stop numeric(38, 18) NOT NULL,
    stop_source text NOT NULL,
    stop_confirmed boolean NOT NULL,
    quantity numeric(38, 18) NOT NULL,
    planned_loss numeric(38, 18) NOT NULL,
    exit_policy text NOT NULL,
    targets jsonb NOT NULL,
    status text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    rate numeric(38, 18) NOT NULL,
    resting_for_s integer,
    reserved numeric(38, 18) NOT NULL,
    validated_at timestamptz,
    executed_at timestamptz,
    derivation jsonb NOT NULL,
    denials jsonb NOT NULL,
    setup_tag text NOT NULL,
    note text NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT plan_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT plan_tenant_id_account_id_fkey FOREIGN KEY(tenant_id, account_id) REFERENCES account (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT plan_tenant_id_user_id_fkey FOREIGN KEY(tenant_id, user_id) REFERENCES app_user (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT plan_side_check CHECK (side IN ('long', 'short')),
    CONSTRAINT plan_entry_check CHECK (entry IN ('market', 'limit')),
    CONSTRAINT plan_stop_source_check CHECK (stop_source IN ('level', 'fallback', 'manual')),
    CONSTRAINT plan_exit_policy_check CHECK (exit_policy IN ('trail', 'target', 'both')),
    CONSTRAINT plan_status_check CHECK (status IN ('planned', 'validated', 'executed', 'denied', 'expired', 'cancelled'))
);

CREATE INDEX plan_live_idx ON plan (tenant_id, account_id) WHERE status IN ('planned', 'validated');

CREATE TABLE position (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    symbol text NOT NULL,
    side text NOT NULL,
    status text NOT NULL,
    exit_policy text NOT NULL,
    targets jsonb NOT NULL,
    initial_stop numeric(38, 18) NOT NULL,
    stop numeric(38, 18) NOT NULL,
    planned_loss numeric(38, 18) NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    rate numeric(38, 18) NOT NULL,
    quantity numeric(38, 18) NOT NULL,
    entered numeric(38, 18) NOT NULL,
    average_entry numeric(38, 18),
    span numeric(38, 18),
    stop_order_id uuid,
    steps jsonb NOT NULL,
    exited numeric(38, 18) NOT NULL,
    average_exit numeric(38, 18),
    gross numeric(38, 18) NOT NULL,
    fees numeric(38, 18) NOT NULL,
    net numeric(38, 18) NOT NULL,
    slippage numeric(38, 18) NOT NULL,
    highest numeric(38, 18),
    lowest numeric(38, 18),
    opened_at timestamptz,
    protected_at timestamptz,
    unprotected_s numeric(38, 18) NOT NULL,
    closed_at timestamptz,
    close_reason text,
    dust numeric(38, 18) NOT NULL,
    setup_tag text NOT NULL,
    note text NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT position_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT position_tenant_id_account_id_fkey FOREIGN KEY(tenant_id, account_id) REFERENCES account (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT position_tenant_id_plan_id_fkey FOREIGN KEY(tenant_id, plan_id) REFERENCES plan (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT position_side_check CHECK (side IN ('long', 'short')),
    CONSTRAINT position_status_check CHECK (status IN ('armed', 'entering', 'protecting', 'active', 'exiting', 'closed')),
    CONSTRAINT position_exit_policy_check CHECK (exit_policy IN ('trail', 'target', 'both')),
    CONSTRAINT position_close_reason_check CHECK (close_reason IN ('stopped', 'target', 'trader', 'kill_switch', 'unprotected', 'not_filled')),
    CONSTRAINT position_tenant_id_plan_id_key UNIQUE (tenant_id, plan_id)
);

CREATE INDEX position_by_time_idx ON position (tenant_id, account_id, created_at, id);

CREATE UNIQUE INDEX position_open_symbol_idx ON position (tenant_id, account_id, symbol) WHERE status <> 'closed';

CREATE INDEX position_stopped_idx ON position (tenant_id, account_id, symbol, id) WHERE close_reason = 'stopped' AND closed_at IS NOT NULL;

CREATE TABLE trade_order (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    client_order_id text NOT NULL,
    symbol text NOT NULL,
    side text NOT NULL,
    role text NOT NULL,
    type text NOT NULL,
    time_in_force text NOT NULL,
    quantity numeric(38, 18) NOT NULL,
    status text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    "limit" numeric(38, 18),
    stop numeric(38, 18),
    reduce_only boolean NOT NULL,
    post_only boolean NOT NULL,
    plan_id uuid,
    position_id uuid,
    list_id uuid,
    venue_order_id text,
    filled numeric(38, 18) NOT NULL,
    reported numeric(38, 18) NOT NULL,
    average numeric(38, 18),
    fees jsonb NOT NULL,
    cancel_requested_at timestamptz,
    replaces uuid,
    expected numeric(38, 18),
    rest_until timestamptz,
    epoch bigint,
    reason text NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT trade_order_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT trade_order_tenant_id_account_id_fkey FOREIGN KEY(tenant_id, account_id) REFERENCES account (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT trade_order_tenant_id_plan_id_fkey FOREIGN KEY(tenant_id, plan_id) REFERENCES plan (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT trade_order_tenant_id_position_id_fkey FOREIGN KEY(tenant_id, position_id) REFERENCES position (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT trade_order_side_check CHECK (side IN ('buy', 'sell')),
    CONSTRAINT trade_order_role_check CHECK (role IN ('entry', 'stop', 'target', 'exit')),
    CONSTRAINT trade_order_type_check CHECK (type IN ('market', 'limit', 'stop_market', 'stop_limit')),
    CONSTRAINT trade_order_time_in_force_check CHECK (time_in_force IN ('gtc', 'ioc', 'fok')),
    CONSTRAINT trade_order_status_check CHECK (status IN ('intent', 'sending', 'open', 'partially_filled', 'filled', 'cancelled', 'expired', 'rejected', 'denied', 'unknown')),
    CONSTRAINT trade_order_tenant_id_account_id_client_order_id_key UNIQUE (tenant_id, account_id, client_order_id)
);

CREATE INDEX trade_order_by_position_idx ON trade_order (tenant_id, position_id);

CREATE INDEX trade_order_by_status_idx ON trade_order (tenant_id, account_id, status, created_at, id);

CREATE INDEX trade_order_by_symbol_idx ON trade_order (tenant_id, account_id, symbol, created_at, id);

CREATE INDEX trade_order_by_time_idx ON trade_order (tenant_id, account_id, created_at, id);

CREATE INDEX trade_order_working_idx ON trade_order (tenant_id, account_id) WHERE status IN ('intent', 'sending', 'open', 'partially_filled', 'unknown');

CREATE TABLE fill (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    order_id uuid NOT NULL,
    position_id uuid,
    symbol text NOT NULL,
    trade_id text NOT NULL,
    price numeric(38, 18) NOT NULL,
    quantity numeric(38, 18) NOT NULL,
    fee numeric(38, 18) NOT NULL,
    fee_asset text NOT NULL,
    fee_value numeric(38, 18),
    at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    CONSTRAINT fill_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT fill_tenant_id_account_id_fkey FOREIGN KEY(tenant_id, account_id) REFERENCES account (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fill_tenant_id_order_id_fkey FOREIGN KEY(tenant_id, order_id) REFERENCES trade_order (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fill_tenant_id_position_id_fkey FOREIGN KEY(tenant_id, position_id) REFERENCES position (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fill_tenant_id_account_id_symbol_trade_id_key UNIQUE (tenant_id, account_id, symbol, trade_id)
);

CREATE INDEX fill_by_position_idx ON fill (tenant_id, position_id, at);
