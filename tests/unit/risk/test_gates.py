from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.marketdata.market import Side
from domain.risk import gates_account, gates_market
from domain.risk.budget import BudgetInputs, budget_figures
from domain.risk.exits import ExitPlan
from domain.risk.gate_inputs import GateInputs
from domain.risk.gates import GATES, denials, evaluate_gates
from domain.risk.limits import RiskLimits
from domain.risk.sizing import Size, size_position
from domain.risk.technical_stop import ChosenStop
from domain.risk.verdict import Denied, Passed
from domain.risk.vocabulary import ExitPolicy, StopSource, TradingState
from domain.shared.money import Price
from domain.shared.symbol import Symbol
from tests.unit.risk.makers import BTC, START, decimals, instrument, size_inputs

MONTH = BudgetInputs(
    equity=D("10000"),
    month_capital=D("10000"),
    month_realised=D(0),
    positions=(),
    reservations=(),
    limits=RiskLimits(),
)
SIZED = size_inputs("43643.6", "42297.6")
SENSIBLE = GateInputs(
    symbol=BTC,
    side=Side.LONG,
    limits=RiskLimits(),
    wall_now=START,
    market_now=START,
    state=TradingState.ACTIVE,
    equity=D("10000"),
    day_equity=D("10000"),
    day_realised=D(0),
    budget=budget_figures(MONTH),
    fills_complete=True,
    instrument=instrument(),
    feed_at=START,
    last=Price("43600"),
    prices_fit=True,
    candle_closed_at=START,
    open_symbols=frozenset(),
    unknown_symbols=frozenset(),
    limit=Price("43643.6"),
    stop=ChosenStop(stop=Price("42297.6"), source=StopSource.LEVEL, distance=D("0.03084"), rank=2),
    size=size_position(SIZED),
    exits=ExitPlan(policy=ExitPolicy.TRAIL),
)
OPTIONAL = [f.name for f in fields(GateInputs) if "None" in str(f.type) and f.name != "last_stopped_at"]


def codes(**changes: object) -> list[str]:
    return [d.code for d in refusals(replace(SENSIBLE, **changes))]


def refusals(inputs: GateInputs) -> tuple[Denied, ...]:
    return denials(evaluate_gates(inputs))


def month(**changes: object) -> object:
    return budget_figures(replace(MONTH, **changes))


def test_a_sensible_plan_passes_every_gate_and_each_says_so() -> None:
    verdicts = evaluate_gates(SENSIBLE)
    assert [type(v) for v in verdicts] == [Passed] * len(GATES)
    assert all(v.sentence.endswith(".") for v in verdicts)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"state": TradingState.REDUCING}, ["ACCOUNT_REDUCING"]),
        ({"state": TradingState.HALTED}, ["ACCOUNT_HALTED"]),
        ({"equity": D(0)}, ["EQUITY_SPENT", "RISK_TOO_LARGE"]),
        ({"fills_complete": False}, ["FILLS_MISSING"]),
        ({"prices_fit": False}, ["PRICES_ELSEWHERE"]),
        ({"wall_now": START + timedelta(seconds=6)}, ["FEED_STALE"]),
        ({"wall_now": START + timedelta(seconds=5)}, []),
        ({"wall_now": START + timedelta(hours=1), "feed_paused": True}, []),
        ({"candle_closed_at": START - timedelta(minutes=31)}, ["CANDLES_STALE"]),
        ({"candle_closed_at": START - timedelta(minutes=30)}, []),
        ({"instrument": instrument(trading=False)}, ["SYMBOL_HALTED"]),
        ({"unknown_symbols": frozenset({BTC})}, ["ORDER_UNKNOWN"]),
        ({"unknown_symbols": frozenset({Symbol.parse("ETH/USDT")})}, []),
        ({"open_symbols": frozenset({BTC})}, ["SYMBOL_TAKEN"]),
        ({"last_stopped_at": START - timedelta(seconds=899)}, ["COOLING_DOWN"]),
        ({"last_stopped_at": START - timedelta(seconds=900)}, []),
        ({"last_stopped_at": START + timedelta(seconds=60)}, ["COOLING_DOWN"]),
        ({"last_stopped_at": START + timedelta(days=400)}, []),
        ({"day_realised": D("-200")}, ["DAILY_LIMIT"]),
        ({"day_realised": D("-199.99")}, []),
        ({"last": Price("43643.7")}, ["PRICE_BEYOND_LIMIT"]),
        ({"last": Price("44000"), "resting": True}, []),
        ({"last": Price("42297.6")}, ["PRICE_THROUGH_STOP"]),
        ({"last": Price("42297.6"), "resting": True}, ["PRICE_THROUGH_STOP"]),
        ({"exits": Denied(code="TARGETS_COUNT", sentence="Too many.")}, ["TARGETS_COUNT"]),
        ({"stop": Denied(code="STOP_TOO_FAR", sentence="Far.")}, ["STOP_TOO_FAR", "PRICE_UNCHECKED"]),
        ({"size": Denied(code="RISK_TOO_SMALL", sentence="Small.")}, ["RISK_TOO_SMALL"]),
    ],
)
def test_each_gate_denies_for_its_own_reason(changes: dict[str, object], expected: list[str]) -> None:
    assert codes(**changes) == expected


