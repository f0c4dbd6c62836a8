"""Strategies and back-tests as text, and the form that makes a strategy."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import InvalidInputError
from domain.shared.ids import RunId, StrategyId, TenantId, UserId
from domain.strategies.built_in import DEFINITIONS, BuiltIn
from domain.strategies.run import Run, RunStatus
from robson_app.pages.strategies.form_state import read_form
from robson_app.pages.strategies.rows import fact_rows, form_row
from robson_app.pages.strategy.rows import MOST_TRADES, result_row, run_row
from robson_app.strategies import EXPLAINED
from tests.rows import BTC, IDS, NOW

COLUMNS = [
    "side",
    "entered_at",
    "entry",
    "stop",
    "quantity",
    "left_at",
    "exit",
    "last_stop",
    "sold",
    "fees",
    "net",
    "r",
]
TRADE = [
    "long",
    NOW.isoformat(),
    "42000.5",
    "41000",
    "0.05",
    NOW.isoformat(),
    "43000",
    "42100",
    "0.05",
    "4",
    "45.6",
    "0.9",
]
CONTENT = {
    "figures": {},
    "history": {"timeframe": "1h", "bars": 1_500, "missing": 3},
    "months": [{"month": "2022-01", "result": "-45.60", "change": "-0.00456", "trades": 2}],
    "curve": [[NOW.isoformat(), "10000", "0"], [(NOW + timedelta(days=1)).isoformat(), "9900", "0.02"]],
    "r_counts": [0, 3, 0, 0, 1, 2, *[0] * 18],
    "denials": {"BUDGET_EXHAUSTED": 4},
    "parts": [
        {"begin": NOW.isoformat(), "trades": 2, "expectancy": "0.5", "error": "0.25"},
        {"begin": NOW.isoformat(), "trades": 0, "expectancy": None, "error": None},
    ],
    "columns": COLUMNS,
    "trades": [TRADE] * (MOST_TRADES + 2),
}
DONE = Run(
    tenant_id=TenantId(IDS.new()),
    id=RunId(IDS.new()),
    strategy_id=StrategyId(IDS.new()),
    number=2,
    symbol=BTC,
    timeframe=Timeframe.H1,
    begins=NOW,
    ends=NOW + timedelta(days=2),
    capital=Decimal(10_000),
    fee=Decimal("0.001"),
    slippage=Decimal("0.001"),
    brakes=True,
    status=RunStatus.DONE,
    requested_by=UserId(IDS.new()),
    requested_at=NOW,
    progress=100,
    digest="d" * 64,
    figures={
        "trades": "6",
        "expectancy": "-0.25",
        "drawdown": "0.0415",
        "look_ahead": "same",
        "final_equity": "9900.5",
    },
)


def form_of(key: BuiltIn) -> dict[str, object]:
    """What the browser sends when the form is stored as it was filled."""
    row = form_row(DEFINITIONS[key], target="", seen=0)
    sent: dict[str, object] = {
        name: getattr(row, name)
        for name in ("sides", "symbols", "trend", "stop_timeframe", "candles", "nearest", "farthest", "risk", "note")
    }
    sent |= {"detector": row.kind} | {number.name: number.value for number in row.numbers}
    sent |= {f"on_{frame}": "on" for frame in row.timeframes}
    return sent | ({"fallback": "on"} if row.fallback else {})


@pytest.mark.parametrize("key", BuiltIn)
def test_a_form_that_nobody_touched_says_what_it_was_filled_with(key: BuiltIn) -> None:
    assert read_form(form_of(key)) == DEFINITIONS[key]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"risk": "2"}, "risk"),
        ({"risk": ""}, "risk"),
        ({"number0": "21", "number1": "9"}, "detector"),
        ({"trend": "2.5"}, "trend"),
        ({"symbols": "bitcoin"}, "symbols"),
        ({"on_1h": ""}, "timeframes"),
    ],
)
def test_a_form_filled_badly_is_refused_by_field(change: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_form(form_of(BuiltIn.AVERAGE_CROSS) | change)
    assert refused.value.field == field


def test_every_built_in_is_explained_and_described() -> None:
    assert set(EXPLAINED) == set(BuiltIn)
    assert all(len(fact_rows(definition)) == 9 for definition in DEFINITIONS.values())


def test_a_run_leads_to_its_result_and_to_comparing_with_another() -> None:
    row = run_row(DONE, base="/strategies/x", chosen="other", evidence=True)
    assert (row.expectancy, row.colour, row.drawdown, row.trades) == ("−0.25 R", "down", "4.15 %", "6")
    assert (row.href, row.beside) == (f"/strategies/x?run={DONE.id}", f"/strategies/x?run=other&with={DONE.id}")
    assert run_row(DONE, base="", chosen=str(DONE.id), evidence=False).beside == ""
    waiting = run_row(replace(DONE, status=RunStatus.QUEUED, figures={}), base="", chosen="", evidence=False)
    assert (waiting.unfinished, waiting.expectancy, waiting.beside) == (True, "—", "")


def test_a_result_is_shown_with_its_own_deepest_drawdown_and_bounded_trades() -> None:
    row = result_row(DONE, CONTENT, None)
    assert row.curve.drawn
    assert row.curve.deepest == "max 4.15 %"
    assert len(row.trades) == MOST_TRADES
    assert row.more_trades == "2 more are in the CSV file"
    assert [(bin_.height, bin_.tone) for bin_ in row.bins] == [
        ("100%", "down"), ("0%", "down"), ("0%", "down"), ("33%", "up"), ("67%", "up"),
    ]  # fmt: skip
    assert [part.value for part in row.parts] == ["+0.50 R ± 0.25 · 2 trades", "no trade"]
    assert [(fact.name, fact.value) for fact in row.denials] == [("budget exhausted", "4")]


def test_figures_stand_beside_those_of_the_other_run() -> None:
    other = replace(DONE, figures={"trades": "7"})
    figures = {row.name: (row.value, row.other) for row in result_row(DONE, CONTENT, other).figures}
    assert figures["Trades"] == ("6", "7")
    assert figures["Mean result, R"] == ("−0.25", "—")
