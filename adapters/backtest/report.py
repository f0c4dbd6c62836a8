"""What a run came to. Statistics are ratios and may be floats; every amount of money leaves as an exact decimal."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from adapters.backtest import slots as at
from adapters.backtest.bars import Bars, epoch_seconds
from adapters.backtest.curve import deepest, held_bars
from adapters.backtest.fast import Outcome
from adapters.backtest.ratios import calmar, expectancy, profit_factor, sharpe, sortino, win_rate
from adapters.backtest.stops import Whole

Floats = npt.NDArray[np.float64]

_DAY = 86_400
_R_EDGES = np.arange(-2.0, 10.5, 0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One calendar month, UTC: `change` of equity as a fraction of that at its start."""

    month: str
    result: Decimal
    change: float
    trades: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A run's statistics over its closed trades; None where there is nothing to divide by.

    Attributes:
        profit_factor: Sum of gains by sum of losses.
        expectancy: Mean result in R.
        exposure: Share of the bars at whose close a position was open.
        drawdown: Deepest fall of equity from its peak, a fraction; `drawdown_bars` from that peak to its recovery or
            the end.
    """

    trades: int
    win_rate: float | None
    profit_factor: float | None
    expectancy: float | None
    exposure: float
    drawdown: float
    drawdown_bars: int
    sharpe: float | None
    sortino: float | None
    calmar: float | None
    final_equity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything a result page shows.

    Attributes:
        daily: Equity at the end of each day, quote units.
        r: Net result of each closed trade in R.
        r_counts: Trades by half an R from -2 R on, the last bin open.
    """

    figures: Figures
    months: tuple[Month, ...]
    daily: tuple[Decimal, ...]
    r: Floats
    r_counts: tuple[int, ...]
    denials: dict[str, int]


def report_of(outcome: Outcome) -> Report:
    """Count a run's results."""
    closed = outcome.trades[outcome.trades[:, at.EXIT_BAR] >= 0]
    ends = _day_ends(outcome.bars)
    daily = np.concatenate([[outcome.grid.capital], outcome.equity[ends]])
    r = results_in_r(outcome, closed)
    counts = np.histogram(np.clip(r, _R_EDGES[0], _R_EDGES[-1] - 0.01), _R_EDGES)[0]
    return Report(
        figures=_figures(outcome, closed, daily, r),
        months=_months(outcome, closed),
        daily=tuple(int(e) * outcome.money for e in daily[1:]),
        r=r,
        r_counts=tuple(int(n) for n in counts),
        denials=outcome.denials,
    )


def results_in_r(outcome: Outcome, trades: Whole) -> Floats:
    """Return each trade's net result by its planned loss at the stop (see `domain.risk.loss`)."""
    costs, sign = outcome.rules.costs, trades[:, at.SIDE]
    limit, stop = trades[:, at.LIMIT].astype(float), trades[:, at.INITIAL_STOP]
    filled = stop * (1 - sign * float(costs.slippage))
    unit = sign * (limit - filled) + limit * float(costs.fee_in) + filled * float(costs.fee_out)
    planned = unit * trades[:, at.STEPS] * outcome.grid.lot * outcome.grid.tick_money
    found: Floats = trades[:, at.NET] / planned
    return found


def _figures(outcome: Outcome, closed: Whole, daily: Whole, r: Floats) -> Figures:
    net = closed[:, at.NET].astype(float)
    depth, length = deepest(outcome.equity)
    returns = np.diff(daily) / daily[:-1]
    return Figures(
        trades=len(closed),
        win_rate=win_rate(net),
        profit_factor=profit_factor(net),
        expectancy=expectancy(r),
        exposure=held_bars(outcome.trades, len(outcome.bars)) / len(outcome.bars),
        drawdown=depth,
        drawdown_bars=length,
        sharpe=sharpe(returns),
        sortino=sortino(returns),
        calmar=calmar(returns),
        final_equity=int(outcome.equity[-1]) * outcome.money,
    )


def _day_ends(bars: Bars) -> Whole:
    begin, step, count = epoch_seconds(bars.begin), bars.timeframe.seconds, len(bars)
    last = (begin + (count - 1) * step) // _DAY
    midnights = np.arange(begin // _DAY + 1, last + 1) * _DAY
    return np.append((midnights - begin - 1) // step, count - 1)


def _months(outcome: Outcome, closed: Whole) -> tuple[Month, ...]:
    bars, ends = outcome.bars, _day_ends(outcome.bars)
    names = np.array([f"{bars.open_time(int(i)):%Y-%m}" for i in ends])
    lasts = [int(ends[i]) for i in range(len(ends)) if i + 1 == len(ends) or names[i] != names[i + 1]]
    found, start, first = [], outcome.grid.capital, 0
    for last in lasts:
        end = int(outcome.equity[last])
        count = int(np.count_nonzero((closed[:, at.EXIT_BAR] >= first) & (closed[:, at.EXIT_BAR] <= last)))
        change = (end - start) / start if start > 0 else 0.0
        month = f"{bars.open_time(last):%Y-%m}"
        found.append(Month(month=month, result=(end - start) * outcome.money, change=change, trades=count))
        start, first = end, last + 1
    return tuple(found)
