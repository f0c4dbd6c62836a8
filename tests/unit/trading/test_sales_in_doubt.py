"""A sale of unknown outcome: what it may have left unsold is covered again, and nothing can be sold twice."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.shared.ids import VenueOrderId
from domain.trading.dispatch import Dispatch, Replace, Submit
from domain.trading.doubt import missed
from domain.trading.order import Order, OrderRole, OrderStatus
from domain.trading.position import PositionStatus
from domain.trading.transitions import ORDER_ENDED
from domain.trading.use_cases.protect_position import Protection
from domain.trading.venue import Acknowledged, CancelledOnly, Outcome, OutcomeUnknown, ProvenReject
from domain.trading.venue_facts import CAPABILITIES
from tests.fakes.trading_desk import ACCOUNT, TENANT, TradingDesk, free_desk

UNKNOWN = OutcomeUnknown(cause="the answer was lost")
NOT_ENOUGH = "INSUFFICIENT_BALANCE", "not enough is free"


class DoubtingDesk(TradingDesk):
    def __init__(self) -> None:
        super().__init__(free_desk().account)

    async def half_in_doubt(self) -> Order:
        await self.opened()
        await self.close_position(self.trader, self.position.id, "0.5")
        await self.dispatch()
        await self.dispatch(UNKNOWN)
        return self.working(OrderRole.EXIT)

    def asked_in_vain(self, order: Order) -> None:
        """Let the venue answer that it does not know an order."""
        present, window = self.store.orders[order.id], CAPABILITIES[self.account.venue].absence_window
        self.store.orders[order.id] = missed(present, self.wall.now(), window)

    def later(self, seconds: float) -> None:
        for clock in (self.wall, self.market):
            clock.advance(seconds)

    async def looked_after(self) -> Protection:
        return await self.protect_position(TENANT, self.position.id)


async def test_half_a_position_whose_sale_never_arrived_is_covered_again_after_two_seconds() -> None:
    desk = DoubtingDesk()
    sale = await desk.half_in_doubt()
    whole, smaller = desk.position.quantity, desk.working(OrderRole.STOP)
    assert smaller.quantity + sale.quantity == whole

    desk.later(3)
    assert await desk.looked_after() is Protection.SAFE, "the venue was not asked yet"
    desk.asked_in_vain(sale)
    assert await desk.looked_after() is Protection.COVERED_AGAIN
    assert await desk.looked_after() is Protection.SAFE
    (sent,) = await desk.dispatch()

    assert isinstance(sent, Replace) and sent.old_id == smaller.id
    assert desk.working(OrderRole.STOP).quantity == whole
    assert desk.working(OrderRole.STOP).stop == smaller.stop
    assert desk.position.status is PositionStatus.ACTIVE


async def test_a_first_miss_within_two_seconds_moves_no_stop() -> None:
    desk = DoubtingDesk()
    desk.asked_in_vain(await desk.half_in_doubt())
    desk.later(1)

    assert await desk.looked_after() is Protection.SAFE


async def test_what_is_proven_absent_after_it_was_covered_again_moves_the_stop_no_more() -> None:
    desk = DoubtingDesk()
    sale = await desk.half_in_doubt()
    desk.later(3)
    desk.asked_in_vain(sale)
    await desk.looked_after()
    await desk.dispatch()

    await desk.told(sale, OrderStatus.REJECTED)

    assert await desk.dispatch() == []
    assert desk.working(OrderRole.STOP).quantity == desk.position.quantity


async def test_where_the_sale_had_arrived_the_rest_is_protected_at_once_and_the_whole_is_not_tried_again() -> None:
    desk = DoubtingDesk()
    sale = await desk.half_in_doubt()
    desk.later(3)
    desk.asked_in_vain(sale)
    await desk.looked_after()

    await desk.dispatch(CancelledOnly(code=NOT_ENOUGH[0], sentence=NOT_ENOUGH[1]))
    (sent,) = await desk.dispatch()
    desk.later(2)

    assert isinstance(sent, Submit)
    assert sent.request.quantity == desk.position.quantity - sale.quantity
    assert await desk.looked_after() is Protection.SAFE
    await desk.trade(sale, str(sale.quantity), "43600")
    assert await desk.dispatch() == []
    assert desk.working(OrderRole.STOP).quantity == desk.position.quantity


async def test_a_stop_for_the_whole_becomes_smaller_when_the_sale_was_carried_out_after_all() -> None:
    desk = DoubtingDesk()
    sale = await desk.half_in_doubt()
    desk.later(3)
    desk.asked_in_vain(sale)
    await desk.looked_after()
    await desk.dispatch()

    await desk.trade(sale, str(sale.quantity), "43600")
    (sent,) = await desk.dispatch()

    assert isinstance(sent, Replace)
    assert desk.working(OrderRole.STOP).quantity == desk.position.quantity


async def test_a_whole_position_whose_stop_is_gone_while_its_exit_is_in_doubt_gets_a_stop_again() -> None:
    desk = DoubtingDesk()
    await desk.opened()
    stop = desk.working(OrderRole.STOP)
    await desk.close_position(desk.trader, desk.position.id)
    await desk.dispatch(UNKNOWN)
    await desk.told(stop, OrderStatus.CANCELLED)
    assert desk.position.status is PositionStatus.EXITING
    desk.later(3)
    desk.asked_in_vain(desk.working(OrderRole.EXIT))

    assert await desk.looked_after() is Protection.COVERED_AGAIN
    (sent,) = await desk.dispatch()

    assert isinstance(sent, Submit)
    assert desk.working(OrderRole.STOP).quantity == desk.position.quantity


async def test_a_whole_position_whose_stop_still_rests_waits_for_the_truth_about_its_exit() -> None:
    desk = DoubtingDesk()
    await desk.opened()
    await desk.close_position(desk.trader, desk.position.id)
    await desk.dispatch(UNKNOWN)
    desk.later(3)
    desk.asked_in_vain(desk.working(OrderRole.EXIT))

    assert await desk.looked_after() is Protection.SAFE


async def test_a_stop_that_vanishes_while_a_part_is_being_sold_comes_back_for_what_surely_stays() -> None:
    desk = DoubtingDesk()
    sale = await desk.half_in_doubt()

    await desk.told(desk.working(OrderRole.STOP), OrderStatus.CANCELLED, reason="by somebody at the venue")
    (sent,) = await desk.dispatch()

    assert isinstance(sent, Submit)
    assert sent.request.quantity == desk.position.quantity - sale.quantity


async def test_a_part_that_waits_for_a_lost_stop_gives_way_to_the_sale_of_everything() -> None:
    desk = DoubtingDesk()
    await desk.opened()
    old = desk.working(OrderRole.STOP)
    await desk.close_position(desk.trader, desk.position.id, "0.5")
    await desk.dispatch(UNKNOWN)
    await desk.told(old, OrderStatus.CANCELLED)
    desk.later(4)

    assert await desk.looked_after() is Protection.FLATTENED
    (sent,) = await desk.dispatch()

    assert isinstance(sent, Submit)
    assert sent.request.quantity == desk.position.quantity


class LockingVenue:
    """A venue that holds what was bought and lets nobody sell what a stop has locked."""

    def __init__(self, held: Decimal, stop: Order) -> None:
        self.held = held
        self.stops = {stop.id: stop.quantity}
        self.sold: dict[object, Decimal] = {}

    @property
    def free(self) -> Decimal:
        return self.held - sum(self.stops.values(), Decimal(0))

    def carry(self, dispatch: Dispatch) -> Outcome:
        assert isinstance(dispatch, Submit | Replace)
        if isinstance(dispatch, Replace):
            del self.stops[dispatch.old_id]
        if dispatch.request.quantity > self.free:
            refusal = CancelledOnly if isinstance(dispatch, Replace) else ProvenReject
            return refusal(code=NOT_ENOUGH[0], sentence=NOT_ENOUGH[1])
        if dispatch.request.role is OrderRole.STOP:
            self.stops[dispatch.order_id] = dispatch.request.quantity
        else:
            self.held -= dispatch.request.quantity
            self.sold[dispatch.order_id] = dispatch.request.quantity
        return Acknowledged(venue_order_ids=(VenueOrderId(str(dispatch.order_id)),))


ARRIVES = ("before the question, and is not shown", "never", "while the stop moves", "after the stop has moved")


@pytest.mark.parametrize("share", ["0.25", "0.5", "0.75"])
@pytest.mark.parametrize("arrives", ARRIVES)
async def test_whenever_the_sale_arrives_nothing_is_oversold_and_all_that_is_held_is_covered(
    arrives: str, share: str
) -> None:
    desk = DoubtingDesk()
    await desk.opened()
    venue = LockingVenue(desk.position.quantity, desk.working(OrderRole.STOP))
    await desk.close_position(desk.trader, desk.position.id, share)
    await _carried(desk, venue)
    (sale,) = await desk.begin_sending(TENANT, ACCOUNT, 1)
    await desk.apply_outcome(TENANT, ACCOUNT, sale, UNKNOWN)
    asked = desk.working(OrderRole.EXIT)

    if arrives == ARRIVES[0]:
        venue.carry(sale)
    desk.later(3)
    desk.asked_in_vain(asked)
    await desk.looked_after()
    if arrives == ARRIVES[2]:
        venue.carry(sale)
    while await _carried(desk, venue):
        pass
    if arrives == ARRIVES[3]:
        assert isinstance(venue.carry(sale), ProvenReject)
    assert sum(venue.stops.values()) == venue.held, "all of it is covered while the sale is in doubt"

    if asked.id in venue.sold:
        await desk.trade(asked, str(asked.quantity), "43600")
    else:
        await desk.told(asked, OrderStatus.REJECTED)
    while await _carried(desk, venue):
        pass
    working = [o.quantity for o in desk.orders(OrderRole.STOP) if o.status not in ORDER_ENDED]
    assert working == [venue.held] == [desk.position.quantity] == list(venue.stops.values())


async def _carried(desk: TradingDesk, venue: LockingVenue) -> bool:
    """Carry the next thing due to the venue; False when nothing is."""
    sent = await desk.begin_sending(TENANT, ACCOUNT, 1)
    for dispatch in sent:
        outcome = venue.carry(dispatch)
        await desk.apply_outcome(TENANT, ACCOUNT, dispatch, outcome)
        if isinstance(outcome, Acknowledged) and (sale := _sale(desk, dispatch)) is not None:
            await desk.trade(sale, str(sale.quantity), "43600")
    return bool(sent)


def _sale(desk: TradingDesk, dispatch: Dispatch) -> Order | None:
    (order_id,) = dispatch.order_ids
    order = desk.store.orders[order_id]
    return order if order.role is OrderRole.EXIT else None
