"""What is locked by working orders and open shorts, derived each time so that it cannot drift."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from domain.shared.symbol import Symbol
from domain.trading.order import OrderSide
from domain.trading.paper.state import Debt, PaperOrder
from domain.trading.venue import Balance

ZERO = Decimal(0)


def locked(orders: Iterable[PaperOrder], debts: Mapping[Symbol, Debt]) -> dict[str, Decimal]:
    """Return units locked by asset.

    A resting buy locks its quote; a resting short as much in collateral; a sell its base, where the legs of one
    list share the same base; an open short its collateral. Covers and waiting legs lock nothing of their own.
    """
    held: dict[str, Decimal] = {}
    for symbol, debt in debts.items():
        held[symbol.quote] = held.get(symbol.quote, ZERO) + debt.collateral
    stops: dict[tuple[str, str], Decimal] = {}
    limits: dict[tuple[str, str], Decimal] = {}
    for order in orders:
        if not order.live or order.waiting:
            continue
        if order.opens or (order.side is OrderSide.BUY and not order.reduce_only):
            quote = order.symbol.quote
            held[quote] = held.get(quote, ZERO) + order.remaining * (order.limit or order.stop or ZERO)
        elif order.side is OrderSide.SELL:
            group = (order.symbol.base, order.list_id or order.venue_order_id)
            legs = limits if order.stop is None else stops
            legs[group] = legs.get(group, ZERO) + order.remaining
    for group in stops.keys() | limits.keys():
        base = group[0]
        held[base] = held.get(base, ZERO) + max(stops.get(group, ZERO), limits.get(group, ZERO))
    return held


def balances(
    totals: Mapping[str, Decimal], orders: Iterable[PaperOrder], debts: Mapping[Symbol, Debt]
) -> dict[str, Balance]:
    """Return free and locked units of every asset owned."""
    held = locked(orders, debts)
    return {
        asset: Balance(asset=asset, free=total - held.get(asset, ZERO), locked=held.get(asset, ZERO))
        for asset, total in totals.items()
        if total or held.get(asset)
    }
