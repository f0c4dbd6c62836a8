"""One pass over the bars: days and months turn, a position is played through each candle, signals become entries.

Everything is whole numbers, see `grid`; what is kept between two calls lies in `state`, so that a run can be done in
parts, told of and cancelled in between.
"""

from __future__ import annotations

from typing import NamedTuple

from adapters.backtest import slots as at
from adapters.backtest.exact import ceiling
from adapters.backtest.grid import Grid
from adapters.backtest.money import base_fee, filled_at, interest, quote_fee, trailed, wanted_stop, worst_entry
from adapters.backtest.sizes import BUDGET_EXHAUSTED, OVERFLOW, RISK_TOO_SMALL, size
from adapters.backtest.stops import DOUBTFUL, NOT_FOUND, TOO_FAR, TOO_FEW, Flags, Whole, find_stop
from adapters.compiled import compiled

_DAY = 86_400


class Columns(NamedTuple):
    """A history: bars, the candles of the stop's timeframe with their pivots, the calendar.

    Attributes:
        begin / step: Epoch second of the first bar, seconds of a bar.
        first: Bars before the first whole candle of the stop's timeframe, `factor` bars in each of them.
        months: Month of each day from the first on.
    """

    opens: Whole
    highs: Whole
    lows: Whole
    closes: Whole
    stop_highs: Whole
    stop_lows: Whole
    stop_closes: Whole
    low_marks: Flags
    high_marks: Flags
    begin: int
    step: int
    first: int
    factor: int
    months: Whole


class Books(NamedTuple):
    """What a run writes: its state, a row for each trade, equity at each bar's close, denials by code."""

    state: Whole
    trades: Whole
    equity: Whole
    denials: Whole


@compiled
def play(columns: Columns, signals: Whole, sides: Whole, grid: Grid, books: Books, start: int, end: int) -> int:
    """Play the bars from `start` to before `end`; return where to go on: `end`, or the bar whose stop is in doubt."""
    state = books.state
    count, i = len(signals), start
    next_day = _day_after(columns, start)
    while i < end:
        if state[at.STATUS] != at.ANSWERED:
            if i >= next_day or state[at.DAY] < 0:
                _turn(columns, grid, books, i)
                next_day = _day_after(columns, i)
            signal = signals[state[at.NEXT_SIGNAL]] if state[at.NEXT_SIGNAL] < count else end
            passed = _quiet(columns, grid, books, i, min(end, next_day, signal))
            if passed > i:
                i = passed
                continue
            if state[at.OPEN] != 0:
                _through(columns, grid, books, i)
            books.equity[i] = state[at.BALANCE] + _open_result(grid, books, columns.closes[i])
        if state[at.NEXT_SIGNAL] < count and signals[state[at.NEXT_SIGNAL]] == i:
            if not _enter(columns, grid, books, i, sides[state[at.NEXT_SIGNAL]]):
                return i
            state[at.NEXT_SIGNAL] += 1
        if state[at.STATUS] == at.TOO_LARGE:
            return i
        i += 1
    return end


@compiled
def _quiet(columns: Columns, grid: Grid, books: Books, start: int, end: int) -> int:
    """Pass over bars at which nothing can happen: flat ones, and those between the stop and the next span."""
    sign, balance, equity = books.state[at.OPEN], books.state[at.BALANCE], books.equity
    if sign == 0:
        equity[start:end] = balance
        return end
    trade, lows, highs, closes = books.trades[books.state[at.TRADES] - 1], columns.lows, columns.highs, columns.closes
    stop, target = books.state[at.STOP], _next_target(sign, books, grid)
    below, above = (stop, target) if sign > 0 else (target, stop)
    entry, worth = trade[at.ENTRY], sign * trade[at.HELD] * grid.tick_money
    lowest, highest, i = trade[at.LOWEST], trade[at.HIGHEST], start
    while i < end and lows[i] > below and highs[i] < above:
        lowest, highest = min(lowest, lows[i]), max(highest, highs[i])
        equity[i] = balance + worth * (closes[i] - entry)
        i += 1
    trade[at.LOWEST], trade[at.HIGHEST] = lowest, highest
    return i


@compiled
def _next_target(sign: int, books: Books, grid: Grid) -> int:
    """Return the price short of which the stop stays where it is."""
    trade, span = books.trades[books.state[at.TRADES] - 1], books.state[at.SPAN]
    entry, best = trade[at.ENTRY], trade[at.HIGHEST] if sign > 0 else trade[at.LOWEST]
    spans = max(sign * (best - entry), 0) // span
    # A stop that could not follow because the price was too near to it is looked at again at every bar.
    if spans > 0 and sign * (wanted_stop(sign, entry, span, spans, grid) - books.state[at.STOP]) > 0:
        spans = 0
    target: int = entry + sign * (spans + 1) * span
    return target


