"""Orders before they are born: what each role asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.marketdata.instrument import Filters
from domain.marketdata.market import Side
from domain.shared.ids import OrderId, PlanId, PositionId
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol
from domain.trading.order import Order, OrderRole, OrderSide, OrderType, TimeInForce
from domain.trading.plan import EntryKind, Plan, Target
from domain.trading.position import Position
from domain.trading.venue import VenueCapabilities


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTicket:
    """One order as it is asked for; prices and quantity on the venue's grid.

    Attributes:
        replaces: The order at the venue whose place it takes, in one step.
        expected: Price its slippage is measured against.
        rest_until: Market time at which a resting entry is cancelled.
    """

    symbol: Symbol
    side: OrderSide
    role: OrderRole
    type: OrderType
    time_in_force: TimeInForce
    quantity: Quantity
    position_id: PositionId
    plan_id: PlanId
    limit: Price | None = None
    stop: Price | None = None
    expected: Price | None = None
    replaces: OrderId | None = None
    rest_until: datetime | None = None


def entering(side: Side) -> OrderSide:
    """Return the order side that opens a position."""
    return OrderSide.BUY if side is Side.LONG else OrderSide.SELL


def leaving(side: Side) -> OrderSide:
    """Return the order side that closes a position."""
    return OrderSide.SELL if side is Side.LONG else OrderSide.BUY


def entry_ticket(plan: Plan, position_id: PositionId, venue: VenueCapabilities, now: datetime) -> OrderTicket:
    """Ask for a plan's entry: marketable at its worst price, all or nothing; or resting there for its lifetime.

    Args:
        plan: The plan.
        position_id: The position it opens.
        venue: Says whether fill-or-kill exists; immediate-or-cancel is used where it does not.
        now: Market time, from which a resting entry's lifetime counts.
    """
    resting = plan.entry is EntryKind.LIMIT
    at_once = TimeInForce.FOK if venue.fill_or_kill else TimeInForce.IOC
    life = timedelta(seconds=plan.resting_for_s or 0)
    return OrderTicket(
        symbol=plan.symbol,
        side=entering(plan.side),
        role=OrderRole.ENTRY,
        type=OrderType.LIMIT,
        time_in_force=TimeInForce.GTC if resting else at_once,
        quantity=plan.quantity,
        position_id=position_id,
        plan_id=plan.id,
        limit=plan.limit,
        expected=plan.limit if resting else plan.reference,
        rest_until=now + life if resting else None,
    )


def stop_ticket(position: Position, quantity: Quantity, stop: Price, *, replaces: OrderId | None = None) -> OrderTicket:
    """Ask for a protective stop that sells (or buys back) at the market once its price trades."""
    return OrderTicket(
        symbol=position.symbol,
        side=leaving(position.side),
        role=OrderRole.STOP,
        type=OrderType.STOP_MARKET,
        time_in_force=TimeInForce.GTC,
        quantity=quantity,
        position_id=position.id,
        plan_id=position.plan_id,
        stop=stop,
        expected=stop,
        replaces=replaces,
    )


def missing_stop(position: Position, quantity: Quantity, filters: Filters) -> OrderTicket:
    """Ask for the stop that a position should have, on the grid the venue has today."""
    price = filters.tick_down(position.stop) if position.side is Side.LONG else filters.tick_up(position.stop)
    return stop_ticket(position, quantity, price)


def target_ticket(
    position: Position, quantity: Quantity, price: Price, *, replaces: OrderId | None = None
) -> OrderTicket:
    """Ask for a resting limit that takes a share of the position at its target."""
    return OrderTicket(
        symbol=position.symbol,
        side=leaving(position.side),
        role=OrderRole.TARGET,
        type=OrderType.LIMIT,
        time_in_force=TimeInForce.GTC,
        quantity=quantity,
        position_id=position.id,
        plan_id=position.plan_id,
        limit=price,
        expected=price,
        replaces=replaces,
    )


def exit_ticket(
    position: Position, quantity: Quantity, *, expected: Price | None, replaces: OrderId | None = None
) -> OrderTicket:
    """Ask for a market exit; in place of the resting stop where it leaves completely."""
    return OrderTicket(
        symbol=position.symbol,
        side=leaving(position.side),
        role=OrderRole.EXIT,
        type=OrderType.MARKET,
        time_in_force=TimeInForce.IOC,
        quantity=quantity,
        position_id=position.id,
        plan_id=position.plan_id,
        expected=expected,
        replaces=replaces,
    )


def amended(order: Order, price: Price) -> OrderTicket | None:
    """Ask for the same order at another price; None for an order that belongs to no position."""
    if order.position_id is None or order.plan_id is None:
        return None
    stops = order.stop is not None
    return OrderTicket(
        symbol=order.symbol,
        side=order.side,
        role=order.role,
        type=order.type,
        time_in_force=order.time_in_force,
        quantity=order.remaining,
        position_id=order.position_id,
        plan_id=order.plan_id,
        limit=None if stops else price,
        stop=price if stops else None,
        expected=price,
        replaces=order.id,
        rest_until=order.rest_until,
    )


def share_of(quantity: Quantity, target: Target, filters: Filters) -> Quantity:
    """Return the base units a target takes of a quantity, on the lot step."""
    return filters.floor_to_step(quantity * target.share)
