"""The same trades, bit for bit, on the fast path and by the engine's own code on the paper venue."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from adapters.backtest import slots as at
from adapters.backtest.bars import Bars, bars_of
from adapters.backtest.fast import run_fast
from adapters.marketdata.history_reader import read_history
from adapters.marketdata.instruments import instrument_of
from adapters.marketdata.simulation.tape import SimulatedTape
from domain.marketdata.timeframe import Timeframe
from domain.risk.limits import RiskLimits
from domain.signals.ports import Detections
from domain.strategies.rules import BacktestRules
from robson_app.backtest.engine_path import EngineRun, in_memory
from tests.fakes.trading_desk import paper_account, principal
from tests.paths import BTC_MINUTES, real_data
from tests.unit.backtest.making import BEGIN, averages_cross, pair, walk

Told = list[tuple[object, ...]]
OFTEN = RiskLimits(stop_floor=Decimal("0.003"), stop_cluster=Decimal("0.001"))


def january() -> Bars:
    history = read_history(BTC_MINUTES)
    return bars_of([history.candle(i) for i in range(len(history))], instrument_of(history))


def simulated() -> Bars:
    tape, symbol = SimulatedTape(7), pair("ETH/USDT").symbol
    return bars_of(tape.history(symbol, Timeframe.M1, BEGIN, BEGIN + 8_000 * Timeframe.M1.delta), pair("ETH/USDT"))


MARKETS = {
    "simulated": simulated,
    "walk with gaps": lambda: walk(7, 6_000, 4_361_387, 0.0015, pair("BTC/USDT"), 0.01),
    **({"january": january} if real_data() else {}),
}


async def by_the_engine(bars: Bars, rules: BacktestRules, signals: Detections) -> tuple[Told, Decimal]:
    day = bars.begin.date()
    account = replace(
        paper_account(),
        allocated=rules.capital,
        month=day.replace(day=1),
        month_capital=rules.capital,
        day=day,
        day_equity=rules.capital,
        limits=rules.limits,
        costs=rules.costs,
        created_at=bars.begin,
    )
    ground = in_memory(account, principal())
    positions = await EngineRun(bars, rules, ground)(signals)
    told: Told = [
        (p.side.sign, p.average_entry, p.initial_stop, p.entered, p.stop, p.average_exit, p.exited, p.net)
        for p in positions
    ]
    async with ground.units(account.tenant_id) as unit:
        return told, (await unit.accounts.get(account.id)).balance


def by_the_fast_path(bars: Bars, rules: BacktestRules, signals: Detections) -> tuple[Told, Decimal]:
    outcome = run_fast(bars, rules, signals)
    tick, step = bars.instrument.filters.tick, bars.instrument.filters.step
    told: Told = [
        (
            int(t[at.SIDE]),
            int(t[at.ENTRY]) * tick,
            int(t[at.INITIAL_STOP]) * tick,
            int(t[at.STEPS]) * step,
            int(t[at.LAST_STOP]) * tick,
            int(t[at.EXIT]) * tick if t[at.EXIT_BAR] >= 0 else None,
            int(t[at.EXIT_STEPS]) * step,
            int(t[at.NET]) * outcome.money,
        )
        for t in outcome.trades
    ]
    return told, rules.capital + sum((int(n) for n in outcome.trades[:, at.NET]), 0) * outcome.money


@pytest.mark.parametrize("brakes", [True, False], ids=["brakes on", "brakes off"])
@pytest.mark.parametrize("market", MARKETS)
async def test_the_engine_makes_the_same_trades(market: str, brakes: bool) -> None:
    bars = MARKETS[market]()
    rules = BacktestRules(instrument=bars.instrument, brakes=brakes, limits=OFTEN)
    signals = averages_cross(bars, 20, 50)
    engine, fast = await by_the_engine(bars, rules, signals), by_the_fast_path(bars, rules, signals)
    assert len(fast[0]) >= (8 if brakes else 20)
    assert engine == fast
