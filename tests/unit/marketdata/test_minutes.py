"""Trades into minutes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.marketdata.market import Tick
from domain.marketdata.minutes import MinuteBuilder
from domain.shared.errors import InvalidInputError
from domain.shared.symbol import Symbol
from tests.unit.marketdata.making import BTC, MIDNIGHT, candle, figures, tick


def closed_by(builder: MinuteBuilder, *ticks: Tick) -> list[tuple[Decimal, ...]]:
    return [figures(c) for t in ticks for c in builder.add(t)]


def test_a_trade_of_the_next_minute_closes_the_one_before() -> None:
    builder = MinuteBuilder(BTC)

    closed = closed_by(
        builder, tick(0, 100, 1, 2), tick(20, 110, 2), tick(40, 90, 3), tick(59.9, 95, 4), tick(60, 96, 5)
    )

    assert closed == [(100, 110, 90, 95, 5)]
    assert builder.forming is not None and builder.forming.open == 96


def test_a_duplicate_changes_nothing_and_is_counted() -> None:
    builder = MinuteBuilder(BTC)

    closed_by(builder, tick(0, 100, 1), tick(1, 101, 2), tick(1, 101, 2), tick(2, 102, 1))

    assert builder.forming is not None
    assert figures(builder.forming) == (100, 101, 100, 101, 2)
    assert (builder.duplicates, builder.late) == (2, 0)


def test_a_late_trade_of_the_open_minute_widens_it_but_does_not_move_its_close() -> None:
    builder = MinuteBuilder(BTC)

    closed_by(builder, tick(0, 100, 1), tick(30, 105, 5), tick(10, 80, 3))

    assert builder.forming is not None
    assert figures(builder.forming) == (100, 105, 80, 105, 3)


def test_the_first_trade_arriving_late_becomes_the_open() -> None:
    builder = MinuteBuilder(BTC)

    closed_by(builder, tick(5, 100, 2), tick(0, 98, 1))

    assert builder.forming is not None and builder.forming.open == 98


def test_a_trade_of_a_closed_minute_is_late_and_dropped() -> None:
    builder = MinuteBuilder(BTC)
    closed_by(builder, tick(0, 100, 1), tick(61, 101, 3))

    assert closed_by(builder, tick(59, 50, 2)) == []
    assert builder.late == 1
    assert builder.forming is not None and builder.forming.low == 101


def test_a_time_without_trades_carries_the_close_forward() -> None:
    builder = MinuteBuilder(BTC)
    builder.add(tick(0, 100, 1))

    closed = builder.add(tick(180, 120, 2))

    assert [(c.close, c.volume, c.filled) for c in closed] == [(100, 1, False), (100, 0, True), (100, 0, True)]


def test_time_alone_closes_a_minute() -> None:
    builder = MinuteBuilder(BTC)
    builder.add(tick(0, 100, 1))

    assert builder.advance(MIDNIGHT + timedelta(seconds=59)) == []
    assert len(builder.advance(MIDNIGHT + timedelta(seconds=60))) == 1
    assert builder.forming is None
    assert [c.filled for c in builder.advance(MIDNIGHT + timedelta(seconds=150))] == [True]


def test_after_priming_the_gap_to_the_first_trade_is_filled() -> None:
    builder = MinuteBuilder(BTC)
    builder.prime(candle(0))

    closed = builder.add(tick(180, 120, 1))

    assert [(c.open, c.filled) for c in closed] == [(105, True), (105, True)]


def test_a_silence_of_more_than_a_week_is_not_filled() -> None:
    builder = MinuteBuilder(BTC)
    builder.prime(candle(0))

    assert builder.add(tick(8 * 86_400, 120, 1)) == []


def test_a_candle_from_the_source_replaces_the_minute_built_in_part() -> None:
    builder = MinuteBuilder(BTC)
    builder.add(tick(0, 100, 1))

    closed = builder.adopt(candle(0, (99, 130, 70, 101), 50))

    assert [figures(c) for c in closed] == [(99, 130, 70, 101, 50)]
    assert builder.forming is None
    assert builder.adopt(candle(0)) == ()


def test_a_resumed_minute_keeps_what_it_had() -> None:
    builder = MinuteBuilder(BTC)
    builder.resume(candle(0, (100, 110, 90, 105), 10))

    builder.add(tick(30, 120, 7))

    assert builder.forming is not None
    assert figures(builder.forming) == (100, 120, 90, 120, 11)


def test_a_trade_of_another_pair_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="BTC/USDT trade among ETH/USDT"):
        MinuteBuilder(Symbol.parse("ETH/USDT")).add(tick(0, 100, 1))


@given(st.permutations([tick(i * 6, 100 + (i * 37) % 11, i + 1, i) for i in range(10)]), st.data())
def test_within_a_minute_order_and_repetition_do_not_matter(arrivals: list[Tick], data: st.DataObject) -> None:
    ordered, shuffled = MinuteBuilder(BTC), MinuteBuilder(BTC)
    repeated = arrivals + data.draw(st.lists(st.sampled_from(arrivals), max_size=5))

    closed_by(ordered, *sorted(arrivals, key=lambda t: t.sequence))
    closed_by(shuffled, *repeated)

    assert shuffled.forming == ordered.forming
    assert shuffled.duplicates == len(repeated) - len(arrivals)
