"""Back-tests as text: runs in their list, and what one came to beside another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from domain.strategies.run import UNFINISHED, Run, RunStatus
from domain.trading.reads import EquityPoint
from robson_app.display import NOTHING, number, percent, signed, tone
from robson_app.i18n import N_, t, told
from robson_app.pages.desk.curve import CurveRow, Unit, curve_row
from robson_app.pages.strategies.rows import FactRow

MOST_TRADES = 200
STATUSES = {
    RunStatus.QUEUED: N_("waiting"),
    RunStatus.RUNNING: N_("under way"),
    RunStatus.DONE: N_("done"),
    RunStatus.FAILED: N_("failed"),
    RunStatus.CANCELLED: N_("cancelled"),
}
TONES = {RunStatus.DONE: "tag long", RunStatus.FAILED: "tag bad", RunStatus.RUNNING: "tag info"}
_GATES = {
    "SYMBOL_TAKEN": N_("position open already"),
    "MONTH_SPENT": N_("month spent"),
    "DAILY_LIMIT": N_("daily limit"),
    "COOLING_DOWN": N_("cooling down"),
    "EQUITY_SPENT": N_("equity spent"),
    "CANDLES_TOO_FEW": N_("too few candles"),
    "STOP_TOO_FAR": N_("stop too far"),
    "STOP_NOT_FOUND": N_("no stop found"),
    "STOP_UNCONFIRMED": N_("stop not confirmed"),
    "BUDGET_EXHAUSTED": N_("budget exhausted"),
    "RISK_TOO_SMALL": N_("risk too small"),
    "BELOW_VENUE_MINIMUM": N_("below the venue's minimum"),
    "NOT_FILLED": N_("not filled"),
}
_HUNDREDTH = Decimal("0.01")
_FIRST_EDGE, _BIN = Decimal(-2), Decimal("0.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One run of the list; `href` shows its result."""

    id: str
    what: str
    version: str
    begins: str
    ends: str
    status: str
    tone: str
    progress: int
    unfinished: bool
    done: bool
    reason: str
    trades: str
    expectancy: str
    colour: str
    drawdown: str
    href: str
    beside: str
    evidence: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareRow:
    """One figure of the run shown, and of the one beside it."""

    name: str
    value: str
    other: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BinRow:
    """One bar of the histogram; `height` is its share of the tallest."""

    height: str
    label: str
    words: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """One month."""

    month: str
    result: str
    change: str
    trades: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeRow:
    """One closed trade."""

    side: str
    entered: str
    left: str
    entry: str
    stop: str
    exit: str
    quantity: str
    net: str
    r: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """What one run came to."""

    shown: bool = False
    id: str = ""
    what: str = ""
    digest: str = ""
    csv: str = ""
    ahead: bool = False
    history: str = ""
    curve: CurveRow = field(default_factory=CurveRow)
    figures: list[CompareRow] = field(default_factory=list)
    bins: list[BinRow] = field(default_factory=list)
    months: list[MonthRow] = field(default_factory=list)
    parts: list[FactRow] = field(default_factory=list)
    denials: list[FactRow] = field(default_factory=list)
    trades: list[TradeRow] = field(default_factory=list)
    more_trades: str = ""


def run_row(run: Run, *, base: str, chosen: str, evidence: bool) -> RunRow:
    """Describe one run.

    Args:
        run: Which.
        base: Address of the strategy.
        chosen: Identity of the run that is shown.
        evidence: Whether the strategy rests on it.
    """
    figures = run.figures
    mean = figures.get("expectancy")
    return RunRow(
        id=str(run.id),
        what=f"{run.symbol} {run.timeframe.value}",
        version=t("version {n}", n=str(run.number)),
        begins=run.begins.isoformat(),
        ends=run.ends.isoformat(),
        status=t(STATUSES[run.status]),
        tone=TONES.get(run.status, "tag"),
        progress=run.progress,
        unfinished=run.status in UNFINISHED,
        done=run.status is RunStatus.DONE,
        reason=told(run.reason),
        trades=figures.get("trades", NOTHING),
        expectancy=f"{signed(Decimal(mean))} R" if mean else NOTHING,
        colour=tone(Decimal(mean)) if mean else "",
        drawdown=_share(figures.get("drawdown")),
        href=f"{base}?run={run.id}",
        beside=f"{base}?run={chosen}&with={run.id}" if chosen and chosen != str(run.id) else "",
        evidence=evidence,
    )


