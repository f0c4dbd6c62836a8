"""Trades that ended are listed and counted in the order of their end."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE INDEX position_closed_idx ON position (tenant_id, account_id, closed_at, id) "
        "WHERE status = 'closed' AND entered > 0"
    )


def downgrade() -> None:
    op.execute("DROP INDEX position_closed_idx")