@compiled
def _day_after(columns: Columns, i: int) -> int:
    day = (columns.begin + i * columns.step) // _DAY
    return -((columns.begin - (day + 1) * _DAY) // columns.step)


@compiled
def _turn(columns: Columns, grid: Grid, books: Books, i: int) -> None:
    state = books.state
    state[at.DAY] = (columns.begin + i * columns.step) // _DAY
    month = columns.months[state[at.DAY] - columns.begin // _DAY]
    equity = state[at.BALANCE] + _open_result(grid, books, columns.closes[max(i - 1, 0)])
    state[at.DAY_EQUITY], state[at.DAY_REALISED] = equity, 0
    if month != state[at.MONTH]:
        state[at.MONTH], state[at.MONTH_CAPITAL], state[at.MONTH_REALISED] = month, equity, 0
        state[at.LATCHED] = 0


@compiled
def _open_result(grid: Grid, books: Books, price: int) -> int:
    sign = books.state[at.OPEN]
    if sign == 0:
        return 0
    trade = books.trades[books.state[at.TRADES] - 1]
    result: int = sign * (price - trade[at.ENTRY]) * trade[at.HELD] * grid.tick_money
    return result


@compiled
def _through(columns: Columns, grid: Grid, books: Books, i: int) -> None:
    state, trade = books.state, books.trades[books.state[at.TRADES] - 1]
    sign = state[at.OPEN]
    low, high = columns.lows[i], columns.highs[i]
    path = (columns.opens[i], low if sign > 0 else high, high if sign > 0 else low, columns.closes[i])
    for leg in range(4):
        price = path[leg]
        stop = state[at.STOP]
        if sign * (price - stop) <= 0:
            _leave(columns, grid, books, i, leg, price if leg == 0 else stop)
            return
        trade[at.LOWEST], trade[at.HIGHEST] = min(trade[at.LOWEST], price), max(trade[at.HIGHEST], price)
        moved = trailed(sign, trade[at.ENTRY], state[at.SPAN], stop, price, grid)
        if moved != stop:
            state[at.STOP] = moved
            trade[at.LAST_STOP] = moved
            trade[at.MOVES] += 1


@compiled
def _leave(columns: Columns, grid: Grid, books: Books, i: int, leg: int, price: int) -> None:
    state, trade = books.state, books.trades[books.state[at.TRADES] - 1]
    sign, when = state[at.OPEN], columns.begin + i * columns.step + leg * columns.step // 4
    filled = filled_at(sign < 0, price, grid)
    steps = trade[at.HELD] // grid.lot
    fee = quote_fee(filled, steps, grid)
    if sign < 0:
        fee += interest(filled, steps, when - (columns.begin + (trade[at.ENTRY_BAR] + 1) * columns.step), grid)
    gross = sign * (filled - trade[at.ENTRY]) * steps * grid.lot * grid.tick_money
    dust = trade[at.HELD] - steps * grid.lot
    state[at.DUST_COST] += dust * trade[at.ENTRY] * grid.tick_money
    _book(grid, books, gross - fee)
    trade[at.EXIT_BAR], trade[at.EXIT], trade[at.EXIT_STEPS] = i, filled, steps
    trade[at.FEES] += fee
    trade[at.NET] += gross - fee
    trade[at.LEG], trade[at.GAP] = leg, int(price != state[at.STOP])
    trade[at.LOWEST], trade[at.HIGHEST] = min(trade[at.LOWEST], price), max(trade[at.HIGHEST], price)
    state[at.OPEN] = 0
    state[at.STOPPED_AT] = when


@compiled
def _spent(grid: Grid, books: Books) -> bool:
    state = books.state
    spent: bool = -state[at.MONTH_REALISED] >= ceiling(state[at.MONTH_CAPITAL] * grid.budget, grid.whole)
    return spent


@compiled
def _book(grid: Grid, books: Books, won: int) -> None:
    state = books.state
    state[at.BALANCE] += won
    state[at.MONTH_REALISED] += won
    state[at.DAY_REALISED] += won
    if _spent(grid, books):
        state[at.LATCHED] = 1
    if state[at.BALANCE] > grid.most_money:
        state[at.STATUS] = at.TOO_LARGE


@compiled
def _closed_gate(columns: Columns, grid: Grid, books: Books, i: int) -> int:
    state, when = books.state, columns.begin + (i + 1) * columns.step
    if state[at.OPEN] != 0:
        return at.DENIED_TAKEN
    if state[at.BALANCE] <= 0:
        return at.DENIED_EQUITY
    if not grid.brakes:
        state[at.MONTH_CAPITAL] = state[at.DAY_EQUITY] = state[at.BALANCE]
        state[at.MONTH_REALISED] = state[at.DAY_REALISED] = state[at.LATCHED] = 0
    if state[at.LATCHED] or _spent(grid, books):
        return at.DENIED_MONTH
    if when - state[at.STOPPED_AT] < grid.cool_down:
        return at.DENIED_COOLING
    if -state[at.DAY_REALISED] >= ceiling(state[at.DAY_EQUITY] * grid.daily_loss, grid.day_whole):
        return at.DENIED_DAY
    return -1


@compiled
def _enter(columns: Columns, grid: Grid, books: Books, i: int, sign: int) -> bool:
    """Take a signal or deny it; False when its stop is in doubt and somebody must say what it is."""
    state, denials = books.state, books.denials
    denied = _closed_gate(columns, grid, books, i)
    if denied >= 0:
        denials[denied] += 1
        return True
    limit = worst_entry(sign, columns.closes[i], grid)
    stop, rank = state[at.ANSWER_STOP], state[at.ANSWER_RANK]
    if state[at.STATUS] != at.ANSWERED:
        marks = columns.low_marks if sign > 0 else columns.high_marks
        closed = max(i + 1 - columns.first, 0) // columns.factor
        stop, rank = find_stop(
            sign, limit, closed, columns.stop_highs, columns.stop_lows, columns.stop_closes, marks, grid
        )
    if stop == DOUBTFUL:
        state[at.STATUS] = at.DOUBT
        return False
    state[at.STATUS] = at.RUNNING
    if stop <= 0:
        denials[_why_no_stop(stop)] += 1
        return True
    _size_and_open(columns, grid, books, i, sign, limit, stop, rank)
    return True


@compiled
def _why_no_stop(answer: int) -> int:
    if answer == TOO_FEW:
        return at.DENIED_CANDLES
    if answer == TOO_FAR:
        return at.DENIED_FAR
    return at.DENIED_FLAT if answer == NOT_FOUND else at.DENIED_UNCONFIRMED


@compiled
def _size_and_open(
    columns: Columns, grid: Grid, books: Books, i: int, sign: int, limit: int, stop: int, rank: int
) -> None:
    state, denials = books.state, books.denials
    equity, cash = state[at.BALANCE], state[at.BALANCE] - state[at.DUST_COST]
    consumed = max(-state[at.MONTH_REALISED], 0)
    remaining = state[at.MONTH_CAPITAL] * grid.budget - consumed * grid.whole
    steps = size(sign, limit, stop, equity, cash, remaining, grid)
    if steps <= 0:
        if steps == OVERFLOW:
            state[at.STATUS] = at.TOO_LARGE
        elif steps == BUDGET_EXHAUSTED:
            denials[at.DENIED_BUDGET] += 1
        else:
            denials[at.DENIED_SMALL if steps == RISK_TOO_SMALL else at.DENIED_MINIMUM] += 1
        return
    filled = filled_at(sign > 0, columns.closes[i], grid)
    if sign * (filled - limit) > 0:
        denials[at.DENIED_MISSED] += 1
        return
    trade = books.trades[state[at.TRADES]]
    state[at.TRADES] += 1
    trade[at.SIDE], trade[at.ENTRY_BAR], trade[at.EXIT_BAR] = sign, i, -1
    trade[at.LIMIT], trade[at.ENTRY], trade[at.INITIAL_STOP], trade[at.LAST_STOP] = limit, filled, stop, stop
    trade[at.STEPS], trade[at.RANK], trade[at.MOVES] = steps, rank, 0
    trade[at.EQUITY_BEFORE], trade[at.CASH_BEFORE], trade[at.REMAINING] = equity, cash, remaining
    trade[at.HIGHEST] = trade[at.LOWEST] = filled
    state[at.OPEN], state[at.STOP], state[at.SPAN] = sign, stop, abs(filled - stop)
    _pay_entry(grid, books, sign, filled, steps)


@compiled
def _pay_entry(grid: Grid, books: Books, sign: int, filled: int, steps: int) -> None:
    trade = books.trades[books.state[at.TRADES] - 1]
    held = steps * grid.lot
    if sign > 0:
        lost = base_fee(steps, grid)
        held -= lost
        fee = lost * filled * grid.tick_money
    else:
        fee = quote_fee(filled, steps, grid)
    trade[at.HELD], trade[at.FEES], trade[at.NET] = held, fee, -fee
    _book(grid, books, -fee)
