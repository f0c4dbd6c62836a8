"""The default gates must let a sensible trader trade: hourly plans on real candles, on a fresh account."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from adapters.marketdata.history_reader import read_history
from adapters.marketdata.instruments import instrument_of
from bench.hourly_plans import simulate
from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Instrument
from domain.marketdata.market import Side
from tests.paths import BTC_MINUTES, real_data

if not real_data():
    pytest.skip("the recorded market data is not beside this checkout", allow_module_level=True)


@pytest.fixture(scope="module")
def january() -> tuple[Sequence[Candle], Instrument]:
    history = read_history(BTC_MINUTES)
    return [history.candle(i) for i in range(len(history))], instrument_of(history)


@pytest.mark.parametrize("side", Side)
def test_more_than_nine_in_ten_hourly_plans_pass_the_default_gates(
    january: tuple[Sequence[Candle], Instrument], side: Side, capsys: pytest.CaptureFixture[str]
) -> None:
    minutes, instrument = january
    approvals = simulate(minutes, instrument, side)
    with capsys.disabled():
        print(f"\n{approvals.report()}")
    assert approvals.plans > 480
    assert approvals.share > Decimal("0.9"), approvals.all_denials
