"""Orders carry the doubt about them, positions since when they are without a stop, accounts why they are suspended."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE trade_order
            ADD COLUMN waiting boolean NOT NULL DEFAULT false,
            ADD COLUMN doubted_at timestamptz,
            ADD COLUMN asked integer NOT NULL DEFAULT 0,
            ADD COLUMN asked_at timestamptz;
        ALTER TABLE trade_order ALTER COLUMN waiting DROP DEFAULT, ALTER COLUMN asked DROP DEFAULT;
        ALTER TABLE position ADD COLUMN exposed_since timestamptz;
        ALTER TABLE account ADD COLUMN suspended text NOT NULL DEFAULT '';
        ALTER TABLE account ALTER COLUMN suspended DROP DEFAULT;
        """
    )


def downgrade() -> None:
    op.execute(
        """
        ALTER TABLE account DROP COLUMN suspended;
        ALTER TABLE position DROP COLUMN exposed_since;
        ALTER TABLE trade_order
            DROP COLUMN waiting, DROP COLUMN doubted_at, DROP COLUMN asked, DROP COLUMN asked_at;
        """
    )
