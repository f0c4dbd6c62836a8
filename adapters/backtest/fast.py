"""The fast path: a history, the rules and the signals in; trades, equity and denials out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from adapters.backtest import slots as at
from adapters.backtest.bars import Bars, epoch_seconds
from adapters.backtest.grid import Grid, grid_of
from adapters.backtest.kernel import Books, Columns, play
from adapters.backtest.money import worst_entry
from adapters.backtest.stops import NOT_FOUND, TOO_FAR, Whole, pivots
from domain.marketdata.market import Side
from domain.risk.technical_stop import ChosenStop, StopQuestion, find_stop
from domain.shared.errors import InvalidInputError
from domain.signals.ports import Detections
from domain.strategies.rules import BacktestRules

GoOn = Callable[[float], bool]
"""Told the share done so far; False ends the run."""
_PART = 1 << 17
_LONG_AGO = -(1 << 60)


class CancelledRunError(InvalidInputError):
    """The run was cancelled; nothing of it is kept."""

    code = "RUN_CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run found; `slots` names the columns.

    Attributes:
        trades: One row a trade, the last one possibly open.
        equity: Money at each bar's close, open result included.
        denials: How often each gate denied a signal.
        money: Quote units in one unit of money.
    """

    bars: Bars
    rules: BacktestRules
    grid: Grid
    trades: Whole
    equity: Whole
    denials: dict[str, int]
    money: Decimal


def run_fast(bars: Bars, rules: BacktestRules, entries: Detections, go_on: GoOn | None = None) -> Outcome:
    """Play a history by the rules.

    Args:
        bars: The history.
        rules: By which it is traded; its pair is the history's.
        entries: Where to enter: bars at whose close it is known, ascending, and the side (1 long, -1 short).
        go_on: Asked now and then.

    Raises:
        InvalidInputError: an entry that cannot be, a figure that fits no grid, a history that is too short, or equity
            that outgrew the whole numbers.
        CancelledRunError: `go_on` said so.
    """
    wanted, sides = checked(entries, len(bars))
    grid = grid_of(rules, int(bars.highs.max()))
    longer = bars.longer(rules.limits.stop_timeframe)
    columns = _columns(bars, longer)
    books = _books(len(bars), len(wanted), grid)
    done = 0
    while done < len(bars):
        end = min(done + _PART, len(bars))
        done = play(columns, wanted, sides, grid, books, done, end)
        if books.state[at.STATUS] == at.TOO_LARGE:
            raise InvalidInputError(
                f"the account outgrew what the fast path counts at {bars.open_time(done):%Y-%m-%d}; nothing is kept. "
                "Start with less capital",
                field="capital",
            )
        if books.state[at.STATUS] == at.DOUBT:
            sign = int(sides[books.state[at.NEXT_SIGNAL]])
            _answer(books, bars, longer, rules, grid, done, sign)
        elif go_on is not None and not go_on(done / len(bars)):
            raise CancelledRunError("the run was cancelled; nothing of it is kept", field="run")
    denials = {code: int(n) for code, n in zip(at.DENIAL_CODES, books.denials, strict=True) if n}
    return Outcome(
        bars=bars,
        rules=rules,
        grid=grid,
        trades=books.trades[: books.state[at.TRADES]],
        equity=books.equity,
        denials=denials,
        money=rules.capital / grid.capital,
    )


def checked(entries: Detections, bars: int) -> tuple[Whole, Whole]:
    """Return entries as columns of whole numbers.

    Raises:
        InvalidInputError: lengths differ, bars do not ascend or are not of the history, or a side is neither 1 nor -1.
    """
    places, sides = np.asarray(entries.bars, np.int64), np.asarray(entries.sides, np.int64)
    if len(places) != len(sides) or np.any(np.diff(places) <= 0) or np.any(np.abs(sides) != 1):
        raise InvalidInputError("entries must ascend by bar, each with a side of 1 or -1", field="entries")
    if len(places) and not 0 <= places[0] <= places[-1] < bars:
        raise InvalidInputError(f"entries must be at bars 0 to {bars - 1} of the history", field="entries")
    return places, sides


def _columns(bars: Bars, longer: Bars) -> Columns:
    low, high = pivots(longer.lows, longer.highs)
    begin, step = epoch_seconds(bars.begin), bars.timeframe.seconds
    days = range(begin // 86_400, (begin + len(bars) * step) // 86_400 + 1)
    months = np.array([np.datetime64(day, "D") for day in days], dtype="datetime64[M]").astype(np.int64)
    return Columns(
        opens=bars.opens,
        highs=bars.highs,
        lows=bars.lows,
        closes=bars.closes,
        stop_highs=longer.highs,
        stop_lows=longer.lows,
        stop_closes=np.ascontiguousarray(longer.closes),
        low_marks=low,
        high_marks=high,
        begin=begin,
        step=step,
        first=(longer.begin - bars.begin) // bars.timeframe.delta,
        factor=longer.timeframe.seconds // step,
        months=months,
    )


def _books(bars: int, signals: int, grid: Grid) -> Books:
    state = np.zeros(at.STATE_SLOTS, np.int64)
    state[[at.BALANCE, at.MONTH_CAPITAL, at.DAY_EQUITY]] = grid.capital
    state[at.STOPPED_AT] = _LONG_AGO
    state[at.DAY] = state[at.MONTH] = -1
    return Books(
        state=state,
        trades=np.zeros((signals, at.TRADE_SLOTS), np.int64),
        equity=np.empty(bars, np.int64),
        denials=np.zeros(at.DENIALS, np.int64),
    )


def _answer(books: Books, bars: Bars, longer: Bars, rules: BacktestRules, grid: Grid, i: int, sign: int) -> None:
    """Ask the domain's own function where floating average ranges cannot tell on which tick a stop lies."""
    limits, moment = rules.limits, bars.open_time(i + 1)
    end = max(0, (moment - longer.begin) // longer.timeframe.delta)
    window = list(longer.candles(max(0, end - limits.stop_candles), end))
    question = StopQuestion(
        side=Side.LONG if sign > 0 else Side.SHORT,
        entry=bars.price(int(worst_entry(sign, int(bars.closes[i]), grid))),
        filters=rules.instrument.filters,
        limits=limits,
        now=moment,
    )
    answer = find_stop(question, window).answer
    if isinstance(answer, ChosenStop):
        stop = int(answer.stop / rules.instrument.filters.tick)
    else:
        stop = NOT_FOUND if answer.code == "STOP_NOT_FOUND" else TOO_FAR
    books.state[at.ANSWER_STOP], books.state[at.ANSWER_RANK] = stop, 0
    books.state[at.STATUS] = at.ANSWERED
