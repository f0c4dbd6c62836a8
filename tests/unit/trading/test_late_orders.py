"""How long a miss proves nothing is the venue's own figure; what turns up after all is never held beside another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from domain.trading.account import AccountKind, VenueName
from domain.trading.dispatch import Cancel, Replace, Submit
from domain.trading.order import Order, OrderRole, OrderStatus, OrderType
from domain.trading.position import CloseReason, Position, PositionStatus
from domain.trading.venue import ProvenReject
from tests.fakes.market_view import BTC
from tests.fakes.trading_desk import ACCOUNT, TENANT
from tests.unit.trading.test_reconcile_account import ReconcilingDesk


@pytest.fixture
async def desk() -> ReconcilingDesk:
    """A desk at a real venue whose entry was being sent when the engine stopped."""
    desk = ReconcilingDesk()
    await desk.executed()
    await desk.begin()
    desk.store.put(replace(desk.account, kind=AccountKind.TESTNET, venue=VenueName.BINANCE))
    await desk.reconcile()
    return desk


@pytest.fixture
async def beside(desk: ReconcilingDesk) -> ReconcilingDesk:
    """The same desk: the entry was given up, and another position on the pair is open and protected."""
    for pause in (46, 2):
        desk.wall.advance(pause)
        await desk.reconcile()
    assert desk.entry.status is OrderStatus.REJECTED
    desk.store.put(replace(desk.account, kind=AccountKind.PAPER, venue=VenueName.PAPER))
    await desk.executed(BTC)
    await desk.begin()
    second = desk.orders(OrderRole.ENTRY)[1]
    desk.tell_venue(second, OrderStatus.FILLED, second.quantity)
    desk.tell_venue(desk.orders(OrderRole.STOP)[1], OrderStatus.OPEN)
    desk.traded(second, "43600")
    await desk.reconcile()
    assert _of(desk, second).status is PositionStatus.ACTIVE
    return desk


async def test_an_order_not_found_for_thirty_seconds_is_still_unknown_at_a_real_venue(desk: ReconcilingDesk) -> None:
    assert desk.entry.doubted_at is not None
    assert desk.entry.absent_from == desk.entry.doubted_at + timedelta(seconds=45)
    for pause in (11, 19, 14):
        desk.wall.advance(pause)
        await desk.reconcile()
    assert (desk.entry.status, desk.entry.asked) == (OrderStatus.UNKNOWN, 4)
    desk.tell_venue(desk.entry, OrderStatus.FILLED, desk.entry.quantity)
    desk.tell_venue(desk.stop, OrderStatus.OPEN)
    desk.traded(desk.entry, "43600")
    await desk.reconcile()
    assert desk.position.status is PositionStatus.ACTIVE
    assert desk.entry.absent_from is None


async def test_a_late_entry_that_works_beside_another_position_is_cancelled(beside: ReconcilingDesk) -> None:
    first = beside.entry
    beside.tell_venue(first, OrderStatus.OPEN)
    await beside.reconcile()
    assert _of(beside, first).late
    assert beside.store.kinds().count("position.late") == 1
    assert [d.order_id for d in await beside.begin() if isinstance(d, Cancel)] == [first.id]
    beside.tell_venue(first, OrderStatus.CANCELLED)
    await beside.reconcile()
    assert _of(beside, first).status is PositionStatus.CLOSED
    assert _of(beside, beside.orders(OrderRole.ENTRY)[1]).status is PositionStatus.ACTIVE


async def test_a_late_entry_that_traded_in_part_beside_another_position_is_cancelled_too(
    beside: ReconcilingDesk,
) -> None:
    first, part = beside.entry, beside.filters_floor(beside.entry.quantity / 2)
    beside.tell_venue(first, OrderStatus.PARTIALLY_FILLED, part)
    beside.traded(first, "43600", part)
    await beside.reconcile()
    assert [d.order_id for d in await beside.begin() if isinstance(d, Cancel)] == [first.id]


async def test_what_a_late_list_bought_beside_another_position_is_sold_in_its_stops_place(
    beside: ReconcilingDesk,
) -> None:
    first, stop = beside.entry, beside.stop
    _filled_late(beside, first, stop)
    await beside.reconcile()
    (dispatch,) = await beside.begin()
    assert isinstance(dispatch, Replace)
    assert (dispatch.old_id, dispatch.request.type) == (stop.id, OrderType.MARKET)
    exit_order = beside.orders(OrderRole.EXIT)[0]
    beside.tell_venue(stop, OrderStatus.CANCELLED)
    beside.tell_venue(exit_order, OrderStatus.FILLED, exit_order.quantity)
    beside.traded(exit_order, "43610")
    await beside.doubt_sending(TENANT, ACCOUNT)
    await beside.reconcile()
    sold = _of(beside, first)
    assert (sold.status, sold.close_reason) == (PositionStatus.CLOSED, CloseReason.LATE)


async def test_a_late_position_whose_sale_is_refused_again_and_again_stays_protected(beside: ReconcilingDesk) -> None:
    first, stop = beside.entry, beside.stop
    _filled_late(beside, first, stop)
    await beside.reconcile()
    sent = 0
    while dispatches := await beside.begin():
        for dispatch in dispatches:
            assert isinstance(dispatch, Replace | Submit)
            await beside.apply_outcome(TENANT, ACCOUNT, dispatch, ProvenReject(code="NO_FUNDS", sentence="no"))
            sent += 1
    assert sent == 3
    kept = _of(beside, first)
    assert (kept.status, kept.stop_order_id, kept.close_reason) == (PositionStatus.ACTIVE, stop.id, None)
    assert kept.unprotected_s == Decimal(0)


def _filled_late(desk: ReconcilingDesk, entry: Order, stop: Order) -> None:
    desk.tell_venue(entry, OrderStatus.FILLED, entry.quantity)
    desk.tell_venue(stop, OrderStatus.OPEN)
    desk.traded(entry, "43600")


def _of(desk: ReconcilingDesk, order: Order) -> Position:
    assert order.position_id is not None
    return desk.store.positions[order.position_id]
