"""Where a position stands, derived from its orders and trades, so that it cannot disagree with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from domain.marketdata.instrument import Filters
from domain.risk.exit_size import exit_size
from domain.shared.ids import OrderId
from domain.shared.money import Price, Quantity
from domain.trading.ledger import settle
from domain.trading.order import Fill, Order, OrderRole, OrderStatus
from domain.trading.plan import Target
from domain.trading.position import CloseReason, Position, PositionStatus, StopStep
from domain.trading.transitions import ORDER_AT_VENUE, ORDER_ENDED, ORDER_IN_FLIGHT, POSITION, step
from domain.trading.venue import KEY_REFUSED
from domain.trading.wording import exact

_REASONS = {OrderRole.STOP: CloseReason.STOPPED, OrderRole.TARGET: CloseReason.TARGET}


def advance(
    position: Position, orders: Iterable[Order], fills: Sequence[Fill], filters: Filters, at: datetime
) -> Position:
    """Recompute a position: figures, span, stop in force, protection and status.

    Args:
        position: As it was.
        orders: All of its orders, as they are now.
        fills: All of its trades.
        filters: The venue's grid, for what can still be sold.
        at: Market time of what changed.

    Raises:
        IllegalTransitionError: its orders and trades ask for a move that the table forbids.
    """
    by_id = {o.id: o for o in orders}
    moved = settle(position, by_id, fills)
    if fills and moved.opened_at is None:
        moved = replace(moved, opened_at=min(f.at for f in fills))
    moved = _entered(moved, by_id)
    moved = _protected(moved, by_id, at)
    moved = _asked_to_leave(moved, by_id, filters)
    moved = replace(moved, targets=_amended(moved, by_id))
    status = step(POSITION, position.status, _status(moved, by_id, filters), f"position {position.id}")
    moved = replace(moved, status=status)
    if status in (PositionStatus.ACTIVE, PositionStatus.PROTECTING):
        moved = replace(moved, targets=_freed(moved, by_id))
    if position.status is PositionStatus.CLOSED and status is not PositionStatus.CLOSED:
        moved = replace(moved, closed_at=None, close_reason=None, dust=Quantity(0))
    if position.status is status is PositionStatus.CLOSED:
        # What is over is counted: the dust that is left is not exposed.
        moved = replace(moved, unprotected_s=position.unprotected_s, exposed_since=None)
    return _closed(moved, by_id, fills, at) if status is PositionStatus.CLOSED else moved


def sellable(position: Position, filters: Filters) -> Quantity:
    """Return what an exit may carry: floored to the step, zero when the venue takes no such order."""
    return exit_size(filled=position.quantity, base_fees=Decimal(0), price=position.stop, filters=filters).quantity


def coverable(stop: Order, position: Position, filters: Filters) -> Quantity:
    """Return what may take a stop's place: never more than can be sold, whatever the venue has told of the old one.

    The venue sizes a stop behind an entry to what was received, and may tell so later than the entry's trade.
    """
    return min(stop.remaining, sellable(position, filters) or stop.remaining)


def working_stop(orders: Iterable[Order]) -> Order | None:
    """Return the protective stop live at the venue, the newest if a replacement was just confirmed.

    A stop that waits for its entry becomes live in the moment in which the entry is filled completely.
    """
    known = list(orders)
    resting = [o for o in _stops(known) if o.status in ORDER_AT_VENUE and not _waits(o, known)]
    return max(resting, key=lambda o: o.id, default=None)


def working_exit(orders: Iterable[Order]) -> Order | None:
    """Return the exit on its way or at the venue, if any."""
    return next((o for o in orders if o.role is OrderRole.EXIT and o.status not in ORDER_ENDED), None)


def pending_stop(orders: Iterable[Order]) -> Order | None:
    """Return the stop whose place at the venue is not confirmed yet, or that is not live there yet, if any."""
    known = list(orders)
    return next((o for o in _stops(known) if o.status in ORDER_IN_FLIGHT or _waits(o, known)), None)


def _stops(orders: Iterable[Order]) -> Iterable[Order]:
    return (o for o in orders if o.role is OrderRole.STOP and o.status not in ORDER_ENDED)


def _waits(stop: Order, orders: Iterable[Order]) -> bool:
    return stop.waiting and not any(o.role is OrderRole.ENTRY and o.status is OrderStatus.FILLED for o in orders)


def stop_refused(orders: Iterable[Order]) -> bool:
    """Say whether the venue, or we, refused a stop for its own sake.

    It is not its own sake when its whole list fell, when it was to take a resting one's place (that one rests, or the
    stop is placed anew), or when the venue refused the account's key.
    """
    refused = (OrderStatus.REJECTED, OrderStatus.DENIED)
    stops = (o for o in orders if o.role is OrderRole.STOP and o.status in refused)
    return any(o.list_id is None and o.replaces is None and not o.reason.startswith(KEY_REFUSED) for o in stops)


def _entries(orders: Mapping[OrderId, Order]) -> list[Order]:
    return sorted((o for o in orders.values() if o.role is OrderRole.ENTRY), key=lambda o: o.id)


def _entry_done(orders: Mapping[OrderId, Order]) -> bool:
    # An entry that ended while the venue tells of trades we have not read is not done: they are coming.
    return all(o.status in ORDER_ENDED and o.reported <= o.filled for o in _entries(orders))


def _entered(position: Position, orders: Mapping[OrderId, Order]) -> Position:
    average = position.average_entry
    if position.span is not None or average is None or not _entry_done(orders):
        return position
    wanted = _entries(orders)[0].quantity
    first = StopStep(at=position.opened_at or position.created_at, stop=position.initial_stop, spans=0, reached=average)
    return replace(
        position,
        span=abs(average - position.initial_stop),
        planned_loss=exact(position.planned_loss * min(position.entered / wanted, Decimal(1))),
        steps=position.steps or (first,),
    )


def _protected(position: Position, orders: Mapping[OrderId, Order], at: datetime) -> Position:
    stop = working_stop(orders.values())
    if stop is None or stop.stop is None:
        bare = replace(position, stop_order_id=None)
        return (
            bare if position.exposed_since or not position.quantity else replace(bare, exposed_since=_since(bare, at))
        )
    moved = replace(position, stop_order_id=stop.id)
    if position.entered and (position.exposed_since or position.protected_at is None):
        moved = replace(_covered(moved, at), protected_at=position.protected_at or max(at, _since(position, at)))
    return _stepped(moved, stop.stop, at) if stop.stop != position.stop else moved


def _since(position: Position, at: datetime) -> datetime:
    return position.opened_at or at if position.protected_at is None else at


def _covered(position: Position, at: datetime) -> Position:
    since = position.exposed_since or _since(position, at)
    gap = max(Decimal(0), Decimal(str((at - since).total_seconds())))
    return replace(position, unprotected_s=position.unprotected_s + gap, exposed_since=None)


def _stepped(position: Position, stop: Price, at: datetime) -> Position:
    if position.span is None or position.average_entry is None:
        return replace(position, stop=stop)
    best = position.highest if position.side.sign > 0 else position.lowest
    reached = best if best is not None else position.average_entry
    spans = int(max(position.side.sign * (reached - position.average_entry), Decimal(0)) / position.span)
    rung = StopStep(at=at, stop=stop, spans=spans, reached=reached)
    return replace(position, stop=stop, steps=(*position.steps, rung))


def _asked_to_leave(position: Position, orders: Mapping[OrderId, Order], filters: Filters) -> Position:
    # The venue did not carry the exit out: the position is as before, and whoever wants out asks again.
    ended = position.status is PositionStatus.EXITING and working_exit(orders.values()) is None
    asked = position.close_reason is not None and any(o.role is OrderRole.EXIT for o in orders.values())
    return replace(position, close_reason=None) if ended and asked and sellable(position, filters) else position


def _amended(position: Position, orders: Mapping[OrderId, Order]) -> tuple[Target, ...]:
    # An amended target is where the order rests that the venue confirmed in the old one's place.
    confirmed = (o for o in orders.values() if o.role is OrderRole.TARGET and (o.filled or o.status in ORDER_AT_VENUE))
    heirs = {o.replaces: o for o in confirmed if o.replaces is not None}

    def present(target: Target) -> Target:
        heir = None if target.order_id is None else heirs.get(target.order_id)
        return (
            target
            if heir is None or heir.limit is None
            else Target(price=heir.limit, share=target.share, order_id=heir.id)
        )

    return tuple(present(target) for target in position.targets)


def _freed(position: Position, orders: Mapping[OrderId, Order]) -> tuple[Target, ...]:
    # A target that ended at the venue untraded, and not because we asked for it (somebody cancelled it, or its list
    # ended with a replaced stop), rests nowhere: from now on it is sold when its price trades.
    succeeded = {o.replaces for o in orders.values() if o.replaces is not None and o.status not in ORDER_ENDED}

    def lost(target: Target) -> bool:
        order = None if target.order_id is None else orders.get(target.order_id)
        if order is None or order.status not in ORDER_ENDED or order.id in succeeded:
            return False
        return not (order.filled or order.reported) and order.cancel_requested_at is None

    return tuple(replace(t, order_id=None) if lost(t) else t for t in position.targets)


def _status(position: Position, orders: Mapping[OrderId, Order], filters: Filters) -> PositionStatus:
    done = _entry_done(orders)
    if not position.entered:
        return PositionStatus.CLOSED if done else PositionStatus.ARMED
    if done and not sellable(position, filters) and not _being_sold(orders):
        return PositionStatus.CLOSED
    if not done:
        return PositionStatus.ENTERING
    stop = working_stop(orders.values())
    triggered = stop is not None and stop.filled > 0
    if triggered or (position.close_reason is not None and working_exit(orders.values()) is not None):
        return PositionStatus.EXITING
    return PositionStatus.PROTECTING if stop is None else PositionStatus.ACTIVE


def _being_sold(orders: Mapping[OrderId, Order]) -> bool:
    # A sale is told trade by trade: what the trades so far leave over is no dust while the next one is on its way.
    leaving = (o for o in orders.values() if o.role in (OrderRole.STOP, OrderRole.EXIT))
    return any(o.filled and o.remaining and o.status in ORDER_AT_VENUE for o in leaving)


def _closed(position: Position, orders: Mapping[OrderId, Order], fills: Sequence[Fill], at: datetime) -> Position:
    leaving = [f for f in fills if orders[f.order_id].role is not OrderRole.ENTRY]
    last = max(leaving, key=lambda f: f.at, default=None)
    if position.exposed_since is not None:
        position = _covered(position, at if last is None else last.at)
    reason = position.close_reason or CloseReason.NOT_FILLED
    if last is not None and orders[last.order_id].role in _REASONS:
        reason = _REASONS[orders[last.order_id].role]
    elif last is not None and position.close_reason is None:
        reason = CloseReason.TRADER
    return replace(
        position,
        closed_at=position.closed_at or (last.at if last is not None else at),
        close_reason=reason,
        dust=Quantity(position.quantity),
        quantity=Quantity(0),
        stop_order_id=None,
    )
