"""Reads one account's rows out of PostgreSQL, as its owner."""

from __future__ import annotations

import psycopg

from domain.shared.ids import AccountId
from tests.safety.books import OurFill, OurOrder, OurPosition, Ours

_ORDERS = """
SELECT client_order_id, replace(symbol, '/', ''), side, role, status, filled,
       coalesce(position_id::text, ''), cancel_requested_at IS NOT NULL AND status IN ('open', 'partially_filled')
FROM trade_order WHERE account_id = %(account)s
"""
_FILLS = """
SELECT o.client_order_id, replace(o.symbol, '/', ''), f.trade_id, f.quantity,
       CASE WHEN f.fee_asset = split_part(o.symbol, '/', 1) THEN f.fee ELSE 0 END
FROM fill f JOIN trade_order o ON o.id = f.order_id AND o.tenant_id = f.tenant_id WHERE f.account_id = %(account)s
"""
_POSITIONS = "SELECT id::text, replace(symbol, '/', ''), status, quantity FROM position WHERE account_id = %(account)s"


async def ours_of(owner: psycopg.AsyncConnection, account_id: AccountId) -> Ours:
    who = {"account": account_id}
    async with owner.transaction():
        await owner.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        orders = await (await owner.execute(_ORDERS, who)).fetchall()
        fills = await (await owner.execute(_FILLS, who)).fetchall()
        positions = await (await owner.execute(_POSITIONS, who)).fetchall()
    order_names = ("client_id", "symbol", "side", "role", "status", "filled", "position", "cancelling")
    fill_names = ("client_id", "symbol", "trade_id", "quantity", "base_fee")
    position_names = ("id", "symbol", "status", "quantity")
    return Ours(
        orders=[OurOrder(**dict(zip(order_names, row, strict=True))) for row in orders],
        fills=[OurFill(**dict(zip(fill_names, row, strict=True))) for row in fills],
        positions=[OurPosition(**dict(zip(position_names, row, strict=True))) for row in positions],
    )