def test_a_lost_month_takes_no_entries() -> None:
    assert "MONTH_SPENT" in codes(budget=month(month_realised=D("-400")))


def test_a_budget_taken_by_open_risk_is_a_plain_denial() -> None:
    assert codes(budget=month(reservations=(D("150"), D("150")))) == []
    assert codes(budget=month(reservations=(D("150"), D("151")))) == ["BUDGET_EXHAUSTED"]


def test_an_exhausted_budget_is_named_once_though_two_gates_meet_it() -> None:
    exhausted = size_position(replace(SIZED, remaining=D(0)))
    assert codes(budget=month(reservations=(D("200"), D("200"))), size=exhausted) == [
        "BUDGET_EXHAUSTED",
    ]


def test_a_fifth_position_that_can_lose_is_denied() -> None:
    assert codes(budget=month(reservations=(D("1"),) * 4)) == ["POSITIONS_FULL"]


def test_a_ninth_position_is_denied_even_if_none_can_lose() -> None:
    full = replace(SENSIBLE.budget, held=8, losing=0)
    assert codes(budget=full) == ["POSITIONS_CEILING"]


def test_a_fallback_stop_waits_for_the_traders_confirmation() -> None:
    fallback = replace(SENSIBLE.stop, source=StopSource.FALLBACK, rank=None, atr=D("600"), multiple=2)
    assert codes(stop=fallback) == ["STOP_UNCONFIRMED"]
    assert codes(stop=fallback, stop_confirmed=True) == []


def test_a_short_needs_margin() -> None:
    short = replace(
        SENSIBLE,
        side=Side.SHORT,
        limit=Price("43556.4"),
        stop=replace(SENSIBLE.stop, stop=Price("44900")),
        size=size_position(size_inputs("43556.4", "44900", side=Side.SHORT)),
    )
    assert [d.code for d in denials(evaluate_gates(short))] == ["SHORT_NEEDS_MARGIN"]
    assert refusals(replace(short, shorts_allowed=True)) == ()


def test_a_size_beyond_one_per_cent_is_denied_wherever_it_came_from() -> None:
    rich = size_position(replace(SIZED, equity=D("60000"), remaining=D("2400"), available=D("60000")))
    assert codes(size=rich) == ["RISK_TOO_LARGE", "BUDGET_EXHAUSTED"]


def test_a_stop_outside_the_bounds_is_denied_wherever_it_came_from() -> None:
    assert codes(stop=replace(SENSIBLE.stop, distance=D("0.0099"))) == ["STOP_OUT_OF_BOUNDS"]


def test_all_failing_gates_are_reported_together() -> None:
    many = codes(state=TradingState.HALTED, fills_complete=False, day_realised=D("-500"), last=None)
    assert {"ACCOUNT_HALTED", "FILLS_MISSING", "DAILY_LIMIT", "PRICE_MISSING"} <= set(many)


def test_only_the_gates_asked_for_answer() -> None:
    few = (gates_market.price_between, gates_account.day_open)
    later = replace(SENSIBLE, last=Price("43700"), exits=None, size=None, day_realised=D("-300"))
    assert [d.code for d in denials(evaluate_gates(later, few))] == ["PRICE_BEYOND_LIMIT", "DAILY_LIMIT"]


@pytest.mark.parametrize("missing", OPTIONAL)
def test_whatever_is_not_known_denies(missing: str) -> None:
    inputs = replace(SENSIBLE, **{missing: None})
    needs_clock = replace(inputs, last_stopped_at=START - timedelta(days=1))
    assert refusals(inputs)
    assert refusals(needs_clock)


@settings(max_examples=150)
@given(st.sets(st.sampled_from(OPTIONAL), min_size=1))
def test_whatever_set_of_facts_is_missing_no_gate_raises_and_the_plan_is_denied(missing: set[str]) -> None:
    inputs = replace(SENSIBLE, **dict.fromkeys(missing))
    assert refusals(inputs)
    assert evaluate_gates(inputs) == evaluate_gates(inputs)


@given(decimals("-1000", "100000", 2), decimals("-1000", "1000", 2))
def test_an_approved_plan_never_risks_more_than_one_per_cent_nor_what_remains(equity: D, remaining: D) -> None:
    figures = replace(SENSIBLE.budget, remaining=remaining)
    size = size_position(replace(SIZED, equity=equity, remaining=remaining))
    if not refusals(replace(SENSIBLE, equity=equity, budget=figures, size=size)):
        assert isinstance(size, Size)
        assert size.planned_loss <= equity * D("0.01")
        assert size.planned_loss <= remaining
