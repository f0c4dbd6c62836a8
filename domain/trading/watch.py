"""Pure questions the engine asks of every tick, before it touches the books."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from domain.marketdata.instrument import Filters
from domain.risk.limits import Costs
from domain.risk.trailing import Entered, Move, trail
from domain.shared.money import Price
from domain.trading.plan import ExitPolicy, Target
from domain.trading.position import Position, PositionStatus

GRACE_S = 2
"""Seconds the venue has to trade a stop that rests there before the second line acts."""

FARTHEST_JUMP = Decimal("0.5")

_LEFT = frozenset({PositionStatus.EXITING, PositionStatus.CLOSED})


def entered_of(position: Position, costs: Costs, filters: Filters) -> Entered | None:
    """Return what trailing needs of a position, None before its entry completed."""
    if position.average_entry is None or not position.span:
        return None
    return Entered(side=position.side, average=position.average_entry, span=position.span, costs=costs, filters=filters)


def trail_move(position: Position, price: Price, costs: Costs, filters: Filters) -> Move | None:
    """Return where a position's stop belongs at a price, None where it stays."""
    entered = entered_of(position, costs, filters)
    if entered is None or position.status is not PositionStatus.ACTIVE:
        return None
    if position.exit_policy is ExitPolicy.TARGET:
        return None
    answer = trail(entered, position.stop, price)
    return answer if isinstance(answer, Move) else None


def trail_due(position: Position, price: Price, costs: Costs, filters: Filters) -> bool:
    """Say whether a position's stop should move at this price."""
    return trail_move(position, price, costs, filters) is not None


def stop_breached(position: Position, price: Price) -> bool:
    """Say whether the price has reached or passed the stop of a position that is not being left yet."""
    if position.status in _LEFT:
        return False
    return position.side.sign * (price - position.stop) <= 0


def jumped(position: Position, price: Price) -> bool:
    """Say whether a price is so far from the entry that it must show itself twice before anything rests on it."""
    average = position.average_entry
    return average is not None and abs(price - average) > average * FARTHEST_JUMP


def targets_reached(position: Position, price: Price) -> Sequence[Target]:
    """Return the targets that no order rests for and whose price has traded, nearest first."""
    if position.status is not PositionStatus.ACTIVE:
        return ()
    sign = position.side.sign
    reached = [t for t in position.targets if t.order_id is None and sign * (price - t.price) >= 0]
    return sorted(reached, key=lambda t: sign * t.price)
