"""Closing whole or in part, and taking targets."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.shared.errors import ConflictError, InvalidInputError
from domain.shared.money import Price
from domain.trading.dispatch import Replace, Submit
from domain.trading.order import OrderRole, OrderStatus
from domain.trading.position import CloseReason, PositionStatus
from domain.trading.venue import ProvenReject
from tests.fakes.trading_desk import TENANT, TradingDesk, free_desk


async def test_closing_all_replaces_the_stop_by_a_market_exit() -> None:
    desk = free_desk()
    position = await desk.opened()
    old = desk.working(OrderRole.STOP)

    leaving = await desk.close_position(desk.trader, position.id)
    (sent,) = await desk.dispatch()
    order = desk.working(OrderRole.EXIT)
    await desk.trade(order, str(order.quantity), "44000")

    assert leaving.status is PositionStatus.EXITING
    assert isinstance(sent, Replace) and sent.old_id == old.id
    assert desk.position.close_reason is CloseReason.TRADER
    assert desk.position.gross == Decimal(400) * position.quantity


async def test_closing_twice_is_refused_the_second_time() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.close_position(desk.trader, position.id)

    with pytest.raises(ConflictError, match="being closed already"):
        await desk.close_position(desk.trader, position.id)

    assert len(desk.orders(OrderRole.EXIT)) == 1


async def test_a_refused_exit_leaves_the_position_active_and_it_can_be_asked_again() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.close_position(desk.trader, position.id)
    await desk.dispatch(ProvenReject(code="SYMBOL_HALTED", sentence="halted"))

    assert (desk.position.status, desk.position.close_reason) == (PositionStatus.ACTIVE, None)
    again = await desk.close_position(desk.trader, position.id)
    assert again.status is PositionStatus.EXITING


async def test_closing_half_makes_the_stop_smaller_before_it_sells() -> None:
    desk = free_desk()
    position = await desk.opened()
    whole = position.quantity

    await desk.close_position(desk.trader, position.id, "0.5")
    (first,) = await desk.dispatch()
    (second,) = await desk.dispatch()
    order = desk.working(OrderRole.EXIT)
    await desk.trade(order, str(order.quantity), "44000")

    assert isinstance(first, Replace) and isinstance(second, Submit)
    assert desk.position.status is PositionStatus.ACTIVE
    assert desk.position.quantity == whole - order.quantity
    assert desk.working(OrderRole.STOP).quantity == whole - order.quantity
    assert desk.position.net == Decimal(400) * order.quantity
    assert desk.account.realised == desk.position.net


@pytest.mark.parametrize("share", ["0", "-1", "1.1", "NaN", True, [1], "1e400", "０.５", "x" * 10_000, None])
async def test_a_share_that_is_none_is_refused_by_name(share: object) -> None:
    desk = TradingDesk()
    position = await desk.opened()

    with pytest.raises(InvalidInputError) as caught:
        await desk.close_position(desk.trader, position.id, share)

    assert caught.value.field == "share"


async def test_an_added_target_is_taken_when_its_price_trades() -> None:
    desk = free_desk()
    position = await desk.opened()
    await desk.add_target(desk.trader, position.id, "44500", "0.25")

    assert not await desk.take_targets(TENANT, position.id, Price("44499"))
    assert await desk.take_targets(TENANT, position.id, Price("44500"))
    assert not await desk.take_targets(TENANT, position.id, Price("44500"))
    await desk.dispatch()
    await desk.dispatch()
    order = desk.working(OrderRole.EXIT)
    await desk.trade(order, str(order.quantity), "44500")

    assert desk.position.targets[0].order_id == order.id
    assert desk.position.status is PositionStatus.ACTIVE
    assert "position.reduced" in desk.store.kinds()


async def test_a_resting_target_that_takes_all_closes_the_position() -> None:
    desk = TradingDesk()
    position = await desk.opened(exit_policy="target", targets=[{"price": "45000", "share": "1"}])
    target, stop = desk.working(OrderRole.TARGET), desk.working(OrderRole.STOP)

    await desk.trade(target, str(target.quantity), "45000")

    assert desk.position.close_reason is CloseReason.TARGET
    assert desk.store.orders[stop.id].cancel_requested_at is not None
    assert position.average_entry is not None


@pytest.mark.parametrize(
    ("price", "share", "field"),
    [("43000", "0.5", "price"), ("44500", "2", "share"), ("abc", "0.5", "price"), ("44500", "0.00001", "share")],
)
async def test_a_target_that_cannot_be_taken_is_refused(price: str, share: str, field: str) -> None:
    desk = TradingDesk()
    position = await desk.opened()

    with pytest.raises(InvalidInputError) as caught:
        await desk.add_target(desk.trader, position.id, price, share)

    assert caught.value.field == field
    assert desk.position.targets == ()


async def test_an_amended_target_stands_at_its_new_price_once_the_venue_has_confirmed_it() -> None:
    desk = free_desk()
    await desk.opened(exit_policy="target", targets=[{"price": "45000", "share": "1"}])
    old = desk.working(OrderRole.TARGET)

    new = await desk.amend_order(desk.trader, old.id, "44800")
    assert [(t.price, t.order_id) for t in desk.position.targets] == [(Price("45000"), old.id)]
    await desk.dispatch()
    assert [(t.price, t.order_id) for t in desk.position.targets] == [(Price("44800"), new.id)]

    again = await desk.amend_order(desk.trader, new.id, "44900")
    await desk.dispatch(ProvenReject(code="NOT_OPEN", sentence="gone"))
    assert desk.store.orders[again.id].status is OrderStatus.REJECTED
    assert [(t.price, t.order_id) for t in desk.position.targets] == [(Price("44800"), new.id)]
