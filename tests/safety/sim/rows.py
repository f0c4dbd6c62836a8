"""Reads the rows in memory as the comparison wants them."""

from __future__ import annotations

from decimal import Decimal

from domain.trading.transitions import ORDER_AT_VENUE
from tests.fakes.unit_of_work import MemoryStore
from tests.safety.books import OurFill, OurOrder, OurPosition, Ours
from tests.safety.market import symbol_name


def ours_in(store: MemoryStore) -> Ours:
    orders = store.orders.values()
    names = {o.id: o for o in orders}
    return Ours(
        orders=[
            OurOrder(
                client_id=o.client_order_id,
                symbol=symbol_name(o.symbol),
                side=o.side,
                role=o.role,
                status=o.status,
                filled=o.filled,
                position=str(o.position_id),
                cancelling=o.cancel_requested_at is not None and o.status in ORDER_AT_VENUE,
            )
            for o in orders
        ],
        fills=[
            OurFill(
                client_id=names[f.order_id].client_order_id,
                symbol=symbol_name(names[f.order_id].symbol),
                trade_id=f.trade_id,
                quantity=f.quantity,
                base_fee=f.fee if f.fee_asset == names[f.order_id].symbol.base else Decimal(0),
            )
            for f in store.fills.values()
        ],
        positions=[
            OurPosition(id=str(p.id), symbol=symbol_name(p.symbol), status=p.status, quantity=p.quantity)
            for p in store.positions.values()
        ],
    )
