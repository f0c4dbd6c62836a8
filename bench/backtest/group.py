"""Bars a second over a year of simulated minutes, entries by `ma_cross:20:50`, finding them and the report included."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import uvloop

from adapters.backtest.bars import Bars, bars_of
from adapters.backtest.fast import run_fast
from adapters.backtest.report import report_of
from adapters.marketdata.simulation.tape import SimulatedTape
from bench.rows import Row
from domain.marketdata.timeframe import Timeframe
from domain.risk.limits import RiskLimits
from domain.shared.symbol import Symbol
from domain.strategies.rules import BacktestRules
from robson_app.backtest.engine_path import EngineRun, in_memory
from tests.fakes.trading_desk import paper_account, principal
from tests.unit.backtest.making import averages_cross

_BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
_YEAR = timedelta(days=365)
_ENGINE_BARS = 43_200
_RUNS = 9
_OFTEN = RiskLimits(stop_floor=Decimal("0.003"), stop_cluster=Decimal("0.001"))
"""Stops near enough that a year makes more than a thousand trades."""


def measure() -> Iterator[Row]:
    """Measure the fast path with the brakes off and on, and the engine on a month."""
    bars = _year()
    peers = _peers(bars)
    for name, brakes in (("backtest.full_rules", False), ("backtest.full_rules.budget_on", True)):
        rules = BacktestRules(instrument=bars.instrument, brakes=brakes, limits=_OFTEN)
        trades = len(_whole(bars, rules))
        seconds = median(_timed(lambda rules=rules: _whole(bars, rules)) for _ in range(_RUNS))  # type: ignore[misc]
        sys.stderr.write(f"{name}: {trades} trades, {seconds * 1000:.1f} ms with signals and report\n")
        for peer, rate in peers.items() or [(None, None)]:
            yield Row(bench=name, unit="M bars/s", ours=len(bars) / seconds / 1e6, peer=rate, peer_name=peer)
    month = bars.first(_ENGINE_BARS)
    trades, seconds = _by_the_engine(month)
    sys.stderr.write(f"backtest.engine: {trades} trades in {seconds:.1f} s\n")
    for peer, rate in peers.items() or [(None, None)]:
        yield Row(bench="backtest.engine", unit="M bars/s", ours=len(month) / seconds / 1e6, peer=rate, peer_name=peer)


def _year() -> Bars:
    tape, symbol = SimulatedTape(7), Symbol.parse("BTC/USDT")
    instrument = next(i for i in tape.instruments() if i.symbol == symbol)
    return bars_of(tape.history(symbol, Timeframe.M1, _BEGIN, _BEGIN + _YEAR), instrument)


def _whole(bars: Bars, rules: BacktestRules) -> Sequence[object]:
    outcome = run_fast(bars, rules, averages_cross(bars, 20, 50))
    report_of(outcome)
    return outcome.trades


def _timed(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return perf_counter() - began


def _by_the_engine(bars: Bars) -> tuple[int, float]:
    rules = BacktestRules(instrument=bars.instrument, brakes=False, limits=_OFTEN)
    day = bars.begin.date()
    account = paper_account(month=day.replace(day=1), day=day, limits=rules.limits, created_at=bars.begin)
    ground = in_memory(account, principal())
    entries = averages_cross(bars, 20, 50)
    began = perf_counter()
    positions = uvloop.run(EngineRun(bars, rules, ground)(entries))  # as the engine runs
    return len(positions), perf_counter() - began


def _peers(bars: Bars) -> dict[str, float]:
    """Ask the interpreter in `BENCH_PEERS`, whose environment has the peers, for their rates on the same closes."""
    python = os.environ.get("BENCH_PEERS")
    if python is None:
        sys.stderr.write("no peers: set BENCH_PEERS to a python that has vectorbt, backtesting and backtrader\n")
        return {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bars.npy"
        np.save(file, np.stack([bars.opens, bars.highs, bars.lows, bars.closes]) / 100)
        script = Path(__file__).with_name("peers.py")
        answer = subprocess.run([python, str(script), str(file)], capture_output=True, text=True, check=True)
    return {str(k): float(v) for k, v in json.loads(answer.stdout.splitlines()[-1]).items()}
