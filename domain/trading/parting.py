"""Leaving part of a position: a smaller stop takes the resting one's place, then the share is sold."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from domain.marketdata.instrument import Filters
from domain.shared.money import ZERO, Price, Quantity
from domain.trading.errors import NotProtectedError
from domain.trading.lifecycle import coverable, pending_stop, sellable
from domain.trading.order import Order, OrderRole
from domain.trading.ports import UnitOfWork
from domain.trading.reach import Reached
from domain.trading.tickets import OrderTicket, exit_ticket, stop_ticket
from domain.trading.transitions import ORDER_ENDED


def part_of(reached: Reached, share: Decimal, filters: Filters) -> Quantity:
    """Return the base units a share of what is held comes to; all of it when the rest could not be sold."""
    everything = sellable(reached.position, filters)
    part = filters.floor_to_step(everything * share)
    rest = filters.floor_to_step(everything - part)
    stranded = rest < filters.min_quantity or rest * reached.position.stop < filters.min_notional
    return everything if stranded else part


def settled_stop(reached: Reached) -> Order:
    """Return the resting stop, if nothing is about to take its place.

    Raises:
        NotProtectedError: none is confirmed, or another is on its way.
    """
    stop = reached.stop
    if stop is None or pending_stop(reached.orders.values()) is not None:
        raise NotProtectedError(
            "the stop is not settled at the venue yet; nothing was changed. Repeat in a moment", field="position"
        )
    return stop


def parting_tickets(
    reached: Reached, quantity: Quantity, filters: Filters, expected: Price | None
) -> list[OrderTicket]:
    """Ask for the smaller stop and for the exit of a part, in this order.

    Raises:
        NotProtectedError: no stop rests that could be made smaller.
    """
    stop = settled_stop(reached)
    rest = Quantity(max(coverable(stop, reached.position, filters) - quantity, ZERO))
    smaller = stop_ticket(reached.position, rest, stop.stop or reached.position.stop, replaces=stop.id)
    return [smaller, exit_ticket(reached.position, quantity, expected=expected)]


def withdraw_targets(unit: UnitOfWork, reached: Reached, rest: Decimal, now: datetime) -> None:
    """Ask for the cancel of resting targets that would take more than is left, the farthest first."""
    sign = reached.position.side.sign
    resting = [o for o in reached.orders.values() if o.role is OrderRole.TARGET and o.status not in ORDER_ENDED]
    held = sum((o.remaining for o in resting), ZERO)
    for order in sorted(resting, key=lambda o: sign * (o.limit or ZERO), reverse=True):
        if held <= rest:
            return
        held -= order.remaining
        if order.cancel_requested_at is None:
            unit.orders.save(replace(order, cancel_requested_at=now, updated_at=now))
