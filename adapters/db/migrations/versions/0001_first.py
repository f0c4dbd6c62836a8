"""The whole schema of the first desk: tables, functions, roles and both walls, as plain SQL beside this folder."""

from __future__ import annotations

from pathlib import Path

import psycopg
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SQL = Path(__file__).parent.parent / "first"
_TABLES = (
    "paper_fill, paper_order, paper_debt, paper_balance, paper_account, engine_lease, market_cursor, candle, "
    "instrument, idempotency_key, event_head, event, fill, trade_order, position, plan, equity_point, "
    "account_month, account, demo, session, app_user, tenant"
)


def upgrade() -> None:
    driver: psycopg.Connection = op.get_bind().connection.dbapi_connection  # type: ignore[assignment]  # raw: no paramstyle
    for part in sorted(_SQL.glob("*.sql")):
        driver.execute(part.read_text("utf-8"))


def downgrade() -> None:
    op.execute(f"DROP TABLE {_TABLES}")
    op.execute("DROP FUNCTION expect_one, candle_month, candle_drop_empty, purge_demo")
