"""A stream that lives and does not tell what answers tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from adapters.venues.ccxt_venue.hearing import Hearing
from domain.shared.ids import ClientOrderId, VenueOrderId
from domain.shared.money import Quantity
from domain.shared.symbol import Symbol
from domain.trading.order import OrderSide, OrderStatus
from domain.trading.venue import OrderReport

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
MINE = ClientOrderId("rb1")


class Clock:
    at = 0.0

    def __call__(self) -> float:
        return self.at


def told(status: OrderStatus, filled: str = "0", after_s: float = 1) -> OrderReport:
    return OrderReport(
        client_order_id=MINE,
        venue_order_id=VenueOrderId("1"),
        symbol=Symbol.parse("BTC/USDT"),
        side=OrderSide.BUY,
        status=status,
        quantity=Quantity("1"),
        filled=Quantity(filled),
        at=SINCE + timedelta(seconds=after_s),
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hearing(clock: Clock) -> Hearing:
    begun = Hearing(clock, patience_s=5)
    begun.begin(SINCE)
    return begun


def test_an_acknowledged_order_must_be_told_of_in_time(hearing: Hearing, clock: Clock) -> None:
    hearing.acknowledged(MINE)
    clock.at = 4.9
    assert hearing.overdue() is None
    clock.at = 5.1
    assert hearing.overdue() == MINE


def test_what_was_told_before_the_acknowledgement_is_not_waited_for(hearing: Hearing, clock: Clock) -> None:
    hearing.heard(told(OrderStatus.OPEN))
    hearing.acknowledged(MINE)
    clock.at = 60
    assert hearing.overdue() is None
    assert list(hearing.working()) == [MINE]


@pytest.mark.parametrize(
    "newer", [told(OrderStatus.PARTIALLY_FILLED, "0.4"), told(OrderStatus.CANCELLED), told(OrderStatus.FILLED, "1")]
)
def test_an_answer_ahead_of_the_stream_must_be_caught_up_with(
    hearing: Hearing, clock: Clock, newer: OrderReport
) -> None:
    hearing.heard(told(OrderStatus.OPEN))
    hearing.answered(newer)
    clock.at = 3
    hearing.answered(newer)
    clock.at = 5.1
    assert hearing.overdue() == MINE
    hearing.heard(newer)
    assert hearing.overdue() is None


def test_an_answer_about_what_was_before_the_stream_proves_nothing_about_it(hearing: Hearing, clock: Clock) -> None:
    hearing.answered(told(OrderStatus.OPEN, after_s=-1))
    clock.at = 60
    assert hearing.overdue() is None


def test_nothing_is_due_while_the_stream_is_not_live(hearing: Hearing, clock: Clock) -> None:
    hearing.acknowledged(MINE)
    hearing.begin(None)
    hearing.answered(told(OrderStatus.FILLED, "1"))
    hearing.acknowledged(MINE)
    clock.at = 60
    assert hearing.overdue() is None
