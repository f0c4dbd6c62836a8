"""The fast path's whole numbers are the domain's decimals: every stop, size, trail and result, trade by trade."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.backtest import slots as at
from adapters.backtest.bars import Bars
from adapters.backtest.fast import Outcome, run_fast
from domain.risk.limits import Costs, RiskLimits
from domain.shared.errors import InvalidInputError
from domain.signals.ports import Detections
from domain.strategies.rules import BacktestRules
from robson_app.backtest.engine_path import EngineRun, in_memory
from tests.fakes.trading_desk import paper_account, principal
from tests.unit.backtest.making import averages_cross, pair, some_signals, walk
from tests.unit.backtest.reference import Reference

D = Decimal


def told(outcome: Outcome) -> list[tuple[object, ...]]:
    tick, step = outcome.rules.instrument.filters.tick, outcome.rules.instrument.filters.step
    return [
        (
            int(t[at.SIDE]),
            int(t[at.ENTRY_BAR]),
            int(t[at.ENTRY]) * tick,
            int(t[at.INITIAL_STOP]) * tick,
            int(t[at.STEPS]) * step,
            int(t[at.LAST_STOP]) * tick,
            int(t[at.EXIT_BAR]),
            int(t[at.EXIT]) * tick,
            int(t[at.EXIT_STEPS]) * step,
            int(t[at.NET]) * outcome.money,
        )
        for t in outcome.trades
    ]


def right(bars: Bars, rules: BacktestRules, signals: Detections) -> tuple[list[tuple[object, ...]], Decimal]:
    reference = Reference(bars, rules)
    trades = reference.run(dict(zip(signals.bars.tolist(), signals.sides.tolist(), strict=True)))
    return [
        (
            t.side.sign,
            t.entry_bar,
            t.entry,
            t.initial,
            t.quantity,
            t.stop,
            t.exit_bar,
            t.exit or 0,
            t.sold or 0,
            t.net,
        )
        for t in trades
    ], reference.balance


def agree(bars: Bars, rules: BacktestRules, signals: Detections) -> Outcome:
    outcome = run_fast(bars, rules, signals)
    trades, balance = right(bars, rules, signals)
    assert told(outcome) == trades
    if not len(outcome.trades) or outcome.trades[-1][at.EXIT_BAR] >= 0:
        assert int(outcome.equity[-1]) * outcome.money == balance
    return outcome


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 10**6),
    market=st.sampled_from(
        [
            ("BTC/USDT", 4_361_387, 0.0008, "10000"),
            ("BTC/USDT", 9_500_000, 0.003, "10000"),
            ("DOGE/USDT", 32_000, 0.002, "10000"),
            ("XRP/USDT", 22_000, 0.0015, "250000"),
            ("ETH/USDT", 330_000, 0.006, "2500"),
            ("BNB/BTC", 9_000, 0.002, "3"),
            ("SOL/USDT", 190, 0.004, "900"),
        ]
    ),
    brakes=st.booleans(),
    every=st.sampled_from([9, 60]),
    gap=st.sampled_from([0.0, 0.05]),
    costs=st.sampled_from([Costs(), Costs(fee_in=D("0.00075"), fee_out=D("0.00075"), slippage=D("0.0005"))]),
    limits=st.sampled_from(
        [RiskLimits(), RiskLimits(risk_fraction=D("0.0075"), stop_floor=D("0.003"), stop_candles=60, cool_down_s=60)]
    ),
)
def test_stops_sizes_trails_and_results_are_the_domains(
    seed: int,
    market: tuple[str, int, float, str],
    brakes: bool,
    every: int,
    gap: float,
    costs: Costs,
    limits: RiskLimits,
) -> None:
    name, start, deviation, capital = market
    bars = walk(seed, 1_900, start, deviation, pair(name), gap)
    rules = BacktestRules(instrument=bars.instrument, capital=D(capital), brakes=brakes, costs=costs, limits=limits)
    agree(bars, rules, some_signals(seed, len(bars), every))


def test_a_crossing_strategy_trades_often_and_each_trade_is_the_domains() -> None:
    bars = walk(7, 12_000, 4_361_387, 0.0015, pair("BTC/USDT"), 0.01)
    near = RiskLimits(stop_floor=D("0.003"), stop_cluster=D("0.001"))
    rules = BacktestRules(instrument=bars.instrument, brakes=False, limits=near)
    outcome = agree(bars, rules, averages_cross(bars, 5, 20))
    closed = outcome.trades[outcome.trades[:, at.EXIT_BAR] >= 0]
    assert len(closed) > 30
    assert (closed[:, at.MOVES] > 0).any() and (closed[:, at.GAP] > 0).any() and (closed[:, at.RANK] >= 2).any()


def test_a_market_of_one_range_leaves_no_tick_to_floating_point() -> None:
    """Fallback stops of a range that stands still lie exactly on a tick: the domain's own function says on which."""
    bars = walk(3, 2_400, 1_000_000, 0.0, pair("BTC/USDT"))
    steps = 100 * (bars.opens * 0 + 1)
    even = replace(bars, highs=bars.opens + steps * 40, lows=bars.opens - steps * 40)
    outcome = agree(even, BacktestRules(instrument=bars.instrument), some_signals(3, len(bars), 200))
    assert len(outcome.trades) == 1 and outcome.trades[0][at.RANK] == 0


