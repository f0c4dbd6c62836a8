"""The simulated market."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import log
from statistics import correlation, pstdev

import pytest

from adapters.marketdata.simulation.tape import SimulatedTape
from domain.marketdata.aggregation import resample
from domain.marketdata.candle import Candle
from domain.marketdata.market import SourceKind
from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import NotFoundError
from domain.shared.symbol import Symbol

NOW = datetime(2026, 3, 14, 12, 7, tzinfo=UTC)
BTC, ETH = Symbol.parse("BTC/USDT"), Symbol.parse("ETH/USDT")


def returns(candles: list[Candle]) -> list[float]:
    return [log(b.close / a.close) for a, b in pairwise(candles)]


def past(symbol: Symbol, timeframe: Timeframe, days: int, seed: int = 1) -> list[Candle]:
    return list(SimulatedTape(seed).history(symbol, timeframe, NOW - timedelta(days=days), NOW))


def test_eight_pairs_trade_on_binances_grids() -> None:
    tape = SimulatedTape(1)

    assert [i.symbol.base for i in tape.instruments()] == ["ADA", "BNB", "BTC", "DOGE", "ETH", "LINK", "SOL", "XRP"]
    assert tape.source is SourceKind.SIMULATED
    for take in tape.takes(NOW):
        filters = next(i.filters for i in tape.instruments() if i.symbol == take.candle.symbol)
        assert take.candle.open % filters.tick == 0
        assert take.candle.volume % filters.step == 0


def test_a_seed_is_a_market_and_another_seed_another() -> None:
    assert past(BTC, Timeframe.M1, 1) == past(BTC, Timeframe.M1, 1)
    assert past(BTC, Timeframe.M1, 1) != past(BTC, Timeframe.M1, 1, seed=2)


def test_time_goes_on_without_a_jump_over_midnight() -> None:
    minutes = past(BTC, Timeframe.M1, 2)

    assert all(a.close_time == b.open_time and a.close == b.open for a, b in pairwise(minutes))


@pytest.mark.parametrize("timeframe", [Timeframe.M5, Timeframe.M15, Timeframe.H1, Timeframe.H4, Timeframe.D1])
def test_longer_candles_are_the_minutes_merged(timeframe: Timeframe) -> None:
    tape = SimulatedTape(1)
    since = Timeframe.D1.floor(NOW) - timedelta(days=2)
    minutes = tape.history(ETH, Timeframe.M1, since, NOW)

    assert list(tape.history(ETH, timeframe, since, NOW)) == list(resample(minutes, timeframe))


def test_history_is_closed_and_within_what_was_asked() -> None:
    candles = SimulatedTape(1).history(BTC, Timeframe.M15, NOW - timedelta(hours=2), NOW)

    assert candles[0].open_time == Timeframe.M15.floor(NOW - timedelta(hours=2))
    assert candles[-1].close_time == Timeframe.M15.floor(NOW)


def test_prices_wander_within_reach_of_their_base_over_years() -> None:
    days = past(BTC, Timeframe.D1, 700)

    assert all(candle.low > 40_000 and candle.high < 230_000 for candle in days)


def test_a_day_moves_as_much_as_a_coin_does_and_volatility_clusters() -> None:
    daily = pstdev(returns(past(BTC, Timeframe.D1, 365)))
    quarters = [abs(r) for r in returns(past(BTC, Timeframe.M15, 60))]

    assert 0.012 < daily < 0.045
    assert correlation(quarters[1:], quarters[:-1]) > 0.1


def test_pairs_move_together_but_not_in_step() -> None:
    together = correlation(returns(past(BTC, Timeframe.H1, 30)), returns(past(ETH, Timeframe.H1, 30)))

    assert 0.4 < together < 0.97


def test_an_unknown_pair_has_no_history() -> None:
    with pytest.raises(NotFoundError, match="the simulated market has no FOO/USDT"):
        SimulatedTape(1).history(Symbol.parse("FOO/USDT"), Timeframe.M1, NOW, NOW)
