"""A part is sold behind a smaller stop; when the sale does not happen, the stop covers everything again."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.shared.money import Price
from domain.trading.order import Order, OrderRole, OrderStatus
from domain.trading.position import Position, PositionStatus
from domain.trading.venue import ProvenReject
from tests.fakes.trading_desk import TradingDesk


async def half_closing() -> tuple[TradingDesk, Position, Order]:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.close_position(desk.trader, position.id, "0.5")
    return desk, position, desk.working(OrderRole.EXIT)


async def covered(desk: TradingDesk) -> tuple[Decimal, Price | None]:
    while await desk.dispatch():
        pass
    stop = desk.working(OrderRole.STOP)
    return stop.quantity, stop.stop


@pytest.mark.parametrize("after", [0, 1], ids=["before the stop moved", "after the stop moved"])
async def test_a_part_whose_sale_the_trader_takes_back_is_covered_again(after: int) -> None:
    desk, position, sale = await half_closing()
    for _ in range(after):
        await desk.dispatch()

    await desk.cancel_order(desk.trader, sale.id)

    assert await covered(desk) == (position.quantity, position.stop)
    assert desk.position.status is PositionStatus.ACTIVE


async def test_a_part_whose_sale_the_venue_refuses_is_covered_again() -> None:
    desk, position, _ = await half_closing()
    await desk.dispatch()
    await desk.dispatch(ProvenReject(code="INSUFFICIENT_BALANCE", sentence="not enough"))

    assert await covered(desk) == (position.quantity, position.stop)


async def test_what_a_sale_could_not_sell_is_covered_again() -> None:
    desk, position, sale = await half_closing()
    await desk.dispatch()
    await desk.dispatch()
    sold = Decimal("0.02")
    await desk.trade(sale, str(sold), "43600")
    await desk.told(sale, OrderStatus.EXPIRED, filled=str(sold))

    assert await covered(desk) == (position.quantity - sold, position.stop)
