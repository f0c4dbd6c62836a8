"""The equity curve's writing side."""

from __future__ import annotations

from adapters.db.pool import Pool
from adapters.db.scope import tenant_scope
from adapters.db.wire import Statement
from domain.shared.ids import AccountId, TenantId
from domain.trading.reads import EquityPoint

_RECORD = """
INSERT INTO equity_point (tenant_id, account_id, epoch, at, equity, btc_price)
SELECT tenant_id, id, epoch, %(at)s, %(equity)s, %(btc_price)s
FROM account WHERE tenant_id = %(tenant_id)s AND id = %(account_id)s
ON CONFLICT DO NOTHING
"""


class PostgresEquity:
    """Keeps points of the running epoch; one a moment of the market clock."""

    def __init__(self, pool: Pool) -> None:
        """Use the pool of the process."""
        self._pool = pool

    async def record(self, tenant_id: TenantId, account_id: AccountId, point: EquityPoint) -> None:
        """Add a point; a second one of the same moment changes nothing."""
        row = {
            "tenant_id": tenant_id,
            "account_id": account_id,
            "at": point.at,
            "equity": point.equity,
            "btc_price": point.btc_price,
        }
        async with tenant_scope(self._pool, tenant_id) as scope:
            await scope.commit([Statement(_RECORD, row)])
