"""Orders carry until when a miss proves nothing; what came late may be open beside another position until sold."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_REASONS = "'stopped', 'target', 'trader', 'kill_switch', 'unprotected', 'not_filled'"


def _only_one(condition: str) -> None:
    op.execute("DROP INDEX position_open_symbol_idx")
    op.execute(
        f"CREATE UNIQUE INDEX position_open_symbol_idx ON position (tenant_id, account_id, symbol) WHERE {condition}"
    )


def _reasons(known: str) -> None:
    op.execute("ALTER TABLE position DROP CONSTRAINT position_close_reason_check")
    op.execute(f"ALTER TABLE position ADD CONSTRAINT position_close_reason_check CHECK (close_reason IN ({known}))")


def upgrade() -> None:
    op.execute("ALTER TABLE trade_order ADD COLUMN absent_from timestamptz")
    op.execute("ALTER TABLE position ADD COLUMN late boolean NOT NULL DEFAULT false")
    op.execute("ALTER TABLE position ALTER COLUMN late DROP DEFAULT")
    _only_one("status <> 'closed' AND NOT late")
    _reasons(f"{_REASONS}, 'late'")


def downgrade() -> None:
    op.execute("UPDATE position SET close_reason = 'unprotected' WHERE close_reason = 'late'")
    _reasons(_REASONS)
    _only_one("status <> 'closed'")
    op.execute("ALTER TABLE position DROP COLUMN late")
    op.execute("ALTER TABLE trade_order DROP COLUMN absent_from")
