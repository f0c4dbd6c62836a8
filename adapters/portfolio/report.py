"""From records of the past to a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby

import numpy as np

from adapters.backtest.ratios import Floats, expectancy, payoff, profit_factor, sharpe, sortino, win_rate
from domain.portfolio.records import DayEnd, Fall, Trade
from domain.portfolio.report import BitcoinView, DayResult, Figures, GroupResult, MonthResult, PortfolioReport
from domain.shared.money import ZERO

_SIX = Decimal("0.000001")
Held = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What a report is made of.

    Attributes:
        start: Equity at `since`, quote units; `equity` that of now, and so `btc_price`.
        ends: Ends of days, ascending; those before `since` only tell what bitcoin cost then.
        open_since: When each position that is still open was opened.
    """

    since: datetime
    now: datetime
    start: Decimal
    equity: Decimal
    btc_price: Decimal | None
    ends: Sequence[DayEnd]
    fall: Fall
    trades: Sequence[Trade]
    open_since: Sequence[datetime]


def report_of(past: Past) -> PortfolioReport:
    """Count what a period came to."""
    days, price = _days(past), next((end.btc_price for end in past.ends if end.btc_price), None)
    return PortfolioReport(
        since=past.since,
        now=past.now,
        start=past.start,
        btc_price=price,
        equity=past.equity,
        figures=_figures(past, days),
        days=days,
        months=_months(past, days),
        tags=_groups(past.trades, lambda trade: trade.setup_tag),
        symbols=_groups(past.trades, lambda trade: str(trade.symbol)),
        bitcoin=_bitcoin(past, price),
    )


def _days(past: Past) -> tuple[DayResult, ...]:
    """The running day ends now."""
    ends = [(end.day, end.equity) for end in past.ends if past.since.date() <= end.day < past.now.date()]
    closed, found, before = Counter(trade.closed_at.date() for trade in past.trades), [], past.start
    for day, equity in (*ends, (past.now.date(), past.equity)):
        result = equity - before
        found.append(
            DayResult(day=day, equity=equity, result=result, change=_share(result, before), trades=closed[day])
        )
        before = equity
    return tuple(found)


def _figures(past: Past, days: Sequence[DayResult]) -> Figures:
    net, r = _nets(past.trades), _floats(trade.r for trade in past.trades)
    returns = _floats(day.change for day in days)
    every = [trade.net for trade in past.trades]
    return Figures(
        trades=len(past.trades),
        win_rate=_six(win_rate(net)),
        payoff=_six(payoff(net)),
        profit_factor=_six(profit_factor(net)),
        expectancy=_six(expectancy(r)),
        drawdown=past.fall.and_then(past.equity).depth.quantize(_SIX),
        sharpe=_six(sharpe(returns)),
        sortino=_six(sortino(returns)),
        days=len(days),
        exposure=_exposure(past),
        net=sum(every, ZERO),
        fees=_fees(past.trades),
        best=max(every, default=None),
        worst=min(every, default=None),
    )


def _exposure(past: Past) -> Decimal:
    """Add up the time in which anything was open, overlaps once."""
    held: list[Held] = [(trade.opened_at, trade.closed_at) for trade in past.trades]
    held += [(opened, past.now) for opened in past.open_since]
    whole, reached, open_for = past.now - past.since, past.since, timedelta(0)
    for opened, closed in sorted(held):
        begin = max(opened, reached)
        if closed > begin:
            open_for, reached = open_for + (closed - begin), closed
    return Decimal(open_for / whole).quantize(_SIX) if whole else ZERO


def _months(past: Past, days: Sequence[DayResult]) -> tuple[MonthResult, ...]:
    by_month = {month: list(trades) for month, trades in groupby(past.trades, lambda t: _month(t.closed_at.date()))}
    found, start = [], past.start
    for month, part in groupby(days, lambda day: _month(day.day)):
        end = list(part)[-1].equity
        trades = by_month.get(month, [])
        found.append(
            MonthResult(
                month=month,
                start=start,
                result=end - start,
                change=_share(end - start, start),
                trades=len(trades),
                win_rate=_six(win_rate(_nets(trades))),
                r=sum((trade.r for trade in trades), ZERO),
                fees=_fees(trades),
            )
        )
        start = end
    return tuple(reversed(found))


def _groups(trades: Sequence[Trade], name_of: Callable[[Trade], str]) -> tuple[GroupResult, ...]:
    named = groupby(sorted(trades, key=name_of), name_of)
    found = [_group(name, list(part)) for name, part in named]
    return tuple(sorted(found, key=lambda group: (-group.trades, group.name)))


def _group(name: str, trades: Sequence[Trade]) -> GroupResult:
    net = _nets(trades)
    return GroupResult(
        name=name,
        trades=len(trades),
        win_rate=_six(win_rate(net)),
        expectancy=_six(expectancy(_floats(trade.r for trade in trades))),
        profit_factor=_six(profit_factor(net)),
        net=sum((trade.net for trade in trades), ZERO),
        fees=_fees(trades),
    )


def _bitcoin(past: Past, price: Decimal | None) -> BitcoinView | None:
    if not past.btc_price or not price:
        return None
    return BitcoinView(start=past.start / price, equity=past.equity / past.btc_price)


def _month(day: date) -> date:
    return day.replace(day=1)


def _nets(trades: Iterable[Trade]) -> Floats:
    return _floats(trade.net for trade in trades)


def _floats(values: Iterable[Decimal]) -> Floats:
    return np.array([float(value) for value in values], np.float64)


def _fees(trades: Iterable[Trade]) -> Decimal:
    return sum((trade.fees for trade in trades), ZERO)


def _share(result: Decimal, before: Decimal) -> Decimal:
    return (result / before).quantize(_SIX) if before > 0 else ZERO


def _six(ratio: float | None) -> Decimal | None:
    return None if ratio is None else Decimal(ratio).quantize(_SIX)