def test_the_budget_bounds_what_a_month_loses_and_can_be_switched_off() -> None:
    bars = walk(11, 20_000, 4_361_387, 0.004, pair("BTC/USDT"))
    signals = some_signals(11, len(bars), 3)
    braked = run_fast(bars, BacktestRules(instrument=bars.instrument), signals)
    free = run_fast(bars, BacktestRules(instrument=bars.instrument, brakes=False), signals)
    assert len(free.trades) > 4 * len(braked.trades)
    assert "DAILY_LIMIT" in braked.denials and "DAILY_LIMIT" not in free.denials


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"capital": D("0.000000000001")}, "capital"), ({"costs": Costs(slippage=D("0.000001"))}, "slippage")],
)
def test_a_figure_on_no_grid_is_refused_by_name(changes: dict[str, object], field: str) -> None:
    bars = walk(1, 2_000, 4_361_387, 0.001, pair("BTC/USDT"))
    rules = replace(BacktestRules(instrument=bars.instrument), **changes)  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError) as refused:
        run_fast(bars, rules, some_signals(1, len(bars), 50))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("bars", "sides"),
    [([5, 5], [1, 1]), ([9, 5], [1, 1]), ([5, 9], [1]), ([5], [0]), ([5], [2]), ([-1], [1]), ([2_000], [1])],
    ids=["twice", "descending", "a side missing", "no side", "two sides", "before the history", "after the history"],
)
async def test_entries_that_cannot_be_are_refused_by_both_paths(bars: list[int], sides: list[int]) -> None:
    history = walk(1, 2_000, 4_361_387, 0.001, pair("BTC/USDT"))
    rules, wanted = BacktestRules(instrument=history.instrument), Detections(bars=bars, sides=sides)
    with pytest.raises(InvalidInputError, match="entries must"):
        run_fast(history, rules, wanted)
    with pytest.raises(InvalidInputError, match="entries must"):
        await EngineRun(history, rules, in_memory(paper_account(), principal()))(wanted)


def test_no_result_changes_when_the_future_is_cut_off() -> None:
    bars = walk(5, 6_000, 4_361_387, 0.002, pair("BTC/USDT"))
    signals = some_signals(5, len(bars), 20)
    rules = BacktestRules(instrument=bars.instrument, brakes=False)
    whole = told(run_fast(bars, rules, signals))
    for cut in (1_000, 2_345, 4_100):
        known = signals.bars < cut
        part = run_fast(bars.first(cut), rules, Detections(bars=signals.bars[known], sides=signals.sides[known]))
        done = [t for t in told(part) if t[6] != -1]
        assert done == whole[: len(done)]
