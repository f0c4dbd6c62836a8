"""The stop: trailing, tightening, missing, refused, and the second line behind it."""

from __future__ import annotations

import pytest

from domain.shared.errors import InvalidInputError
from domain.shared.money import Price
from domain.trading.dispatch import Replace, Submit
from domain.trading.order import OrderRole, OrderStatus
from domain.trading.plan import PlanStatus
from domain.trading.position import CloseReason, PositionStatus
from domain.trading.use_cases.protect_position import Protection
from domain.trading.use_cases.watch_stop import Watched
from domain.trading.venue import OutcomeUnknown, ProvenReject
from tests.fakes.market_view import ADA, BNB, BTC, ETH, SOL
from tests.fakes.trading_desk import TENANT, TradingDesk


async def test_the_stop_trails_in_whole_spans_and_frees_the_budget_when_confirmed() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    assert position.span is not None and position.average_entry is not None
    one_span = Price(position.average_entry + position.span)

    assert await desk.trail_stop(TENANT, position.id, Price(one_span - 1)) is None
    order = await desk.trail_stop(TENANT, position.id, one_span)
    assert order is not None
    assert await desk.trail_stop(TENANT, position.id, one_span) is None
    assert desk.position.stop == position.initial_stop
    (sent,) = await desk.dispatch()

    moved = desk.position
    assert isinstance(sent, Replace)
    assert moved.stop == order.stop > position.average_entry
    assert [s.spans for s in moved.steps] == [0, 1]
    assert moved.stop_order_id == order.id
    assert desk.store.orders[sent.old_id].status is OrderStatus.CANCELLED
    assert "· frees " in desk.store.events[-1].sentence


async def test_a_refused_replacement_leaves_the_old_stop_in_force() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.tighten_stop(desk.trader, position.id, "43200")

    await desk.dispatch(ProvenReject(code="STOP_WOULD_TRIGGER", sentence="too near"))

    assert desk.position.status is PositionStatus.ACTIVE
    assert desk.position.stop == position.initial_stop


async def test_four_plans_fill_the_budget_and_break_even_on_one_admits_another() -> None:
    desk = TradingDesk()
    symbols = (BTC, ETH, SOL, BNB)
    positions = [await desk.opened(s, stop="41856") for s in symbols]
    refused = await desk.planned(ADA, stop="41856")
    assert "BUDGET_EXHAUSTED" in {d.code for d in refused.denials}
    first = positions[0]
    assert first.span is not None and first.average_entry is not None

    await desk.trail_stop(TENANT, first.id, Price(first.average_entry + first.span))
    await desk.dispatch()
    admitted = await desk.validated(ADA, stop="41856")

    assert refused.status is PlanStatus.DENIED
    assert "BUDGET_EXHAUSTED" not in {d.code for d in admitted.denials}


@pytest.mark.parametrize("bad", ["42000", "43600", "43599.999", "50000"])
async def test_a_stop_is_neither_loosened_nor_put_at_the_price(bad: str) -> None:
    desk = TradingDesk()
    position = await desk.opened()

    with pytest.raises(InvalidInputError) as caught:
        await desk.tighten_stop(desk.trader, position.id, bad if bad != "43599.999" else "43600.01")

    assert caught.value.field == "stop"
    assert len(desk.orders(OrderRole.STOP)) == 1


async def test_a_stop_that_vanished_at_the_venue_is_placed_again_at_once() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.told(desk.working(OrderRole.STOP), OrderStatus.CANCELLED, reason="by somebody at the venue")
    assert desk.position.status is PositionStatus.PROTECTING
    assert await desk.protect_position(TENANT, position.id) is Protection.WAITING

    await desk.dispatch()

    assert desk.position.status is PositionStatus.ACTIVE
    assert desk.working(OrderRole.STOP).stop == position.stop
    assert await desk.protect_position(TENANT, position.id) is Protection.SAFE


async def test_a_successor_places_the_stop_that_a_crash_left_missing() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.told(desk.working(OrderRole.STOP), OrderStatus.CANCELLED)
    del desk.store.orders[desk.working(OrderRole.STOP).id]

    assert await desk.protect_position(TENANT, position.id) is Protection.STOP_PLACED
    await desk.dispatch()

    assert desk.position.status is PositionStatus.ACTIVE


async def test_where_the_venue_has_no_lists_the_stop_follows_the_fill_at_once() -> None:
    desk = TradingDesk(lists=False)
    await desk.executed()
    (sent,) = await desk.dispatch()
    assert isinstance(sent, Submit)
    entry = desk.working(OrderRole.ENTRY)
    await desk.trade(entry, str(entry.quantity), "43600")
    assert desk.position.status is PositionStatus.PROTECTING
    desk.market.advance(1)

    await desk.dispatch()
    await desk.told(desk.working(OrderRole.STOP), OrderStatus.OPEN)

    assert desk.position.status is PositionStatus.ACTIVE
    assert desk.position.unprotected_s == 1


