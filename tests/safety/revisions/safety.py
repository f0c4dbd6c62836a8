"""A level after the newest, for the campaign alone: it changes the orders' table, and may die there."""

from alembic import op

from adapters.db.migrate import newest
from tests.safety import migrate_main
from tests.safety.points import Point

revision = "safety"
down_revision = newest()
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE trade_order ADD COLUMN safety_mark text")
    if migrate_main.trigger is not None:
        migrate_main.trigger.at(Point.MIGRATING)
    op.execute("CREATE INDEX safety_mark_idx ON trade_order (safety_mark)")


def downgrade() -> None:
    op.execute("ALTER TABLE trade_order DROP COLUMN safety_mark")
