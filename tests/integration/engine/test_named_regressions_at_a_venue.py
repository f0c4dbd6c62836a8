"""What has cost traders of other products money or sleep, at the local venue through ccxt; named after the report."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.trading.order import OrderRole, OrderStatus
from domain.trading.position import CloseReason, PositionStatus
from tests.integration.engine.floor import until
from tests.integration.engine.venue_floor import PRICE, VenueFloor, VenueTrader

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_hummingbot_8457_orders_accepted_while_the_line_is_down_are_adopted(
    floor: VenueFloor, trader: VenueTrader
) -> None:
    fault = floor.venue.control.fault
    fault(method="POST", path="orderList/opo", account=trader.name, reply="reset", accepted=True)
    fault(method="GET", path="order", account=trader.name, reply="reset", times=4)
    plan, position = await trader.held()
    assert position.unprotected_s == 0
    assert floor.sent(trader) == {1}
    assert len(floor.resting(trader, "STOP_LOSS")) == 1
    assert (await trader.order_in(plan, OrderRole.STOP, OrderStatus.OPEN)).doubted_at is None


async def test_freqtrade_4403_an_order_not_found_at_start_up_stops_nothing_and_is_adopted_when_it_appears(
    floor: VenueFloor, trader: VenueTrader
) -> None:
    floor.venue.control.stream_fault(stream="user", action="mute", seconds=6, now=True)
    floor.venue.control.fault(
        method="POST", path="orderList/opo", account=trader.name, reply="reset", accepted=True, late_s=6
    )
    plan = await trader.executed()
    await trader.order_in(plan, OrderRole.ENTRY, OrderStatus.UNKNOWN, 10)
    await floor.restart()

    async def asked() -> bool | None:
        orders = await trader.orders(await trader.position_of(plan.id))
        entry = next(o for o in orders if o.role is OrderRole.ENTRY)
        assert entry.status is not OrderStatus.REJECTED
        return True if entry.asked or entry.filled else None

    await until(asked, 30)
    await trader.reached(plan, PositionStatus.ACTIVE, 30)
    assert floor.sent(trader) == {1}


async def test_octobot_3190_stop_and_target_lost_while_no_engine_ran_are_made_good(
    floor: VenueFloor, trader: VenueTrader
) -> None:
    target = {"exit_policy": "target", "targets": [{"price": "44600", "share": "1"}]}
    plan = await trader.executed(**target)
    await trader.reached(plan, PositionStatus.ACTIVE, 20)
    await floor.stop()
    async with floor.hand(trader) as own:
        await own.load_markets()
        await own.private_delete_openorders({"symbol": "BTCUSDT"})
    assert floor.resting(trader, "STOP_LOSS") == []
    await floor.start()

    async def stops() -> bool | None:
        return True if len(floor.resting(trader, "STOP_LOSS")) == 1 else None

    await until(stops, 30)
    await trader.reached(plan, PositionStatus.ACTIVE, 10)
    floor.move("44650")
    closed = await trader.reached(plan, PositionStatus.CLOSED, 30)
    assert closed.close_reason is CloseReason.TARGET
    assert floor.book(trader)["held"] == {} or Decimal(floor.book(trader)["held"]["BTCUSDT"]) < Decimal("0.0001")


async def test_nautilus_3104_a_long_lived_position_whose_entry_the_venue_forgot_does_not_block_a_restart(
    floor: VenueFloor, trader: VenueTrader
) -> None:
    plan, _ = await trader.held()
    account = floor.venue.desk.accounts[trader.name]
    entry = next(o for o in account.orders.values() if o.spec.side == "BUY")
    del account.orders["BTCUSDT", entry.order_id]
    del account.by_client_id["BTCUSDT", entry.spec.client_id]
    account.trades.clear()
    await floor.restart()
    other = await floor.trader()
    await other.held()
    position = await trader.position_of(plan.id)
    assert position.status is PositionStatus.ACTIVE
    assert position.quantity > 0
    floor.move("42800")
    closed = await trader.reached(plan, PositionStatus.CLOSED, 20)
    assert closed.close_reason is CloseReason.STOPPED


async def test_nautilus_5000_working_orders_are_kept_at_start_up(floor: VenueFloor, trader: VenueTrader) -> None:
    plan = await trader.executed(entry="limit", limit="43400")
    entry = await trader.order_in(plan, OrderRole.ENTRY, OrderStatus.OPEN, 20)
    await floor.restart()
    other = await floor.trader()
    await other.held()
    assert (await trader.order(entry)).status is OrderStatus.OPEN
    assert [o["client_id"] for o in floor.resting(trader, "LIMIT")] == [entry.client_order_id]
    floor.move("43350")
    position = await trader.reached(plan, PositionStatus.ACTIVE, 20)
    assert position.unprotected_s <= 5
    assert floor.sent(trader) == {1}


async def test_nautilus_4958_a_time_out_in_flight_is_unknown_and_never_rejected(
    floor: VenueFloor, trader: VenueTrader
) -> None:
    floor.venue.control.stream_fault(stream="user", action="mute", seconds=4, now=True)
    floor.venue.control.fault(
        method="POST", path="orderList/opo", account=trader.name, reply="-1007", accepted=True, late_s=4
    )
    plan = await trader.executed()
    entry = await trader.order_in(plan, OrderRole.ENTRY, OrderStatus.UNKNOWN, 10)
    await trader.reached(plan, PositionStatus.ACTIVE, 30)
    assert (await trader.order(entry)).status is OrderStatus.FILLED
    moved = await trader.web.audit(trader.principal)
    assert moved.broken_at is None
    assert floor.sent(trader) == {1}


async def test_freqtrade_11461_an_adjusted_stop_whose_answer_was_lost_is_not_placed_twice(
    floor: VenueFloor, trader: VenueTrader
) -> None:
    plan, position = await trader.held()
    floor.venue.control.fault(
        method="POST", path="order/cancelReplace", account=trader.name, reply="reset", accepted=True
    )
    await trader.web.tighten_stop(trader.principal, position.id, "43200")

    async def tightened() -> bool | None:
        return True if (await trader.position_of(plan.id)).stop == Decimal(43200) else None

    await until(tightened, 20)
    assert [o["stop"] for o in floor.resting(trader, "STOP_LOSS")] == ["43200"]
    assert floor.sent(trader) == {1}
    # In one step of the venue, which may see a millisecond turn.
    assert (await trader.position_of(plan.id)).unprotected_s < Decimal("0.01")


async def test_a_mute_market_socket_does_not_freeze_the_trailing_stop(floor: VenueFloor, trader: VenueTrader) -> None:
    plan, position = await trader.held()
    assert position.span is not None
    floor.venue.control.stream_fault(stream="market", action="mute", now=True)
    floor.move(str(int(Decimal(PRICE) + 2 * position.span)))

    async def trailed() -> bool | None:
        return True if (await trader.position_of(plan.id)).stop > position.stop else None

    await until(trailed, 40)
    (stop,) = floor.resting(trader, "STOP_LOSS")
    assert Decimal(stop["stop"]) == (await trader.position_of(plan.id)).stop


async def test_a_mute_user_socket_does_not_hide_that_the_stop_has_sold(floor: VenueFloor, trader: VenueTrader) -> None:
    plan, _ = await trader.held()
    floor.venue.control.stream_fault(stream="user", action="mute", now=True)
    floor.move("42800")
    closed = await trader.reached(plan, PositionStatus.CLOSED, 45)
    assert closed.close_reason is CloseReason.STOPPED


async def test_a_stop_that_triggered_while_no_engine_ran_is_filled_and_not_cancelled(
    floor: VenueFloor, trader: VenueTrader
) -> None:
    plan, _ = await trader.held()
    stop = await trader.order_in(plan, OrderRole.STOP, OrderStatus.OPEN)
    await floor.stop()
    floor.venue.control.stop_walk("BTCUSDT")
    floor.venue.control.price("BTCUSDT", "42800")
    await floor.start()
    closed = await trader.reached(plan, PositionStatus.CLOSED, 30)
    assert closed.close_reason is CloseReason.STOPPED
    assert (await trader.order(stop)).status is OrderStatus.FILLED
