"""Size from the stop, as `domain.risk.sizing` has it, in steps."""

from __future__ import annotations

from adapters.backtest.exact import ceiling_of, floor_of
from adapters.backtest.grid import PARTS, SHARES, Grid
from adapters.compiled import compiled

BUDGET_EXHAUSTED = -1
RISK_TOO_SMALL = -2
BELOW_VENUE_MINIMUM = -3
OVERFLOW = -4


@compiled
def loss_of_unit(sign: int, limit: int, stop: int, grid: Grid) -> int:
    """Return the loss per unit in ticks / PARTS²; see `domain.risk.loss`."""
    filled = stop * (PARTS - sign * grid.slippage)
    return sign * (limit * PARTS - filled) * PARTS + limit * grid.fee * PARTS + filled * grid.fee


@compiled
def size(sign: int, limit: int, stop: int, equity: int, cash: int, remaining: int, grid: Grid) -> int:
    """Return the steps to buy or sell, or why none.

    `equity` and `cash` in money, `remaining` of the month in money / `grid.whole`.
    """
    full = equity * grid.risk
    money = min(full, remaining)
    if money <= 0:
        return BUDGET_EXHAUSTED
    unit = loss_of_unit(sign, limit, stop, grid)
    by_risk = floor_of(money, grid.risk_up, 1, unit * grid.risk_down)
    by_cash = floor_of(max(cash, 0), grid.cash_up, 1, limit * (PARTS + grid.fee) * grid.cash_down)
    by_exposure = floor_of(equity, grid.exposure, 1, SHARES * grid.lot * limit)
    if by_risk < 0 or by_cash < 0 or by_exposure < 0:
        return OVERFLOW
    steps = min(by_risk, by_cash, by_exposure, grid.max_quantity)
    if steps > grid.most_steps:
        return OVERFLOW
    return _refused(sign, limit, stop, unit, steps, steps < by_risk, money < full, equity, grid)


@compiled
def _refused(
    sign: int,
    limit: int,
    stop: int,
    unit: int,
    steps: int,
    capped: bool,
    budget_bound: bool,
    equity: int,
    grid: Grid,
) -> int:
    if capped or budget_bound:
        per_share = unit * grid.share_down
        if steps < ceiling_of(equity, grid.share_up, 1, per_share):
            return BUDGET_EXHAUSTED if budget_bound and not capped else RISK_TOO_SMALL
    if steps == 0 or steps < grid.min_quantity:
        return BELOW_VENUE_MINIMUM
    if steps * limit * grid.notional_down < grid.min_notional:
        return BELOW_VENUE_MINIMUM
    sold = steps if sign < 0 else steps * (PARTS - grid.fee) // PARTS
    if sold < grid.min_quantity or sold * stop * grid.notional_down < grid.min_notional:
        return BELOW_VENUE_MINIMUM
    return steps
