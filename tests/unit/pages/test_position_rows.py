"""A position's story and its line in the list, open and closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.shared.errors import InvalidInputError
from domain.trading.order import OrderRole, OrderStatus
from domain.trading.reads import PositionGroup
from robson_app.pages.position.picture import picture_row
from robson_app.pages.position.rows import StoryRow, story_row
from robson_app.pages.positions.address import Address
from robson_app.pages.positions.rows import listed_row
from tests.fakes.market_view import BTC, instrument
from tests.fakes.trading_desk import TradingDesk
from tests.unit.pages.telling import story_of

GRID = instrument(BTC)


async def _open(desk: TradingDesk) -> StoryRow:
    position = await desk.opened()
    await desk.told(desk.working(OrderRole.STOP), OrderStatus.OPEN)
    return story_row(await story_of(desk, position), GRID, desk.market.now(), desk.wall.now())


async def _stopped() -> TradingDesk:
    desk = TradingDesk()
    await desk.opened()
    stop = desk.working(OrderRole.STOP)
    await desk.told(stop, OrderStatus.OPEN)
    desk.market.advance(3720)
    await desk.trade(stop, str(stop.quantity), str(stop.stop), fee="1")
    return desk


async def test_an_open_position_tells_its_stop_and_the_rungs_ahead() -> None:
    row = await _open(TradingDesk())

    assert row.open
    assert row.settled
    assert row.status == "active · stop at venue"
    assert [rung.move for rung in row.ladder] == ["Initial", "+1 span", "+2 spans", "+3 spans"]
    assert [rung.ahead for rung in row.ladder] == [False, True, True, True]
    assert row.ladder[1].locks == "break-even"
    assert [line.name for line in row.lines][-1] == "Net so far"


async def test_a_position_says_what_is_being_done_about_an_order_of_unknown_fate() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.told(desk.working(OrderRole.STOP), OrderStatus.OPEN)
    stop, now = desk.working(OrderRole.STOP), desk.wall.now()
    moment = {"doubted_at": now, "absent_from": now + timedelta(seconds=45), "asked": 2, "asked_at": now}
    desk.store.put(replace(stop, status=OrderStatus.UNKNOWN, **moment))
    row = story_row(await story_of(desk, position), GRID, desk.market.now(), desk.wall.now())

    (doubt,) = row.doubts
    assert doubt.head == "BTC/USDT stop not confirmed"
    assert "venue asked 2 times" in doubt.detail
    assert "proven absent not before 14:00:45" in doubt.detail


async def test_a_stopped_position_tells_result_reason_and_costs_apart() -> None:
    desk = await _stopped()
    row = story_row(await story_of(desk, desk.position), GRID, desk.market.now(), desk.wall.now())

    assert not row.open
    assert (row.status, row.age, row.tone) == ("closed by its stop", "1 h 2 min", "down")
    assert row.result.startswith("−")
    assert row.lines[2].money == "−1.00"
    assert (row.lines[3].name, row.lines[3].strong) == ("Net", True)
    assert [fill.side for fill in row.fills] == ["buy · entry", "sell · stop"]
    assert all(not rung.ahead for rung in row.ladder)


async def test_the_time_line_knows_the_moment_before_each_and_shows_the_hash() -> None:
    row = await _open(TradingDesk())

    assert [fact.before for fact in row.facts] == ["", *(fact.iso for fact in row.facts[:-1])]
    assert row.facts[0].iso.startswith("2022-01-11T")
    assert row.facts[0].hash == "0" * 7
    assert row.facts[0].whole_hash.startswith("event 1: 0000")


async def test_the_chart_follows_an_open_position_and_frames_a_closed_one() -> None:
    desk = TradingDesk()
    opened = await desk.opened()
    live = picture_row(await story_of(desk, opened))
    assert (live.until, live.shown_from, live.timeframe) == (0, 0, "15m")
    assert live.stop

    desk = await _stopped()
    closed = picture_row(await story_of(desk, desk.position))
    assert closed.shown_from < closed.since < closed.until < closed.shown_to
    assert (closed.stop, closed.timeframe, [mark.label for mark in closed.marks]) == ("", "1m", ["exit"])
    assert [fill.buy for fill in closed.fills] == [True, False]


async def test_the_list_says_how_far_the_ladder_has_climbed() -> None:
    desk = TradingDesk()
    await desk.opened()
    await desk.told(desk.working(OrderRole.STOP), OrderStatus.OPEN)
    row = listed_row(desk.position, desk.account, GRID, desk.market.now())
    assert (row.ladder, row.ladder_tone, row.open) == ("initial · risks 1.0 R", "muted", True)

    desk = await _stopped()
    row = listed_row(desk.position, desk.account, GRID, desk.market.now())
    assert (row.words, row.open, row.tone) == ("closed by its stop", False, "down")


def test_the_lists_address_keeps_tab_and_page() -> None:
    address = Address.read({"group": "closed", "cursor": "abc"})

    assert address == Address(group=PositionGroup.CLOSED, cursor="abc")
    assert address.href == "/positions?group=closed&cursor=abc"
    with pytest.raises(InvalidInputError, match="group must be one of open, closed, all"):
        Address.read({"group": "sideways"})
