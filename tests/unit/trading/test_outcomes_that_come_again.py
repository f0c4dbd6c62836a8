"""What provably never reached the venue's book, and a replace of which only the cancel did."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.trading.dispatch import Replace, Submit, SubmitList
from domain.trading.order import OrderRole, OrderStatus
from domain.trading.position import CloseReason, PositionStatus
from domain.trading.use_cases.protect_position import Protection
from domain.trading.venue import CancelledOnly, NotSent, Outcome, ProvenReject
from tests.fakes.trading_desk import TENANT, TradingDesk

LIMITED = NotSent(code="RATE_LIMITED", sentence="no room this minute", retry_after_s=7)
SKEWED = ProvenReject(code="CLOCK_SKEW", sentence="the clock was wrong", passing=True)


@pytest.mark.parametrize("outcome", [LIMITED, SKEWED])
async def test_what_was_not_sent_is_an_intent_again_and_leaves_later_under_its_own_id(outcome: Outcome) -> None:
    desk = TradingDesk()
    await desk.executed()
    (first,) = await desk.dispatch(outcome)
    assert {o.status for o in desk.store.orders.values()} == {OrderStatus.INTENT}
    (second,) = await desk.dispatch()
    assert isinstance(first, SubmitList)
    assert first == second
    assert {o.status for o in desk.store.orders.values()} == {OrderStatus.OPEN}


async def test_waiting_for_the_same_reason_is_told_once() -> None:
    desk = TradingDesk()
    await desk.executed()
    for _ in range(5):
        await desk.dispatch(LIMITED)
    assert desk.store.kinds().count("order.delayed") == 1


async def test_an_entry_that_could_not_leave_for_too_long_is_not_sent_any_more() -> None:
    desk = TradingDesk()
    await desk.executed()
    await desk.dispatch(LIMITED)
    desk.wall.advance(timedelta(seconds=31).total_seconds())
    assert await desk.dispatch() == []
    assert {o.status for o in desk.store.orders.values()} == {OrderStatus.DENIED}
    assert desk.position.close_reason is CloseReason.NOT_FILLED


async def test_a_replace_that_only_cancelled_leaves_the_position_to_be_protected_at_once() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.tighten_stop(desk.trader, position.id, "43200")
    (sent,) = await desk.dispatch(CancelledOnly(code="LOT_SIZE", sentence="refused"))
    assert isinstance(sent, Replace)
    assert desk.store.orders[sent.old_id].status is OrderStatus.CANCELLED
    assert desk.store.orders[sent.order_id].status is OrderStatus.REJECTED
    assert desk.position.status is PositionStatus.PROTECTING
    again = desk.working(OrderRole.STOP)
    assert (again.status, again.stop, again.replaces) == (OrderStatus.INTENT, position.initial_stop, None)
    assert await desk.protect_position(TENANT, position.id) is Protection.WAITING


async def test_a_replace_that_only_cancelled_for_a_passing_reason_places_the_new_stop_by_itself() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.tighten_stop(desk.trader, position.id, "43200")
    await desk.dispatch(CancelledOnly(code="RATE_LIMITED", sentence="later", passing=True))
    assert desk.position.status is PositionStatus.PROTECTING
    (again,) = await desk.dispatch()
    assert isinstance(again, Submit)
    stop = desk.working(OrderRole.STOP)
    assert (again.order_id, stop.status) == (stop.id, OrderStatus.OPEN)
    assert desk.position.status is PositionStatus.ACTIVE
