"""Every trade of the reference runs as one hash: a rule that changes silently changes it.

A change that is meant is written down by `python -m tests.unit.backtest.test_reference_runs`, whose output replaces
`COMMITTED`, in the commit that changes the rule.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from hashlib import sha256

import numpy as np
import pytest

from adapters.backtest.bars import Bars, bars_of
from adapters.backtest.fast import Outcome, run_fast
from adapters.marketdata.history_reader import read_history
from adapters.marketdata.instruments import instrument_of
from domain.strategies.rules import BacktestRules
from tests.paths import BTC_MINUTES, real_data
from tests.unit.backtest.making import averages_cross, pair, walk

COMMITTED = {
    "walk, brakes on": (24, "c66ef6ae049ccbead51eb7c0"),
    "walk, brakes off": (87, "5b0022356ebb37c369d439d2"),
    "january, brakes on": (36, "fb7b571129c3fd20de6a5b32"),
    "january, brakes off": (38, "b70f37346bcb7c72824261c1"),
}


def histories() -> Iterator[tuple[str, Bars]]:
    yield "walk", walk(2026, 40_000, 4_361_387, 0.001, pair("BTC/USDT"), 0.002)
    if real_data():
        history = read_history(BTC_MINUTES)
        yield "january", bars_of([history.candle(i) for i in range(len(history))], instrument_of(history))


def outcomes() -> Iterator[tuple[str, Outcome]]:
    for name, bars in histories():
        for brakes in (True, False):
            rules = BacktestRules(instrument=bars.instrument, brakes=brakes)
            yield f"{name}, brakes {'on' if brakes else 'off'}", run_fast(bars, rules, averages_cross(bars, 20, 50))


def hashed(outcome: Outcome) -> tuple[int, str]:
    return len(outcome.trades), sha256(np.ascontiguousarray(outcome.trades, dtype="<i8").tobytes()).hexdigest()[:24]


@pytest.mark.parametrize(("name", "outcome"), list(outcomes()))
def test_every_trade_of_a_reference_run_is_as_committed(name: str, outcome: Outcome) -> None:
    assert hashed(outcome) == COMMITTED[name]


if __name__ == "__main__":
    for title, found in outcomes():
        sys.stdout.write(f'    "{title}": {hashed(found)},\n')
