"""What is found at a venue and is not ours: external orders and holdings, drift of balances."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_MINE = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE finding (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            account_id uuid NOT NULL,
            kind text NOT NULL,
            subject text NOT NULL,
            sentence text NOT NULL,
            first_seen_at timestamptz NOT NULL,
            last_seen_at timestamptz NOT NULL,
            figures jsonb NOT NULL,
            gone_at timestamptz,
            version bigint NOT NULL,
            CONSTRAINT finding_pkey PRIMARY KEY (tenant_id, id),
            CONSTRAINT finding_tenant_id_account_id_fkey FOREIGN KEY(tenant_id, account_id)
                REFERENCES account (tenant_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
            CONSTRAINT finding_kind_check CHECK (kind IN ('external_order', 'external_holding', 'balance_drift'))
        )
    """)
    op.execute(
        "CREATE UNIQUE INDEX finding_open_idx ON finding (tenant_id, account_id, kind, subject) WHERE gone_at IS NULL"
    )
    op.execute("ALTER TABLE finding ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE finding FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY of_tenant ON finding USING ({_MINE}) WITH CHECK ({_MINE})")
    op.execute("GRANT SELECT ON finding TO robson_app")
    op.execute("GRANT SELECT, INSERT, UPDATE ON finding TO robson_engine")


def downgrade() -> None:
    op.execute("DROP TABLE finding")
