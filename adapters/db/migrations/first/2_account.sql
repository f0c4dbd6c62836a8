-- Accounts, their months and their equity curve.

CREATE TABLE account (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    quote text NOT NULL,
    allocated numeric(38, 18) NOT NULL,
    realised numeric(38, 18) NOT NULL,
    month date NOT NULL,
    month_capital numeric(38, 18) NOT NULL,
    month_realised numeric(38, 18) NOT NULL,
    day date NOT NULL,
    day_equity numeric(38, 18) NOT NULL,
    day_realised numeric(38, 18) NOT NULL,
    state text NOT NULL,
    halt_reason text NOT NULL,
    limits jsonb NOT NULL,
    costs jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    dust_cost numeric(38, 18) NOT NULL,
    epoch integer NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT account_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT account_tenant_id_fkey FOREIGN KEY(tenant_id) REFERENCES tenant (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT account_kind_check CHECK (kind IN ('paper', 'testnet', 'live')),
    CONSTRAINT account_state_check CHECK (state IN ('active', 'reducing', 'halted'))
);

CREATE TABLE account_month (
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    epoch integer NOT NULL,
    month date NOT NULL,
    capital numeric(38, 18) NOT NULL,
    budget numeric(38, 18) NOT NULL,
    realised numeric(38, 18) NOT NULL,
    CONSTRAINT account_month_pkey PRIMARY KEY (tenant_id, account_id, epoch, month),
    CONSTRAINT account_month_tenant_id_account_id_fkey FOREIGN KEY(tenant_id, account_id) REFERENCES account (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE equity_point (
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    epoch integer NOT NULL,
    at timestamptz NOT NULL,
    equity numeric(38, 18) NOT NULL,
    btc_price numeric(38, 18),
    CONSTRAINT equity_point_pkey PRIMARY KEY (tenant_id, account_id, epoch, at),
    CONSTRAINT equity_point_tenant_id_account_id_fkey FOREIGN KEY(tenant_id, account_id) REFERENCES account (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
);
