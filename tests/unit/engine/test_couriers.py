"""Couriers go side by side, and nothing that is under way is handed out or asked about."""

from __future__ import annotations

import asyncio
from uuid import UUID

from domain.shared.ids import ClientOrderId, OrderId
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol
from domain.trading.dispatch import Cancel, Dispatch, Submit, Way, client_ids
from domain.trading.order import OrderRole, OrderSide, OrderType, TimeInForce
from domain.trading.venue import OrderRequest
from robson_app.engine.couriers import Couriers
from tests.fakes.market_view import BTC, ETH


def submit(name: str, symbol: Symbol, role: OrderRole) -> Submit:
    return Submit(
        order_id=OrderId(UUID(int=1)),
        request=OrderRequest(
            client_order_id=ClientOrderId(name),
            symbol=symbol,
            side=OrderSide.BUY,
            role=role,
            type=OrderType.LIMIT,
            time_in_force=TimeInForce.GTC,
            quantity=Quantity(1),
            limit=Price(1),
        ),
    )


def cancel(name: str, symbol: Symbol) -> Cancel:
    return Cancel(order_id=OrderId(UUID(int=2)), symbol=symbol, client_order_id=ClientOrderId(name))


class Road:
    def __init__(self) -> None:
        self.arrived: list[str] = []
        self.slow = asyncio.Event()
        self.failures: list[str] = []
        self.freed = 0
        self.couriers = Couriers("test", carry=self.carry, arrived=self.free, failed=self.failed)

    async def carry(self, dispatch: Dispatch) -> float:
        (name,) = client_ids(dispatch)
        if name.startswith("slow"):
            await self.slow.wait()
        if name.startswith("broken"):
            raise OSError("no road")
        self.arrived.append(name)
        return 0.05 if name.startswith("refused") else 0

    def free(self) -> None:
        self.freed += 1

    def failed(self, job: str, error: BaseException) -> None:
        self.failures.append(f"{job}: {error}")


async def test_stops_cancels_and_other_symbols_do_not_wait_behind_a_slow_entry() -> None:
    road = Road()
    road.couriers.take(
        [
            submit("slow entry", BTC, OrderRole.ENTRY),
            submit("stop", BTC, OrderRole.STOP),
            cancel("entry before", BTC),
            submit("entry", ETH, OrderRole.ENTRY),
        ]
    )
    async with asyncio.timeout(1):
        while len(road.arrived) < 3:  # noqa: ASYNC110 - what arrives tells nobody
            await asyncio.sleep(0)
    assert set(road.arrived) == {"stop", "entry before", "entry"}
    await asyncio.sleep(0.01)
    assert road.couriers.busy == {Way(symbol=BTC, entering=True)}
    assert road.couriers.under_way() == {"slow entry"}
    road.slow.set()
    await road.couriers.drained()
    assert road.couriers.idle
    assert road.couriers.under_way() == frozenset()


async def test_on_one_way_one_follows_the_other() -> None:
    road = Road()
    road.couriers.take([submit("slow stop", BTC, OrderRole.STOP), submit("target", BTC, OrderRole.TARGET)])
    await asyncio.sleep(0.01)
    assert road.arrived == []
    road.slow.set()
    await road.couriers.drained()
    assert road.arrived == ["slow stop", "target"]


async def test_what_fails_is_told_and_what_goes_the_same_way_behind_it_is_carried_all_the_same() -> None:
    road = Road()
    road.couriers.take([submit("broken", BTC, OrderRole.STOP), submit("next", BTC, OrderRole.STOP)])
    await road.couriers.drained()
    await asyncio.sleep(0)
    assert road.failures == ["send BTC/USDT: no road"]
    assert road.arrived == ["next"]
    assert road.couriers.under_way() == frozenset()
    assert road.freed == 1


async def test_where_something_could_not_leave_nothing_goes_before_the_pause_is_over() -> None:
    road = Road()
    way = Way(symbol=BTC, entering=False)
    road.couriers.take([submit("refused for now", BTC, OrderRole.STOP)])
    await road.couriers.drained()
    await asyncio.sleep(0)
    assert (road.freed, road.couriers.idle, road.couriers.busy) == (0, True, {way})
    await asyncio.sleep(0.06)
    assert (road.freed, road.couriers.busy) == (1, frozenset())


async def test_a_way_that_rests_wakes_nobody_any_more_once_the_couriers_are_closed() -> None:
    road = Road()
    road.couriers.take([submit("refused for now", BTC, OrderRole.STOP)])
    await road.couriers.drained()
    await road.couriers.close(within_s=0.1)
    await asyncio.sleep(0.06)
    assert road.freed == 0


async def test_what_takes_too_long_at_the_end_is_cut_off() -> None:
    road = Road()
    road.couriers.take([submit("slow entry", BTC, OrderRole.ENTRY)])
    await road.couriers.close(within_s=0.01)
    assert road.arrived == []
    assert road.couriers.idle
