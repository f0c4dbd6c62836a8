"""An account names its venue; paper accounts, and only they, trade on paper."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE account ADD COLUMN venue text NOT NULL DEFAULT 'paper'")
    op.execute("ALTER TABLE account ALTER COLUMN venue DROP DEFAULT")
    op.execute(
        "ALTER TABLE account ADD CONSTRAINT account_venue_check "
        "CHECK (venue IN ('paper', 'binance', 'bybit', 'okx', 'kraken', 'coinbase'))"
    )
    op.execute("CREATE INDEX paper_fill_by_order_idx ON paper_fill (tenant_id, account_id, venue_order_id)")


def downgrade() -> None:
    op.execute("DROP INDEX paper_fill_by_order_idx")
    op.execute("ALTER TABLE account DROP COLUMN venue")
