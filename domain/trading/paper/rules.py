"""What the venue refuses before it books anything, with the codes it answers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from domain.marketdata.instrument import Filters
from domain.trading.order import OrderSide, OrderType, TimeInForce
from domain.trading.paper.funds import ZERO
from domain.trading.paper.ledger import Ledger
from domain.trading.paper.market import Market, stop_crossed, takes
from domain.trading.paper.state import PaperOrder
from domain.trading.venue import ProvenReject

Rule = Callable[[Ledger, PaperOrder, Market], ProvenReject | None]
_NEEDS_LIMIT = {OrderType.LIMIT, OrderType.STOP_LIMIT}
_NEEDS_STOP = {OrderType.STOP_MARKET, OrderType.STOP_LIMIT}


def refusal(ledger: Ledger, order: PaperOrder, market: Market, *rules: Rule) -> ProvenReject | None:
    """Return the first rule an order breaks, or None."""
    return next((found for rule in rules if (found := rule(ledger, order, market)) is not None), None)


def shape(_: Ledger, order: PaperOrder, __: Market) -> ProvenReject | None:
    """A type has exactly the prices it needs, and post-only makes sense only for resting limits."""
    if (order.limit is not None) != (order.type in _NEEDS_LIMIT) or (order.stop is not None) != (
        order.type in _NEEDS_STOP
    ):
        return _no("ORDER_INVALID", f"a {order.type} order was given the wrong prices")
    if order.post_only and (order.type is not OrderType.LIMIT or order.time_in_force is not TimeInForce.GTC):
        return _no("ORDER_INVALID", "post-only needs a good-till-cancelled limit order")
    return None


def on_grid(_: Ledger, order: PaperOrder, market: Market) -> ProvenReject | None:
    """Tick, lot and notional filters."""
    filters = market.instrument.filters
    for price in (order.limit, order.stop):
        if price is not None and price % filters.tick:
            return _no("PRICE_FILTER", f"price {price} is not a multiple of the tick {filters.tick}")
    if order.quantity % filters.step:
        return _no("LOT_SIZE", f"quantity {order.quantity} is not a multiple of the step {filters.step}")
    if not filters.min_quantity <= order.quantity <= filters.max_quantity:
        return _no(
            "LOT_SIZE",
            f"quantity {order.quantity} is not from {filters.min_quantity} to {filters.max_quantity}",
        )
    return below_notional(order, order.quantity, filters, market.price(order))


def below_notional(order: PaperOrder, quantity: Decimal, filters: Filters, last: Decimal) -> ProvenReject | None:
    """The smallest order value."""
    value = quantity * (order.limit or order.stop or last)
    if value < filters.min_notional:
        return _no("NOTIONAL", f"value {value} is below the venue's minimum of {filters.min_notional}")
    return None


def symbol_open(_: Ledger, order: PaperOrder, market: Market) -> ProvenReject | None:
    """A halted pair takes no orders, only cancels."""
    if market.instrument.trading:
        return None
    return _no("SYMBOL_HALTED", f"{order.symbol} is halted; only cancels are taken")


def stop_ahead(_: Ledger, order: PaperOrder, market: Market) -> ProvenReject | None:
    """A stop must lie on the far side of the last price."""
    if stop_crossed(order, price := market.price(order)):
        return _no("STOP_WOULD_TRIGGER", f"stop {order.stop} would trigger at once: last price {price}")
    return None


def stays_maker(_: Ledger, order: PaperOrder, market: Market) -> ProvenReject | None:
    """A post-only order must not take."""
    if order.post_only and next(takes(order, market, order.quantity, None), None) is not None:
        return _no("WOULD_TAKE", f"limit {order.limit} would match at once and the order is post-only")
    return None


def funded(ledger: Ledger, order: PaperOrder, market: Market) -> ProvenReject | None:
    """The account can pay for it, deliver it, pledge for it or repays no more than it owes."""
    symbol = order.symbol
    if order.opens and order.side is OrderSide.SELL:
        if not ledger.terms.shorts:
            return _no("SHORT_NEEDS_MARGIN", "a spot account cannot sell what it does not hold")
        return _covered(ledger, order, symbol.quote, _cost(order, market, ledger.terms.beyond_depth))
    if order.side is OrderSide.SELL:
        held = ledger.totals.get(symbol.base, ZERO)
        if order.reduce_only and order.quantity > held:
            return _no("REDUCE_ONLY", f"reduce-only for {order.quantity} but {held} {symbol.base} are held")
        return _covered(ledger, order, symbol.base, order.quantity)
    if order.reduce_only:
        owed = _owed(ledger, order)
        if order.quantity > owed:
            return _no("REDUCE_ONLY", f"reduce-only for {order.quantity} but {owed} {symbol.base} are owed")
        return None
    return _covered(ledger, order, symbol.quote, _cost(order, market, ledger.terms.beyond_depth))


def _covered(ledger: Ledger, order: PaperOrder, asset: str, needed: Decimal) -> ProvenReject | None:
    free = ledger.free(asset, order)
    if needed > free:
        return _no("INSUFFICIENT_BALANCE", f"needs {needed} {asset} and {free} are free")
    return None


def _cost(order: PaperOrder, market: Market, beyond_depth: Decimal) -> Decimal:
    if order.limit is not None:
        # A short is pledged for at the price it sells at, and that may be better than its limit.
        short = order.side is OrderSide.SELL
        return order.quantity * (max(order.limit, market.price(order)) if short else order.limit)
    if order.stop is not None:
        return order.quantity * order.stop
    return sum((p * q for p, q in takes(order, market, order.quantity, beyond_depth)), ZERO)


def _owed(ledger: Ledger, order: PaperOrder) -> Decimal:
    debt = ledger.debts.get(order.symbol)
    spoken_for = sum(
        (
            o.remaining
            for o in ledger.live(order.symbol)
            if o.reduce_only
            and o.side is OrderSide.BUY
            and not o.waiting
            and (o.list_id is None or o.list_id != order.list_id)
        ),
        ZERO,
    )
    return (debt.quantity if debt else ZERO) - spoken_for


def _no(code: str, sentence: str) -> ProvenReject:
    return ProvenReject(code=code, sentence=sentence)
