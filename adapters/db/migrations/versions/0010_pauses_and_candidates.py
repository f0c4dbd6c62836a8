"""Pauses that venues order outlive an engine; new keys wait beside those in use; late orders are found by an index."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE venue_pause (
            address text NOT NULL,
            why text NOT NULL,
            until timestamptz NOT NULL,
            CONSTRAINT venue_pause_pkey PRIMARY KEY (address)
        )
    """)
    op.execute("REVOKE ALL ON venue_pause FROM PUBLIC")
    op.execute("GRANT SELECT, INSERT, UPDATE ON venue_pause TO robson_engine")
    op.execute("ALTER TABLE venue_connection ADD COLUMN candidate text NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE venue_connection ADD COLUMN candidate_hint text NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE venue_connection ALTER COLUMN candidate DROP DEFAULT")
    op.execute("ALTER TABLE venue_connection ALTER COLUMN candidate_hint DROP DEFAULT")
    op.execute(
        "CREATE INDEX trade_order_absent_idx ON trade_order (tenant_id, account_id, updated_at) "
        "WHERE status = 'rejected' AND absent_from IS NOT NULL AND venue_order_id IS NULL"
    )


def downgrade() -> None:
    op.execute("DROP INDEX trade_order_absent_idx")
    op.execute("ALTER TABLE venue_connection DROP COLUMN candidate")
    op.execute("ALTER TABLE venue_connection DROP COLUMN candidate_hint")
    op.execute("DROP TABLE venue_pause")
