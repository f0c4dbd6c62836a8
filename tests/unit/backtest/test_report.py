"""Statistics of a run, against figures found by other means."""

import csv
import io
from decimal import Decimal

import numpy as np
import pytest

from adapters.backtest import slots as at
from adapters.backtest.curve import deepest
from adapters.backtest.export import as_csv
from adapters.backtest.fast import Outcome, run_fast
from adapters.backtest.ratios import calmar, sharpe, sortino
from adapters.backtest.report import report_of
from adapters.backtest.robustness import monte_carlo, walk_forward
from domain.strategies.rules import BacktestRules
from tests.unit.backtest.making import averages_cross, pair, walk

EMPYRICAL = (-2.1178021656925092, -2.764640080932542, -0.8994602968368995)


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    bars = walk(2026, 60_000, 4_361_387, 0.001, pair("BTC/USDT"), 0.002)
    return run_fast(bars, BacktestRules(instrument=bars.instrument, brakes=False), averages_cross(bars, 20, 50))


def test_the_ratios_are_those_of_the_library_that_everybody_uses() -> None:
    """Figures of empyrical-reloaded 0.7.1 on the same returns, its 252 days a year replaced by 365."""
    returns = np.random.default_rng(1).normal(0, 0.01, 365)
    assert sharpe(returns) == pytest.approx(EMPYRICAL[0])
    assert sortino(returns) == pytest.approx(EMPYRICAL[1])
    assert calmar(returns) == pytest.approx(EMPYRICAL[2])


@pytest.mark.parametrize(
    ("curve", "depth", "length"),
    [
        ([100, 110, 99, 120], 0.1, 2),
        ([100, 50, 75], 0.5, 2),
        ([1, 2, 3], 0.0, 0),
        ([100, 90, 100, 80, 100, 70], 0.3, 1),
    ],
)
def test_a_drawdown_runs_from_its_peak_to_its_recovery(curve: list[int], depth: float, length: int) -> None:
    assert deepest(np.array(curve, np.int64)) == (pytest.approx(depth), length)


def test_months_and_trades_add_up_to_the_result(outcome: Outcome) -> None:
    report = report_of(outcome)
    closed = [t for t in outcome.trades if t[at.EXIT_BAR] >= 0]
    assert len(report.months) == 3
    assert sum((m.result for m in report.months), Decimal(0)) == report.figures.final_equity - Decimal(10_000)
    assert sum(m.trades for m in report.months) == sum(report.r_counts) == report.figures.trades == len(closed)
    assert report.daily[-1] == report.figures.final_equity
    assert report.figures.win_rate == sum(t[at.NET] > 0 for t in closed) / len(closed)
    assert 0 < report.figures.exposure < 1


def test_a_trade_that_hits_its_first_stop_without_a_gap_costs_about_one_r(outcome: Outcome) -> None:
    closed = outcome.trades[outcome.trades[:, at.EXIT_BAR] >= 0]
    plain = (closed[:, at.MOVES] == 0) & (closed[:, at.GAP] == 0)
    assert plain.any()
    assert np.abs(report_of(outcome).r[plain] + 1).max() < 0.02


def test_windows_share_the_trades_and_the_band_is_the_seeds(outcome: Outcome) -> None:
    windows = walk_forward(outcome, 4)
    assert sum(w.trades for w in windows) == report_of(outcome).figures.trades
    band = monte_carlo(outcome, seed=1)
    assert band == monte_carlo(outcome, seed=1) != monte_carlo(outcome, seed=2)
    assert band is not None and band.final[0] < band.final[1] < band.final[2]


def test_the_export_has_every_trade_in_full(outcome: Outcome) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(outcome))))
    closed = outcome.trades[outcome.trades[:, at.EXIT_BAR] >= 0]
    assert sum(Decimal(row["net"]) for row in rows) == int(closed[:, at.NET].sum()) * outcome.money
    assert {row["side"] for row in rows} == {"long", "short"}
