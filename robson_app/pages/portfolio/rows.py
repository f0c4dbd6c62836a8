"""A report and its trades as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.marketdata.instrument import Instrument
from domain.portfolio.report import Figures, GroupResult, MonthResult, PortfolioReport
from domain.trading.position import Position
from robson_app.display import NOTHING, number, percent, signed, tone
from robson_app.i18n import t
from robson_app.i18n.figures import dated
from robson_app.pages.position.rows import age_words, status_words

_SATOSHIS = Decimal("0.00001")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatRow:
    """One statistic; `how` says how it is computed."""

    name: str
    value: str
    tone: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """One month."""

    month: str
    result: str
    change: str
    tone: str
    trades: str
    win_rate: str
    r: str
    r_tone: str
    fees: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """Trades with the same set-up tag or symbol."""

    name: str
    trades: str
    win_rate: str
    expectancy: str
    tone: str
    profit_factor: str
    net: str
    net_tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeRow:
    """One closed position with its journal."""

    id: str
    iso: str
    symbol: str
    side: str
    entry: str
    exit: str
    age: str
    fees: str
    net: str
    r: str
    tone: str
    words: str
    tag: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadRow:
    """What the period came to, in one line, in money and in bitcoin."""

    quote: str = ""
    since: str = ""
    equity: str = NOTHING
    result: str = ""
    tone: str = ""
    bitcoin: str = NOTHING
    bitcoin_result: str = ""
    bitcoin_tone: str = ""


def head_row(report: PortfolioReport, quote: str) -> HeadRow:
    """Sum a period up."""
    result, bitcoin = report.equity - report.start, report.bitcoin
    change = result / report.start if report.start > 0 else Decimal(0)
    return HeadRow(
        quote=quote,
        since=report.since.isoformat(),
        equity=number(report.equity),
        result=f"{signed(result)} · {_signed_percent(change)}",
        tone=tone(result),
        bitcoin=NOTHING if bitcoin is None else number(bitcoin.equity, _SATOSHIS),
        bitcoin_result=""
        if bitcoin is None
        else f"{signed(bitcoin.result, _SATOSHIS)} · {_signed_percent(bitcoin.change)}",
        bitcoin_tone="" if bitcoin is None else tone(bitcoin.result),
    )


def stat_rows(figures: Figures) -> list[StatRow]:
    """List the statistics."""
    return [*_of_trades(figures), *_of_days(figures)]


def _of_trades(figures: Figures) -> list[StatRow]:
    best, worst = figures.best, figures.worst
    return [
        _stat(t("Trades"), str(figures.trades), t("closed positions whose entry filled")),
        _stat(t("Win rate"), _share(figures.win_rate), t("trades with a positive net result ÷ all trades")),
        _stat(t("Payoff"), _plain(figures.payoff), t("mean gain of winners ÷ mean loss of losers")),
        _stat(t("Profit factor"), _plain(figures.profit_factor), t("sum of gains ÷ sum of losses")),
        _stat(
            t("Expectancy"),
            NOTHING if figures.expectancy is None else f"{signed(figures.expectancy)} R",
            t("mean of net result ÷ planned loss"),
            figures.expectancy,
        ),
        _stat(t("Net result"), signed(figures.net), t("of the closed trades, fees included"), figures.net),
        _stat(t("Fees"), number(figures.fees), t("paid on entries and exits of the closed trades")),
        _stat(t("Best trade"), NOTHING if best is None else signed(best), t("largest net result"), best),
        _stat(t("Worst trade"), NOTHING if worst is None else signed(worst), t("smallest net result"), worst),
    ]


def _of_days(figures: Figures) -> list[StatRow]:
    return [
        _stat(
            t("Max drawdown"),
            percent(-figures.drawdown),
            t("deepest fall of equity from its peak ÷ that peak, over every recorded point"),
            -figures.drawdown,
        ),
        _stat(
            t("Sharpe"),
            _plain(figures.sharpe),
            t("mean of daily returns ÷ their deviation × √365; {n} days (Sharpe 1994)", n=figures.days),
        ),
        _stat(
            t("Sortino"),
            _plain(figures.sortino),
            t("mean of daily returns ÷ root mean square of the negative ones × √365 (Sortino and Price 1994)"),
        ),
        _stat(t("Exposure"), percent(figures.exposure, 1), t("time with a position open ÷ the period")),
    ]


def month_rows(months: Sequence[MonthResult]) -> list[MonthRow]:
    """List the months, newest first."""
    return [
        MonthRow(
            month=dated(month.month, t("MMMM y")),
            result=signed(month.result),
            change=_signed_percent(month.change),
            tone=tone(month.result),
            trades=str(month.trades),
            win_rate=_share(month.win_rate),
            r=signed(month.r),
            r_tone=tone(month.r),
            fees=number(month.fees),
        )
        for month in months
    ]


def group_rows(groups: Sequence[GroupResult]) -> list[GroupRow]:
    """List groups of trades; those without a tag are named so."""
    return [
        GroupRow(
            name=group.name or t("no tag"),
            trades=str(group.trades),
            win_rate=_share(group.win_rate),
            expectancy=NOTHING if group.expectancy is None else signed(group.expectancy),
            tone=tone(group.expectancy or Decimal(0)),
            profit_factor=_plain(group.profit_factor),
            net=signed(group.net),
            net_tone=tone(group.net),
        )
        for group in groups
    ]


def trade_row(position: Position, instrument: Instrument | None) -> TradeRow:
    """Describe one closed position."""
    tick = instrument.filters.tick if instrument else Decimal("0.01")
    closed = position.closed_at or position.updated_at
    return TradeRow(
        id=str(position.id),
        iso=closed.isoformat(),
        symbol=str(position.symbol),
        side=position.side.value,
        entry=NOTHING if position.average_entry is None else number(position.average_entry, tick),
        exit=NOTHING if position.average_exit is None else number(position.average_exit, tick),
        age=age_words(position, closed),
        fees=number(position.fees),
        net=signed(position.net),
        r=signed(position.result_r),
        tone=tone(position.net),
        words=status_words(position),
        tag=position.setup_tag,
        note=position.note,
    )


def _stat(name: str, value: str, how: str, coloured: Decimal | None = None) -> StatRow:
    return StatRow(name=name, value=value, tone=tone(coloured or Decimal(0)), how=how)


def _share(value: Decimal | None) -> str:
    return NOTHING if value is None else percent(value, 1)


def _plain(value: Decimal | None) -> str:
    return NOTHING if value is None else number(value)


def _signed_percent(value: Decimal) -> str:
    return ("+" if value > 0 else "") + percent(value)
