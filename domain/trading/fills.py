"""Trades applied to orders: once each, in any order, and never thrown away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from domain.shared.money import Price, Quantity
from domain.trading.doubt import known
from domain.trading.order import Fill, Order, OrderRole, OrderStatus
from domain.trading.transitions import ORDER, ORDER_AT_VENUE, step
from domain.trading.venue import OrderReport
from domain.trading.wording import exact

_STAYS = frozenset({OrderStatus.CANCELLED, OrderStatus.EXPIRED, OrderStatus.FILLED})
_TRADED = frozenset({OrderStatus.PARTIALLY_FILLED, OrderStatus.FILLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """An order after one trade; `over_filled` when the venue traded more than was asked for."""

    order: Order
    over_filled: bool


def apply_fill(order: Order, fill: Fill, now: datetime) -> Applied:
    """Add one trade to an order: cumulative quantity, quantity-weighted average, fees by asset.

    The caller has made sure, by trade id, that this trade was not applied before. The order in which trades
    arrive does not matter.

    Args:
        order: The order it belongs to.
        fill: The trade.
        now: Wall time for `updated_at`.

    Raises:
        IllegalTransitionError: the order was never sent, so the trade cannot be its own.
    """
    filled = Quantity(order.filled + fill.quantity)
    value = (order.average or Decimal(0)) * order.filled + fill.price * fill.quantity
    fees = dict(order.fees)
    if fill.fee:
        fees[fill.fee_asset] = fees.get(fill.fee_asset, Decimal(0)) + fill.fee
    changed = replace(
        known(order),
        status=step(ORDER, order.status, _status_after(order, filled), f"order {order.id}"),
        filled=filled,
        average=Price(exact(value / filled)),
        fees=fees,
        updated_at=now,
    )
    return Applied(order=changed, over_filled=filled > order.quantity)


def _status_after(order: Order, filled: Decimal) -> OrderStatus:
    if filled >= order.quantity:
        return OrderStatus.FILLED
    return order.status if order.status in _STAYS else OrderStatus.PARTIALLY_FILLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An order after a report; `fills_missing` when the venue has traded more of it than we have heard of."""

    order: Order
    fills_missing: bool


def apply_order_report(order: Order, report: OrderReport, now: datetime) -> Heard:
    """Take over what the venue says of an order, without believing fills that have no trade behind them.

    Reports may repeat or arrive late, so one that is behind what is already known changes nothing. `FILLED`
    is taken over only once the trades are there: closing always rests on real fills.

    Args:
        order: The order as we know it.
        report: What the venue says.
        now: Wall time for `updated_at`.
    """
    missing = report.filled > order.filled
    quantity = _heard_quantity(order, report)
    status = _heard_status(order, report, quantity)
    changed = replace(
        known(order),
        status=status,
        waiting=report.waiting and status in ORDER_AT_VENUE,
        cancel_requested_at=_cancel_asked(order, status, report, now),
        venue_order_id=report.venue_order_id,
        reported=Quantity(max(report.filled, order.reported)),
        quantity=quantity,
        reason=report.reason or order.reason,
        updated_at=now,
    )
    unchanged = replace(changed, updated_at=order.updated_at) == order
    return Heard(order=order if unchanged else changed, fills_missing=missing)


def _heard_quantity(order: Order, report: OrderReport) -> Quantity:
    # The venue sizes the stop behind an entry to what was received, and shrinks it when a target trades.
    told = report.quantity if report.quantity > 0 else order.quantity
    return Quantity(max(told, order.filled))


def _heard_status(order: Order, report: OrderReport, quantity: Quantity) -> OrderStatus:
    told = report.status
    if told in _TRADED:
        told = OrderStatus.PARTIALLY_FILLED if order.filled else OrderStatus.OPEN
        if order.filled and order.filled >= quantity:
            told = OrderStatus.FILLED
    if order.status is OrderStatus.REJECTED and told is OrderStatus.OPEN and order.venue_order_id is not None:
        # It was at the venue and refused there (a stop that triggered in vain): a late word of it changes nothing.
        return order.status
    return told if told in ORDER[order.status] else order.status


def _cancel_asked(order: Order, status: OrderStatus, report: OrderReport, now: datetime) -> datetime | None:
    if order.status is not OrderStatus.REJECTED or status is not OrderStatus.OPEN:
        return order.cancel_requested_at
    # Proven absent, and it turned up late. An entry is not wanted any more; what it has traded, and its stop, are.
    return now if order.role is OrderRole.ENTRY and not report.filled else None
