"""A user's choice among the tenant's accounts."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE user_preferences ADD COLUMN account_id uuid")
    op.execute(
        "ALTER TABLE user_preferences ADD CONSTRAINT user_preferences_tenant_id_account_id_fkey "
        "FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id) DEFERRABLE INITIALLY DEFERRED"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE user_preferences DROP COLUMN account_id")
