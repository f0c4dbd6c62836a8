"""Signals of a tenant, what it watches, and what detectors' findings came to on this market."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_MINE = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"
_NOBODYS = "NULLIF(current_setting('app.tenant_id', true), '') IS NULL"
_TIMEFRAMES = "'1m', '5m', '15m', '1h', '4h', '1d'"
_OF_TENANT = "FOREIGN KEY(tenant_id) REFERENCES tenant (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED"


def upgrade() -> None:
    op.execute(f"""
        CREATE TABLE signal (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            detector text NOT NULL,
            symbol text NOT NULL,
            timeframe text NOT NULL,
            bar timestamptz NOT NULL,
            side text NOT NULL,
            status text NOT NULL,
            price numeric(38, 18) NOT NULL,
            stop numeric(38, 18) NOT NULL,
            found_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            formed boolean NOT NULL,
            decided_by uuid,
            decided_at timestamptz,
            plan_id uuid,
            version bigint NOT NULL,
            CONSTRAINT signal_pkey PRIMARY KEY (tenant_id, id),
            CONSTRAINT signal_tenant_id_detector_symbol_timeframe_bar_key
                UNIQUE (tenant_id, detector, symbol, timeframe, bar),
            CONSTRAINT signal_tenant_id_fkey {_OF_TENANT},
            CONSTRAINT signal_tenant_id_plan_id_fkey FOREIGN KEY(tenant_id, plan_id)
                REFERENCES plan (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
            CONSTRAINT signal_timeframe_check CHECK (timeframe IN ({_TIMEFRAMES})),
            CONSTRAINT signal_side_check CHECK (side IN ('long', 'short')),
            CONSTRAINT signal_status_check
                CHECK (status IN ('forming', 'confirmed', 'accepted', 'dismissed', 'invalidated', 'expired'))
        )
    """)
    op.execute("CREATE INDEX signal_tenant_id_found_at_id_idx ON signal (tenant_id, found_at, id)")
    op.execute("CREATE INDEX signal_live_idx ON signal (expires_at) WHERE status IN ('forming', 'confirmed')")
    op.execute(f"""
        CREATE TABLE signal_watch (
            tenant_id uuid NOT NULL,
            detectors jsonb NOT NULL,
            symbols jsonb NOT NULL,
            timeframes jsonb NOT NULL,
            version bigint NOT NULL,
            CONSTRAINT signal_watch_pkey PRIMARY KEY (tenant_id),
            CONSTRAINT signal_watch_tenant_id_fkey {_OF_TENANT}
        )
    """)
    for table in ("signal", "signal_watch"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY of_tenant ON {table} USING ({_MINE}) WITH CHECK ({_MINE})")
        op.execute(f"CREATE POLICY find_work ON {table} FOR SELECT TO robson_engine USING ({_NOBODYS})")
    op.execute("GRANT SELECT, UPDATE ON signal TO robson_app")
    op.execute("GRANT SELECT, INSERT, UPDATE ON signal_watch TO robson_app")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON signal TO robson_engine")
    op.execute("GRANT SELECT ON signal_watch TO robson_engine")
    op.execute(f"""
        CREATE TABLE detector_outcome (
            feed text NOT NULL,
            detector text NOT NULL,
            symbol text NOT NULL,
            timeframe text NOT NULL,
            samples integer NOT NULL,
            hits integer NOT NULL,
            total_r numeric(38, 18) NOT NULL,
            since timestamptz NOT NULL,
            until timestamptz NOT NULL,
            CONSTRAINT detector_outcome_pkey PRIMARY KEY (feed, detector, symbol, timeframe),
            CONSTRAINT detector_outcome_timeframe_check CHECK (timeframe IN ({_TIMEFRAMES}))
        )
    """)
    op.execute("GRANT SELECT ON detector_outcome TO robson_app")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON detector_outcome TO robson_engine")


def downgrade() -> None:
    op.execute("DROP TABLE detector_outcome, signal_watch, signal")
