"""The whole numbers a run is counted in, and the proof that they fit."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from math import gcd
from typing import NamedTuple

from domain.shared.errors import InvalidInputError
from domain.strategies.rules import BacktestRules

PARTS = 100_000
"""Parts of one in which costs and distances are counted: 0.1 basis points."""
SHARES = 10_000
"""Parts of one in which shares of equity are counted: one basis point."""
_SATOSHI = Decimal("0.00000001")
_FITS = 1 << 62
_OF_EQUITY = ("risk_fraction", "budget_fraction", "daily_loss", "smallest_share", "headroom")
_MOST_PRICE = 90_000_000


class Grid(NamedTuple):
    """The rules as whole numbers.

    Attributes:
        tick_money: Units of money in 1e-8 base at a price of one tick.
        fee_money: Units of money in 1e-8 quote, on whose grid the venue rounds quote fees up.
        lot: 1e-8 base units in a lot step.
        value_up / value_down: `ticks * steps * value_up / value_down` is a value in 1e-8 quote.
        risk / budget / whole: Shares of equity without common factors; so `daily_loss / day_whole`.
        risk_up / risk_down: Turn risk money into steps, see `sizing`; likewise `cash_*`, `value_*` and `share_*`.
        most_money: The most equity that fits; `most_steps` the largest position.
    """

    tick_money: int
    fee_money: int
    lot: int
    value_up: int
    value_down: int
    capital: int
    most_money: int
    most_steps: int
    fee: int
    slippage: int
    interest: int
    risk: int
    budget: int
    whole: int
    brakes: int
    exposure: int
    daily_loss: int
    day_whole: int
    cool_down: int
    min_quantity: int
    max_quantity: int
    min_notional: int
    notional_down: int
    stop_candles: int
    stop_minimum: int
    cluster: int
    buffer: int
    floor: int
    ceiling: int
    fallback: int
    risk_up: int
    risk_down: int
    cash_up: int
    cash_down: int
    share_up: int
    share_down: int


def grid_of(rules: BacktestRules, highest: int) -> Grid:
    """Count the rules in whole numbers.

    Args:
        rules: The rules.
        highest: The highest price of the history, in ticks.

    Raises:
        InvalidInputError: a figure lies on no grid that fits 64 bits; it names the field.
    """
    filters, limits, costs = rules.instrument.filters, rules.limits, rules.costs
    shares = {name: _shares(name, getattr(limits, name)) for name in _OF_EQUITY}
    common, of_day = gcd(shares["risk_fraction"], shares["budget_fraction"], SHARES), gcd(shares["daily_loss"], SHARES)
    unit = _SATOSHI * min(filters.tick, Decimal(1))
    lot = _whole("step", filters.step / _SATOSHI)
    value = (filters.tick * filters.step / _SATOSHI).as_integer_ratio()
    notional = (filters.min_notional / (filters.tick * filters.step)).as_integer_ratio()
    grid = Grid(
        tick_money=_whole("tick", filters.tick * _SATOSHI / unit),
        fee_money=_whole("tick", _SATOSHI / unit),
        lot=lot,
        value_up=value[0],
        value_down=value[1],
        capital=_whole("capital", rules.capital / unit),
        most_money=_FITS // max(shares["risk_fraction"], shares["budget_fraction"], common) * common,
        most_steps=0,
        fee=_parts("fee_in", costs.fee_in),
        slippage=_parts("slippage", costs.slippage),
        interest=_whole("interest_hourly", rules.interest_hourly * 1_000_000),
        risk=shares["risk_fraction"] // common,
        budget=shares["budget_fraction"] // common,
        whole=SHARES // common,
        brakes=int(rules.brakes),
        exposure=_shares("symbol_exposure", min(limits.symbol_exposure, limits.total_exposure)),
        daily_loss=shares["daily_loss"] // of_day,
        day_whole=SHARES // of_day,
        cool_down=limits.cool_down_s,
        min_quantity=int((filters.min_quantity / filters.step).to_integral_value(ROUND_CEILING)),
        max_quantity=int(filters.max_quantity / filters.step),
        min_notional=notional[0],
        notional_down=notional[1],
        stop_candles=limits.stop_candles,
        stop_minimum=limits.stop_minimum_candles,
        cluster=_parts("stop_cluster", limits.stop_cluster),
        buffer=_parts("stop_buffer", limits.stop_buffer),
        floor=_parts("stop_floor", limits.stop_floor),
        ceiling=_parts("stop_ceiling", limits.stop_ceiling),
        fallback=int(rules.fallback_confirmed),
        **_ratios(lot, SHARES // common, shares["risk_fraction"] * shares["smallest_share"], shares["headroom"]),
    )
    _prove(grid, highest)
    return grid._replace(most_steps=_FITS // (lot * grid.tick_money * highest))


def _ratios(lot: int, whole: int, least: int, headroom: int) -> dict[str, int]:
    found = {}
    # Of quotients of two products of constants only what is left of their common factors is ever multiplied.
    for name, up, down in (
        ("risk", PARTS * PARTS, whole * lot),
        ("cash", PARTS * (SHARES - headroom), SHARES * lot),
        ("share", PARTS * PARTS * least, SHARES * SHARES * lot),
    ):
        common = gcd(up, down)
        found[f"{name}_up"], found[f"{name}_down"] = up // common, down // common
    return found


def _prove(grid: Grid, highest: int) -> None:
    """Bound every product that is not taken modulo 2^64, see `exact`."""
    if not 0 < highest <= _MOST_PRICE:
        raise _unfit(f"the highest price is {highest} ticks", "tick")
    loss = 2 * highest * PARTS * (grid.ceiling + 2 * grid.fee + grid.slippage)
    bounds = {
        "the loss of one step": loss * max(grid.risk_down, grid.share_down),
        "the price of one step": highest * (PARTS + grid.fee) * grid.cash_down,
        "the exposure of one step": highest * SHARES * grid.lot,
        "break-even": highest * (PARTS + grid.fee) * PARTS,
    }
    for what, bound in bounds.items():
        if bound >= _FITS:
            raise _unfit(what, "instrument")
    if grid.capital > grid.most_money:
        raise _unfit("the capital", "capital")


def _unfit(what: str, field: str) -> InvalidInputError:
    return InvalidInputError(
        f"{what} does not fit the fast path's 64 bits on this pair's grid; nothing was run. Use the engine's path, or "
        "less capital",
        field=field,
    )


def _parts(field: str, value: Decimal) -> int:
    return _whole(field, value * PARTS)


def _shares(field: str, value: Decimal) -> int:
    return _whole(field, value * SHARES)


def _whole(field: str, value: Decimal) -> int:
    whole = value.to_integral_value()
    if whole != value:
        raise InvalidInputError(
            f"{field} has more decimals than a back-test counts: shares of equity go to 0.01 %, costs and distances to "
            "0.001 %",
            field=field,
        )
    return int(whole)
