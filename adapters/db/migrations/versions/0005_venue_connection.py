"""Accounts reach venues with sealed keys. The web writes them, the engine tests them, nobody deletes a connection."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MINE = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE venue_connection (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            status text NOT NULL,
            sealed text NOT NULL,
            key_hint text NOT NULL,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            reason text NOT NULL,
            permissions jsonb,
            checked_at timestamptz,
            armed_at timestamptz,
            armed_by text NOT NULL,
            generation integer NOT NULL,
            version bigint NOT NULL,
            CONSTRAINT venue_connection_pkey PRIMARY KEY (tenant_id, id),
            CONSTRAINT venue_connection_tenant_id_id_fkey FOREIGN KEY (tenant_id, id)
                REFERENCES account (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
            CONSTRAINT venue_connection_status_check
                CHECK (status IN ('testing', 'connected', 'refused', 'suspended'))
        )
    """)
    op.execute("ALTER TABLE venue_connection ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE venue_connection FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY of_tenant ON venue_connection USING ({_MINE}) WITH CHECK ({_MINE})")
    op.execute("REVOKE ALL ON venue_connection FROM PUBLIC")
    op.execute("GRANT SELECT, UPDATE ON venue_connection TO robson_app, robson_engine")
    op.execute("GRANT INSERT ON venue_connection TO robson_app")
    # The engine looks for keys to test across tenants while it acts for none.
    op.execute(
        "CREATE POLICY find_work ON venue_connection FOR SELECT TO robson_engine "
        "USING (NULLIF(current_setting('app.tenant_id', true), '') IS NULL)"
    )


def downgrade() -> None:
    op.execute("DROP TABLE venue_connection")
