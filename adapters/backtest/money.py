"""Fills, fees and trailing, as the paper venue and `domain.risk` have them, in whole numbers."""

from __future__ import annotations

from adapters.backtest.exact import ceiling, ceiling_of
from adapters.backtest.grid import PARTS, Grid
from adapters.compiled import compiled

_HOUR = 3_600
_MILLION = 1_000_000


@compiled
def filled_at(buying: bool, price: int, grid: Grid) -> int:
    """Return where a market order fills that finds this last price: a slippage worse, see `Market.depth`."""
    if buying:
        return max(price + 1, price * (PARTS + grid.slippage) // PARTS)
    return min(price, ceiling(price * (PARTS - grid.slippage), PARTS))


@compiled
def worst_entry(sign: int, price: int, grid: Grid) -> int:
    """Return the worst price of an entry, see `domain.risk.sizing.worst_entry`."""
    if sign > 0:
        return price * (PARTS + grid.slippage) // PARTS
    return ceiling(price * (PARTS - grid.slippage), PARTS)


@compiled
def base_fee(steps: int, grid: Grid) -> int:
    """Return the fee of a buy, in 1e-8 base, rounded up."""
    return ceiling_of(steps, grid.lot, grid.fee, PARTS)


@compiled
def quote_fee(price: int, steps: int, grid: Grid) -> int:
    """Return the fee of a sale or a cover, in money, rounded up at 1e-8 quote."""
    return ceiling_of(price * steps, grid.value_up, grid.fee, PARTS * grid.value_down) * grid.fee_money


@compiled
def interest(price: int, steps: int, seconds: int, grid: Grid) -> int:
    """Return the interest on what was borrowed for a short, in money, hours begun counted whole."""
    hours = max(ceiling(seconds, _HOUR), 1)
    value = ceiling_of(price * steps, grid.value_up, grid.interest * hours, _MILLION * grid.value_down)
    return value * grid.fee_money


@compiled
def wanted_stop(sign: int, average: int, span: int, spans: int, grid: Grid) -> int:
    """Return where the stop belongs after whole spans: break-even, then one span behind."""
    up, down = average * (PARTS + sign * grid.fee) * PARTS, (PARTS - sign * grid.fee) * (PARTS - sign * grid.slippage)
    wanted = ceiling(up, down) if sign > 0 else up // down
    rung = average + sign * (spans - 1) * span
    if spans > 1 and rung >= 1:
        wanted = max(wanted, rung) if sign > 0 else min(wanted, rung)
    return wanted


@compiled
def trailed(sign: int, average: int, span: int, stop: int, last: int, grid: Grid) -> int:
    """Return where the stop belongs at a price, see `domain.risk.trailing.trail`."""
    spans = max(sign * (last - average), 0) // span
    if spans < 1:
        return stop
    wanted = wanted_stop(sign, average, span, spans, grid)
    if sign * (wanted - stop) <= 0 or sign * (last - wanted) <= 1:
        return stop
    return wanted
