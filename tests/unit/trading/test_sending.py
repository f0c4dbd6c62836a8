"""From intent to the venue and back: what leaves, what waits, what is refused, what each answer means."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from domain.shared.ids import VenueOrderId
from domain.shared.money import Price
from domain.trading.account import TradingState
from domain.trading.dispatch import Cancel, Replace, Submit, SubmitList
from domain.trading.order import Order, OrderRole, OrderStatus
from domain.trading.position import CloseReason, PositionStatus
from domain.trading.tickets import exit_ticket, stop_ticket
from domain.trading.use_cases.apply_outcome import ApplyOutcome
from domain.trading.use_cases.begin_sending import BeginSending
from domain.trading.venue import Acknowledged, OutcomeUnknown, ProvenReject
from tests.fakes.trading_desk import ACCOUNT, TENANT, TradingDesk

EPOCH = 3
REJECT = ProvenReject(code="INSUFFICIENT_BALANCE", sentence="not enough")


class SendingDesk(TradingDesk):
    def __init__(self) -> None:
        super().__init__()
        self.begin_sending = BeginSending(self.units, self.view, self.chronicle, self.aftermath)
        self.apply_outcome = ApplyOutcome(self.units, self.chronicle, self.aftermath)

    async def begin(self) -> list[Submit | SubmitList | Replace | Cancel]:
        return list(await self.begin_sending(TENANT, ACCOUNT, EPOCH))

    async def sent_and_acknowledged(self) -> SubmitList:
        await self.executed()
        (dispatch,) = await self.begin()
        assert isinstance(dispatch, SubmitList)
        await self.apply_outcome(TENANT, ACCOUNT, dispatch, acknowledged(dispatch))
        return dispatch

    def change(self, order: Order, **changes: object) -> Order:
        changed = replace(self.store.orders[order.id], **changes)
        self.store.put(changed)
        return changed


def acknowledged(dispatch: SubmitList | Submit | Replace) -> Acknowledged:
    return Acknowledged(venue_order_ids=tuple(VenueOrderId(f"v{i}") for i in range(len(dispatch.order_ids))))


@pytest.fixture
def desk() -> SendingDesk:
    return SendingDesk()


async def test_an_entry_leaves_with_its_stop_as_one_list_under_the_leaders_epoch(desk: SendingDesk) -> None:
    await desk.executed()
    (dispatch,) = await desk.begin()
    assert isinstance(dispatch, SubmitList)
    assert [o.role for o in dispatch.request.orders] == [OrderRole.ENTRY, OrderRole.STOP]
    assert {(o.status, o.epoch) for o in desk.store.orders.values()} == {(OrderStatus.SENDING, EPOCH)}


async def test_what_is_being_sent_is_never_handed_out_again(desk: SendingDesk) -> None:
    await desk.executed()
    assert await desk.begin()
    assert await desk.begin() == []


async def test_an_acknowledgement_opens_every_order_with_its_venue_id(desk: SendingDesk) -> None:
    dispatch = await desk.sent_and_acknowledged()
    orders = [desk.store.orders[i] for i in dispatch.order_ids]
    assert [o.status for o in orders] == [OrderStatus.OPEN, OrderStatus.OPEN]
    assert [o.venue_order_id for o in orders] == ["v0", "v1"]


async def test_a_proven_refusal_ends_the_position_unfilled(desk: SendingDesk) -> None:
    await desk.executed()
    (dispatch,) = await desk.begin()
    await desk.apply_outcome(TENANT, ACCOUNT, dispatch, REJECT)
    assert {o.status for o in desk.store.orders.values()} == {OrderStatus.REJECTED}
    assert desk.position.status is PositionStatus.CLOSED
    assert desk.position.close_reason is CloseReason.NOT_FILLED


async def test_an_unknown_outcome_stays_unknown_and_is_told(desk: SendingDesk) -> None:
    await desk.executed()
    (dispatch,) = await desk.begin()
    await desk.apply_outcome(TENANT, ACCOUNT, dispatch, OutcomeUnknown(cause="timed out"))
    assert {o.status for o in desk.store.orders.values()} == {OrderStatus.UNKNOWN}
    assert desk.position.status is PositionStatus.ARMED
    assert "order.unknown" in desk.store.kinds()


async def test_an_answer_that_comes_after_better_knowledge_changes_nothing(desk: SendingDesk) -> None:
    dispatch = await desk.sent_and_acknowledged()
    before = dict(desk.store.orders)
    await desk.apply_outcome(TENANT, ACCOUNT, dispatch, OutcomeUnknown(cause="late"))
    await desk.apply_outcome(TENANT, ACCOUNT, dispatch, REJECT)
    assert desk.store.orders == before


async def test_a_market_entry_that_could_not_leave_in_time_is_not_sent_any_more(desk: SendingDesk) -> None:
    await desk.executed()
    desk.wall.advance(31)
    assert await desk.begin() == []
    assert {o.status for o in desk.store.orders.values()} == {OrderStatus.DENIED}
    assert desk.position.status is PositionStatus.CLOSED
    assert "order.denied" in desk.store.kinds()


@pytest.mark.parametrize("state", [TradingState.REDUCING, TradingState.HALTED])
async def test_no_entry_leaves_an_account_that_may_not_add_exposure(desk: SendingDesk, state: TradingState) -> None:
    await desk.executed()
    desk.store.put(replace(desk.account, state=state))
    assert await desk.begin() == []
    assert {o.status for o in desk.store.orders.values()} == {OrderStatus.DENIED}


async def test_a_tighter_stop_replaces_the_resting_one(desk: SendingDesk) -> None:
    await desk.sent_and_acknowledged()
    old, new = await tighter(desk)
    (dispatch,) = await desk.begin()
    assert isinstance(dispatch, Replace)
    assert dispatch.old == old.client_order_id
    await desk.apply_outcome(TENANT, ACCOUNT, dispatch, acknowledged(dispatch))
    assert desk.store.orders[old.id].status is OrderStatus.CANCELLED
    assert desk.store.orders[new.id].status is OrderStatus.OPEN


async def test_a_refused_replacement_leaves_the_old_stop(desk: SendingDesk) -> None:
    await desk.sent_and_acknowledged()
    old, new = await tighter(desk)
    (dispatch,) = await desk.begin()
    await desk.apply_outcome(TENANT, ACCOUNT, dispatch, REJECT)
    assert desk.store.orders[old.id].status is OrderStatus.OPEN
    assert desk.store.orders[new.id].status is OrderStatus.REJECTED


async def test_an_exit_does_not_wait_for_a_stop_of_unknown_fate(desk: SendingDesk) -> None:
    await desk.sent_and_acknowledged()
    (stop,) = desk.orders(OrderRole.STOP)
    (entry,) = desk.orders(OrderRole.ENTRY)
    desk.change(entry, status=OrderStatus.FILLED, filled=entry.quantity, average=entry.limit)
    desk.change(stop, status=OrderStatus.UNKNOWN)
    async with desk.units(TENANT) as unit:
        account = await unit.accounts.get(ACCOUNT, lock=True)
        ticket = exit_ticket(desk.position, stop.quantity, expected=None, replaces=stop.id)
        await desk.place(unit, account, [ticket], "engine")
        await unit.commit()
    (dispatch,) = await desk.begin()
    assert isinstance(dispatch, Submit)
    assert dispatch.request.role is OrderRole.EXIT


@pytest.mark.parametrize("status", [OrderStatus.SENDING, OrderStatus.UNKNOWN])
async def test_a_replacement_waits_while_the_old_order_is_uncertain(desk: SendingDesk, status: OrderStatus) -> None:
    await desk.sent_and_acknowledged()
    old, _ = await tighter(desk)
    desk.change(old, status=status)
    assert await desk.begin() == []


async def test_a_replacement_of_a_cancelled_order_is_sent_plainly(desk: SendingDesk) -> None:
    await desk.sent_and_acknowledged()
    old, new = await tighter(desk)
    desk.change(old, status=OrderStatus.CANCELLED)
    (dispatch,) = await desk.begin()
    assert isinstance(dispatch, Submit)
    assert dispatch.order_id == new.id


async def test_a_replacement_of_a_filled_order_is_refused(desk: SendingDesk) -> None:
    await desk.sent_and_acknowledged()
    old, new = await tighter(desk)
    desk.change(old, status=OrderStatus.FILLED, filled=old.quantity, average=Price("42900"))
    assert await desk.begin() == []
    assert desk.store.orders[new.id].status is OrderStatus.DENIED


async def test_a_cancel_asked_for_goes_out_before_anything_else(desk: SendingDesk) -> None:
    await desk.sent_and_acknowledged()
    (entry,) = desk.orders(OrderRole.ENTRY)
    desk.change(entry, cancel_requested_at=desk.wall.now())
    (dispatch,) = await desk.begin()
    assert isinstance(dispatch, Cancel)
    assert dispatch.client_order_id == entry.client_order_id


async def test_an_intent_whose_cancel_was_asked_for_is_never_sent(desk: SendingDesk) -> None:
    await desk.executed()
    for order in list(desk.store.orders.values()):
        desk.change(order, cancel_requested_at=desk.wall.now())
    assert await desk.begin() == []
    assert {o.status for o in desk.store.orders.values()} == {OrderStatus.CANCELLED}


async def test_a_changed_tick_refuses_the_entry_instead_of_sending_it(desk: SendingDesk) -> None:
    await desk.executed()
    (entry,) = desk.orders(OrderRole.ENTRY)
    desk.change(entry, limit=Price(entry.limit + Decimal("0.001")))
    assert await desk.begin() == []
    assert "tick" in desk.store.orders[entry.id].reason


async def tighter(desk: SendingDesk) -> tuple[Order, Order]:
    (old,) = desk.orders(OrderRole.STOP)
    async with desk.units(TENANT) as unit:
        account = await unit.accounts.get(ACCOUNT, lock=True)
        ticket = stop_ticket(desk.position, old.quantity, Price(old.stop + 100), replaces=old.id)
        (new,) = await desk.place(unit, account, [ticket], "engine")
        await unit.commit()
    desk.wall.advance(timedelta(seconds=1).total_seconds())
    return old, new