async def test_a_stop_the_venue_refuses_flattens_the_position() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.told(desk.working(OrderRole.STOP), OrderStatus.CANCELLED)
    await desk.dispatch(ProvenReject(code="STOP_WOULD_TRIGGER", sentence="price is through it"))

    assert await desk.protect_position(TENANT, position.id) is Protection.FLATTENED
    (sent,) = await desk.dispatch()
    leaving = desk.working(OrderRole.EXIT)
    await desk.trade(leaving, str(leaving.quantity), "43000")

    assert isinstance(sent, Submit)
    assert desk.position.close_reason is CloseReason.UNPROTECTED


async def test_a_stop_not_confirmed_in_time_flattens_the_position() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.told(desk.working(OrderRole.STOP), OrderStatus.CANCELLED)
    desk.wall.advance(6)

    assert await desk.protect_position(TENANT, position.id) is Protection.FLATTENED
    assert desk.position.status is PositionStatus.EXITING


async def test_a_gap_that_is_over_is_counted_once_whatever_is_told_of_its_orders_later() -> None:
    desk = TradingDesk(lists=False)
    await desk.executed()
    await desk.dispatch()
    entry = desk.working(OrderRole.ENTRY)
    await desk.trade(entry, str(entry.quantity), "43600", fee=str(entry.quantity / 1000), asset="BTC")
    await desk.dispatch(OutcomeUnknown(cause="the answer was lost"))
    stop = desk.working(OrderRole.STOP)
    for clock in (desk.wall, desk.market):
        clock.advance(4)
    assert await desk.protect_position(TENANT, desk.position.id) is Protection.FLATTENED
    await desk.dispatch()
    leaving = desk.working(OrderRole.EXIT)
    await desk.trade(leaving, str(leaving.quantity), "43500")
    assert (desk.position.status, desk.position.unprotected_s) == (PositionStatus.CLOSED, 4)
    assert desk.position.dust > 0

    for clock in (desk.wall, desk.market):
        clock.advance(40)
    await desk.told(stop, OrderStatus.REJECTED)

    assert (desk.position.unprotected_s, desk.position.exposed_since) == (4, None)


async def test_the_second_line_acts_at_once_where_no_stop_rests_and_after_a_grace_where_one_does() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    through = Price("42000")

    assert await desk.watch_stop(TENANT, position.id, Price("43600")) is Watched.HELD
    assert await desk.watch_stop(TENANT, position.id, through) is Watched.WAITING
    desk.wall.advance(2)
    assert await desk.watch_stop(TENANT, position.id, through) is Watched.LEFT
    (sent,) = await desk.dispatch()
    leaving = desk.working(OrderRole.EXIT)
    await desk.trade(leaving, str(leaving.quantity), "42000")

    assert isinstance(sent, Replace)
    assert desk.position.close_reason is CloseReason.STOPPED


async def test_the_second_line_does_nothing_on_stale_or_incredible_prices() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.told(desk.working(OrderRole.STOP), OrderStatus.CANCELLED)

    assert await desk.watch_stop(TENANT, position.id, Price("10000")) is Watched.DOUBTED
    desk.view.stale_s = 30
    assert await desk.watch_stop(TENANT, position.id, Price("42000")) is Watched.DOUBTED
    assert desk.orders(OrderRole.EXIT) == []


async def test_what_takes_the_stops_place_never_asks_for_the_fee_that_was_taken_in_base() -> None:
    desk = TradingDesk()
    plan = await desk.executed()
    await desk.dispatch()
    entry, stop = desk.working(OrderRole.ENTRY), desk.working(OrderRole.STOP)
    await desk.trade(entry, str(entry.quantity), "43600", fee=str(entry.quantity / 1000), asset="BTC")
    assert plan.quantity == stop.quantity > desk.position.quantity, "the venue has not told yet how it sized the stop"

    tighter = await desk.tighten_stop(desk.trader, desk.position.id, "43200")

    assert tighter.quantity <= desk.position.quantity
    await desk.dispatch(ProvenReject(code="STOP_WOULD_TRIGGER", sentence="too near"))
    await desk.close_position(desk.trader, desk.position.id, "0.5")
    smaller, half = (await desk.dispatch())[0], desk.orders(OrderRole.EXIT)[0]
    assert isinstance(smaller, Replace)
    assert smaller.request.quantity + half.quantity <= desk.position.quantity


async def test_a_missing_stop_and_the_exit_that_is_to_take_its_place_do_not_wait_for_each_other() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.told(desk.working(OrderRole.STOP), OrderStatus.REJECTED, reason="it would trigger at once")
    missing = desk.working(OrderRole.STOP)
    await desk.close_position(desk.trader, position.id)
    assert desk.working(OrderRole.EXIT).replaces == missing.id

    (stop,) = await desk.dispatch(ProvenReject(code="STOP_WOULD_TRIGGER", sentence="it would trigger at once"))
    (leaving,) = await desk.dispatch()

    assert isinstance(stop, Submit) and stop.order_id == missing.id
    assert isinstance(leaving, Submit) and leaving.request.role is OrderRole.EXIT
