"""Strategies with versions that never change, and stored back-test runs."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_MINE = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"
_NOBODYS = "NULLIF(current_setting('app.tenant_id', true), '') IS NULL"
_LATE = "DEFERRABLE INITIALLY DEFERRED"
_TABLES = ("strategy", "strategy_version", "backtest_run", "backtest_result")


def upgrade() -> None:
    op.execute(f"""
        CREATE TABLE strategy (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            name text NOT NULL,
            stage text NOT NULL,
            number integer NOT NULL,
            origin text NOT NULL,
            created_by uuid NOT NULL,
            created_at timestamptz NOT NULL,
            evidence uuid,
            version bigint NOT NULL,
            CONSTRAINT strategy_pkey PRIMARY KEY (tenant_id, id),
            CONSTRAINT strategy_tenant_id_name_key UNIQUE (tenant_id, name),
            CONSTRAINT strategy_tenant_id_fkey
                FOREIGN KEY(tenant_id) REFERENCES tenant (id) ON DELETE CASCADE {_LATE},
            CONSTRAINT strategy_stage_check CHECK (stage IN ('draft', 'backtested', 'retired'))
        )
    """)
    op.execute("CREATE INDEX strategy_tenant_id_created_at_id_idx ON strategy (tenant_id, created_at, id)")
    op.execute(f"""
        CREATE TABLE strategy_version (
            tenant_id uuid NOT NULL,
            strategy_id uuid NOT NULL,
            number integer NOT NULL,
            definition jsonb NOT NULL,
            created_by uuid NOT NULL,
            created_at timestamptz NOT NULL,
            CONSTRAINT strategy_version_pkey PRIMARY KEY (tenant_id, strategy_id, number),
            CONSTRAINT strategy_version_tenant_id_strategy_id_fkey FOREIGN KEY(tenant_id, strategy_id)
                REFERENCES strategy (tenant_id, id) ON DELETE CASCADE {_LATE}
        )
    """)
    _runs()
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY of_tenant ON {table} USING ({_MINE}) WITH CHECK ({_MINE})")
    op.execute(f"CREATE POLICY find_work ON backtest_run FOR SELECT TO robson_engine USING ({_NOBODYS})")
    op.execute("GRANT SELECT, INSERT, UPDATE ON strategy, backtest_run TO robson_app")
    op.execute("GRANT SELECT, INSERT ON strategy_version TO robson_app")
    op.execute("GRANT SELECT ON backtest_result TO robson_app")
    op.execute("GRANT SELECT ON strategy, strategy_version TO robson_engine")
    op.execute("GRANT SELECT, UPDATE, DELETE ON backtest_run TO robson_engine")
    op.execute("GRANT SELECT, INSERT ON backtest_result TO robson_engine")


def _runs() -> None:
    op.execute(f"""
        CREATE TABLE backtest_run (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            strategy_id uuid NOT NULL,
            number integer NOT NULL,
            symbol text NOT NULL,
            timeframe text NOT NULL,
            begins timestamptz NOT NULL,
            ends timestamptz NOT NULL,
            capital numeric(38, 18) NOT NULL,
            fee numeric(38, 18) NOT NULL,
            slippage numeric(38, 18) NOT NULL,
            brakes boolean NOT NULL,
            status text NOT NULL,
            requested_by uuid NOT NULL,
            requested_at timestamptz NOT NULL,
            progress integer NOT NULL,
            attempts integer NOT NULL,
            reason text NOT NULL,
            digest text NOT NULL,
            started_at timestamptz,
            finished_at timestamptz,
            figures jsonb NOT NULL,
            version bigint NOT NULL,
            CONSTRAINT backtest_run_pkey PRIMARY KEY (tenant_id, id),
            CONSTRAINT backtest_run_tenant_id_strategy_id_number_fkey FOREIGN KEY(tenant_id, strategy_id, number)
                REFERENCES strategy_version (tenant_id, strategy_id, number) ON DELETE CASCADE {_LATE},
            CONSTRAINT backtest_run_timeframe_check CHECK (timeframe IN ('1m', '5m', '15m', '1h', '4h', '1d')),
            CONSTRAINT backtest_run_status_check
                CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled'))
        )
    """)
    op.execute("CREATE INDEX backtest_run_tenant_id_requested_at_id_idx ON backtest_run (tenant_id, requested_at, id)")
    op.execute("""
        CREATE INDEX backtest_run_tenant_id_strategy_id_requested_at_id_idx
        ON backtest_run (tenant_id, strategy_id, requested_at, id)
    """)
    op.execute("""
        CREATE INDEX backtest_run_unfinished_idx ON backtest_run (tenant_id, requested_at)
        WHERE status IN ('queued', 'running')
    """)
    op.execute(f"""
        CREATE TABLE backtest_result (
            tenant_id uuid NOT NULL,
            run_id uuid NOT NULL,
            content jsonb NOT NULL,
            CONSTRAINT backtest_result_pkey PRIMARY KEY (tenant_id, run_id),
            CONSTRAINT backtest_result_tenant_id_run_id_fkey FOREIGN KEY(tenant_id, run_id)
                REFERENCES backtest_run (tenant_id, id) ON DELETE CASCADE {_LATE}
        )
    """)


def downgrade() -> None:
    op.execute("DROP TABLE backtest_result, backtest_run, strategy_version, strategy")