def result_row(run: Run, content: Mapping[str, Any], other: Run | None) -> ResultRow:
    """Describe a finished run, its figures beside those of another."""
    trades = content["trades"]
    points = [
        EquityPoint(at=datetime.fromisoformat(at), equity=Decimal(e), btc_price=None) for at, e, _ in content["curve"]
    ]
    curve = curve_row(points, Unit.QUOTE)
    history, rest = content["history"], len(trades) - MOST_TRADES
    return ResultRow(
        shown=True,
        id=str(run.id),
        what=_what(run),
        digest=run.digest[:16],
        csv=f"/api/v1/backtests/{run.id}/trades.csv",
        ahead=run.figures.get("look_ahead") != "same",
        history=t(
            "{bars} candles of {timeframe} were played, {missing} of them missing in the store",
            bars=number(Decimal(history["bars"]), Decimal(1)),
            timeframe=history["timeframe"],
            missing=number(Decimal(history["missing"]), Decimal(1)),
        ),
        curve=replace(curve, deepest=t("max {share}", share=_share(run.figures.get("drawdown")))),
        figures=_figures(run.figures, None if other is None else other.figures),
        bins=_bins(content["r_counts"]),
        months=[_month(month) for month in content["months"]],
        parts=[_part(place, part) for place, part in enumerate(content["parts"], 1)],
        denials=[
            FactRow(name=t(_GATES[code]) if code in _GATES else code, value=str(count))
            for code, count in content["denials"].items()
        ],
        trades=[_trade(dict(zip(content["columns"], trade, strict=True))) for trade in trades[:MOST_TRADES]],
        more_trades=t("{n} more are in the CSV file", n=str(rest)) if rest > 0 else "",
    )


def _what(run: Run) -> str:
    return f"{run.symbol} {run.timeframe.value}, " + t("version {n}", n=str(run.number))


def _share(value: str | None) -> str:
    return NOTHING if value is None else percent(Decimal(value))


def _plain(value: str) -> str:
    return number(Decimal(value), _HUNDREDTH)


_FIGURES: Sequence[tuple[str, str, Callable[[str], str]]] = (
    ("final_equity", N_("Equity at the end"), _plain),
    ("trades", N_("Trades"), str),
    ("expectancy", N_("Mean result, R"), lambda value: signed(Decimal(value))),
    ("win_rate", N_("Won"), _share),
    ("profit_factor", N_("Profit factor"), _plain),
    ("drawdown", N_("Deepest drawdown"), _share),
    ("exposure", N_("Time in the market"), _share),
    ("sharpe", N_("Sharpe"), _plain),
    ("sortino", N_("Sortino"), _plain),
    ("calmar", N_("Calmar"), _plain),
)


def _figures(own: Mapping[str, str], other: Mapping[str, str] | None) -> list[CompareRow]:
    def shown(figures: Mapping[str, str], name: str, show: Callable[[str], str]) -> str:
        return show(figures[name]) if name in figures else NOTHING

    return [
        CompareRow(name=t(label), value=shown(own, name, show), other="" if other is None else shown(other, name, show))
        for name, label, show in _FIGURES
    ]


def _bins(counts: Sequence[int]) -> list[BinRow]:
    filled = [place for place, count in enumerate(counts) if count]
    if not filled:
        return []
    tallest, rows = max(counts), []
    for place in range(min(filled), max(filled) + 1):
        low = _FIRST_EDGE + place * _BIN
        words = t("{n} trades from {low} R to {high} R", n=str(counts[place]), low=signed(low), high=signed(low + _BIN))
        rows.append(
            BinRow(
                height=f"{100 * counts[place] / tallest:.0f}%",
                label=number(low, Decimal("0.1")) if low == int(low) else "",
                words=words,
                tone="up" if low >= 0 else "down",
            )
        )
    return rows


def _month(month: Mapping[str, Any]) -> MonthRow:
    result = Decimal(month["result"])
    return MonthRow(
        month=month["month"],
        result=signed(result),
        change=percent(Decimal(month["change"])),
        trades=str(month["trades"]),
        tone=tone(result),
    )


def _part(place: int, part: Mapping[str, Any]) -> FactRow:
    name, mean = t("Quarter {n}", n=str(place)), part["expectancy"]
    if mean is None:
        return FactRow(name=name, value=t("no trade"))
    error = f" ± {_plain(part['error'])}" if part["error"] is not None else ""
    trades = t("{n} trades", n=str(part["trades"]))
    return FactRow(name=name, value=f"{signed(Decimal(mean))} R{error} · {trades}", tone=tone(Decimal(mean)))


def _trade(trade: Mapping[str, str]) -> TradeRow:
    net = Decimal(trade["net"])
    return TradeRow(
        side=trade["side"],
        entered=trade["entered_at"],
        left=trade["left_at"],
        entry=_plain(trade["entry"]),
        stop=_plain(trade["stop"]),
        exit=_plain(trade["exit"]),
        quantity=trade["quantity"],
        net=signed(net),
        r=signed(Decimal(trade["r"])),
        tone=tone(net),
    )
