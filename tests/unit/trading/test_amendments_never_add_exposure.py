"""An amended entry takes the place of what is left of the old one; it never buys beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.shared.errors import ConflictError
from domain.shared.money import Quantity
from domain.trading.account import VenueName
from domain.trading.order import Order, OrderRole, OrderStatus
from domain.trading.position import PositionStatus
from tests.fakes.trading_desk import TradingDesk


async def amended() -> tuple[TradingDesk, Order, Order]:
    desk = TradingDesk()
    await desk.executed(entry="limit", limit="43300", stop="42500")
    await desk.dispatch()
    old = desk.working(OrderRole.ENTRY)
    return desk, old, await desk.amend_order(desk.trader, old.id, "43100")


async def test_an_entry_that_filled_before_its_amendment_left_is_not_bought_again() -> None:
    desk, old, new = await amended()
    await desk.trade(old, str(old.quantity), "43300")

    assert await desk.dispatch() == []
    assert desk.store.orders[new.id].status is OrderStatus.DENIED
    assert desk.position.quantity == old.quantity
    assert desk.position.status is PositionStatus.ACTIVE


async def test_what_the_old_entry_bought_meanwhile_is_not_bought_again() -> None:
    desk, old, new = await amended()
    await desk.trade(old, str(old.quantity / 2), "43300")

    assert await desk.dispatch() == []
    denied = desk.store.orders[new.id]
    assert (denied.status, "traded in the meantime" in denied.reason) == (OrderStatus.DENIED, True)
    again = await desk.amend_order(desk.trader, old.id, "43100")
    assert again.quantity == Quantity(old.quantity / 2)


@pytest.mark.parametrize("end", [OrderStatus.CANCELLED, OrderStatus.EXPIRED])
async def test_an_amendment_of_an_entry_that_has_ended_is_not_sent_without_its_stop(end: OrderStatus) -> None:
    desk, old, new = await amended()
    await desk.told(old, end)

    assert await desk.dispatch() == []
    assert desk.store.orders[new.id].status is OrderStatus.DENIED
    assert desk.position.status is PositionStatus.CLOSED


async def test_a_target_is_not_amended_where_that_would_take_the_stop_away() -> None:
    desk = TradingDesk()
    await desk.opened(exit_policy="target", targets=[{"price": "45000", "share": "1"}])
    target = desk.working(OrderRole.TARGET)
    desk.store.put(replace(desk.account, venue=VenueName.BINANCE))
    with pytest.raises(ConflictError, match="take the stop away"):
        await desk.amend_order(desk.trader, target.id, "45500")
    assert await desk.dispatch() == []
    desk.store.put(replace(desk.account, venue=VenueName.PAPER))
    assert (await desk.amend_order(desk.trader, target.id, "45500")).limit == 45500
