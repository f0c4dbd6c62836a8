"""The blotter: what a row says and offers, and the address that keeps its filters."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.shared.errors import InvalidInputError
from domain.trading.order import Order, OrderRole, OrderStatus
from domain.trading.reads import OrderGroup, OrderSort
from robson_app.pages.orders.address import Address
from robson_app.pages.orders.rows import BlotterRow, blotter_row
from tests.fakes.trading_desk import TradingDesk


async def _orders() -> tuple[TradingDesk, Order, Order]:
    desk = TradingDesk()
    await desk.opened()
    stop = desk.working(OrderRole.STOP)
    entry = next(order for order in desk.store.orders.values() if order.role is OrderRole.ENTRY)
    return desk, entry, stop


async def _row(desk: TradingDesk, order: Order, **changes: object) -> BlotterRow:
    return blotter_row(replace(order, **changes), desk.view, desk.wall.now())


async def test_a_filled_entry_offers_nothing_and_tells_its_average_and_fees() -> None:
    desk, entry, _ = await _orders()
    row = await _row(desk, entry)

    assert (row.status, row.role, row.side) == ("filled", "entry", "buy")
    assert row.average != "—"
    assert not row.can_cancel
    assert not row.can_amend


async def test_a_resting_entry_can_be_cancelled_and_amended_but_a_stop_neither() -> None:
    desk, entry, stop = await _orders()
    resting = await _row(desk, entry, status=OrderStatus.OPEN)
    protecting = await _row(desk, stop, status=OrderStatus.OPEN)

    assert (resting.can_cancel, resting.can_amend) == (True, True)
    assert (protecting.can_cancel, protecting.can_amend) == (False, False)
    assert (resting.can_close, protecting.can_close) == (False, True)
    assert protecting.status == "open at the venue"


async def test_an_order_that_is_being_cancelled_says_so_and_offers_no_second_cancel() -> None:
    desk, entry, _ = await _orders()
    row = await _row(desk, entry, status=OrderStatus.OPEN, cancel_requested_at=desk.wall.now())

    assert (row.status, row.tone) == ("cancelling · asking the venue", "tag warn")
    assert not row.can_cancel


async def test_an_unknown_order_says_what_is_being_done_about_it() -> None:
    desk, entry, _ = await _orders()
    now = desk.wall.now()
    row = await _row(
        desk,
        entry,
        status=OrderStatus.UNKNOWN,
        asked=3,
        asked_at=now - timedelta(seconds=2),
        doubted_at=now,
        absent_from=now + timedelta(seconds=45),
    )

    assert (row.status, row.tone) == ("unknown", "tag warn")
    assert row.reason == (
        "venue asked 3 times, last 2 s ago; proven absent not before 14:00:45; nothing is resent, new entries on "
        "BTC/USDT are refused meanwhile"
    )


def test_an_address_survives_its_own_link() -> None:
    wanted = Address(group=OrderGroup.ALL, symbol="BTC/USDT", sort=OrderSort.SYMBOL, descending=False, cursor="abc")
    query = dict(part.split("=") for part in wanted.href.split("?")[1].split("&"))

    assert Address.read(query) == wanted


def test_a_column_chosen_twice_turns_its_order_round() -> None:
    once = Address().sorted_by(OrderSort.SYMBOL)

    assert not once.descending
    assert once.sorted_by(OrderSort.SYMBOL).descending
    assert not Address().sorted_by(OrderSort.TIME).descending


def test_another_tab_starts_at_its_first_page() -> None:
    assert Address(cursor="abc").show(OrderGroup.FILLED).cursor == ""


@pytest.mark.parametrize("query", [{"group": "none"}, {"sort": "price"}, {"symbol": "btc"}, {"symbol": "x" * 10_000}])
def test_an_address_that_asks_for_nonsense_is_refused_by_field(query: dict[str, str]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        Address.read(query)

    assert refused.value.field == next(iter(query))
