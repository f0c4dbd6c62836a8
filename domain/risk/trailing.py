"""Hand-span trailing: the stop follows in whole spans and only ever tightens.

Break-even is the stop whose fill, slippage and both fees paid, gives back exactly what the entry cost:
`A * (1 + fee_in) = stop * (1 - slippage) * (1 - fee_out)` for a long.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from domain.marketdata.instrument import Filters
from domain.marketdata.market import Side
from domain.risk.limits import Costs
from domain.risk.loss import loss_per_unit
from domain.shared.errors import InvalidInputError
from domain.shared.money import ONE, ZERO, Price


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What trailing needs to know of a position; all of it is fixed when the entry completes.

    Attributes:
        average: Average entry `A`, quote per base.
        span: `abs(A - initial stop)`, quote per base.
    """

    side: Side
    average: Price
    span: Decimal
    costs: Costs
    filters: Filters

    def __post_init__(self) -> None:
        """Refuse a span without width: it would divide nothing.

        Raises:
            InvalidInputError: the span is not above zero.
        """
        if not (self.span.is_finite() and self.span > 0):
            raise InvalidInputError(f"span must be above zero, not {self.span}", field="span")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Tighten the stop; `spans` whole spans were reached."""

    spans: int
    stop: Price


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Leave the stop where it is, for a reason in words."""

    spans: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step of the ladder.

    Attributes:
        spans: Whole spans of favourable move.
        price: First last price at which the stop moves here.
        stop: Where it goes.
        locked_r: Net result in R if it fills there, costs paid; -1 for the initial stop, about 0 at break-even.
    """

    spans: int
    price: Price
    stop: Price
    locked_r: Decimal


def break_even(side: Side, average: Decimal, costs: Costs, filters: Filters) -> Price:
    """Return the stop at which nothing is lost, to the tick away from loss."""
    sign = side.sign
    price = average * (ONE + sign * costs.fee_in) / ((ONE - sign * costs.fee_out) * (ONE - sign * costs.slippage))
    return _away_from_loss(side, price, filters)


def trail(entered: Entered, stop: Price, last: Price) -> Move | Hold:
    """Decide where the stop belongs now.

    Args:
        entered: The position.
        stop: The stop in force.
        last: Last trade price, as this side must see it.
    """
    sign, tick = entered.side.sign, entered.filters.tick
    spans = spans_reached(entered, last)
    if spans < 1:
        return Hold(spans=spans, reason="less than one span in favour")
    wanted = _stop_for(entered, spans)
    if sign * (wanted - stop) <= 0:
        return Hold(spans=spans, reason="the stop is already there or tighter")
    if sign * (last - tick * sign - wanted) <= 0:
        return Hold(spans=spans, reason="the price is too near to where the stop belongs")
    return Move(spans=spans, stop=wanted)


def spans_reached(entered: Entered, last: Price) -> int:
    """Return `floor(favourable move / span)`, never below 0."""
    moved = entered.side.sign * (last - entered.average)
    return int((max(moved, ZERO) / entered.span).to_integral_value(ROUND_FLOOR))


def ladder(entered: Entered, rungs: int) -> tuple[Rung, ...]:
    """Return the next steps of the staircase, `rungs` of them, fewer where a short would pass zero."""
    found: list[Rung] = []
    for spans in range(1, rungs + 1):
        stop = _stop_for(entered, spans)
        price = _first_price(entered, spans, stop)
        if price is None:
            break
        found.append(Rung(spans=spans, price=price, stop=stop, locked_r=locked_r(entered, stop)))
    return tuple(found)


def locked_r(entered: Entered, stop: Decimal) -> Decimal:
    """Return the net result in R if a stop fills at its expected price: -1 at the initial stop."""
    side, average, costs = entered.side, entered.average, entered.costs
    initial = average - side.sign * entered.span
    return -loss_per_unit(side, average, stop, costs) / loss_per_unit(side, average, initial, costs)


def _stop_for(entered: Entered, spans: int) -> Price:
    sign = entered.side.sign
    level = break_even(entered.side, entered.average, entered.costs, entered.filters)
    if spans == 1:
        return level
    step = entered.average + sign * (spans - 1) * entered.span
    if step < entered.filters.tick:
        return level
    rung = _away_from_loss(entered.side, step, entered.filters)
    return max(level, rung) if sign > 0 else min(level, rung)


def _first_price(entered: Entered, spans: int, stop: Price) -> Price | None:
    sign, tick = entered.side.sign, entered.filters.tick
    reached = entered.average + sign * spans * entered.span
    beyond_stop = stop + sign * 2 * tick
    if min(reached, beyond_stop) < tick:
        return None
    if sign > 0:
        return Price(max(entered.filters.tick_up(reached), beyond_stop))
    return Price(min(entered.filters.tick_down(reached), beyond_stop))


def _away_from_loss(side: Side, price: Decimal, filters: Filters) -> Price:
    return filters.tick_up(price) if side is Side.LONG else filters.tick_down(price)
