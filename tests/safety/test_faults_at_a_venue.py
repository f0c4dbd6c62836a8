"""Faults that must be survived, one after another on one floor: the engine, ccxt's client and the local venue."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from decimal import Decimal

import psycopg
import pytest

from adapters.db.errors import CommitUnknownError, DatabaseUnavailableError
from domain.shared.errors import ConflictError
from domain.trading.account import Account, TradingState
from domain.trading.errors import RefusedError
from domain.trading.order import Fill, Order, OrderRole, OrderStatus
from domain.trading.plan import Plan
from domain.trading.position import CloseReason, Position, PositionStatus
from tests.fakes.market_view import BTC, ETH
from tests.integration.engine.floor import until
from tests.integration.engine.venue_floor import PRICE, VenueFloor, VenueTrader

pytestmark = pytest.mark.asyncio(loop_scope="module")
_KILL = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
RESTING = {"entry": "limit", "limit": "43400"}


async def fills_of(trader: VenueTrader, position: Position) -> list[Fill]:
    async with trader.web.units(trader.principal.tenant_id) as unit:
        return list(await unit.orders.fills_of(position.id))


def at_venue(floor: VenueFloor, trader: VenueTrader, order: Order) -> dict[str, object]:
    (found,) = [o for o in floor.book(trader)["orders"] if o["client_id"] == order.client_order_id]
    return dict(found)


async def test_a_lot_filter_that_changes_refuses_one_entry_and_is_known_before_the_next(
    floor: VenueFloor, trader: VenueTrader
) -> None:
    rules = floor.venue.desk.exchange.market("BTCUSDT").rules
    before = str(rules.step)
    floor.venue.control.filters("BTCUSDT", step="0.001")
    try:
        plan = await trader.executed()
        refused = await trader.reached(plan, PositionStatus.CLOSED, 20)
        assert refused.close_reason is CloseReason.NOT_FILLED

        async def renewed() -> bool | None:
            known = floor.parts.view.instrument(BTC)
            return True if known is not None and known.filters.step == Decimal("0.001") else None

        await until(renewed, 20)
        await floor.web.view.relist()
        plan, position = await trader.held()
        assert position.entered % Decimal("0.001") == 0
    finally:
        floor.venue.control.filters("BTCUSDT", step=before)
        floor.parts.recorder.doubt_rules()


async def test_a_halted_pair_takes_no_entry_and_its_resting_order_can_be_cancelled(
    floor: VenueFloor, trader: VenueTrader
) -> None:
    wish = {"symbol": ETH, "stop": "3130", "entry": "limit", "limit": "3190"}
    resting = await trader.executed(**wish)
    entry = await trader.order_in(resting, OrderRole.ENTRY, OrderStatus.OPEN, 20)
    floor.venue.control.status("ETHUSDT", "CANCEL_ONLY")
    floor.parts.recorder.doubt_rules()

    async def halted() -> bool | None:
        known = floor.parts.view.instrument(ETH)
        return True if known is not None and not known.trading else None

    try:
        await until(halted, 20)
        await floor.web.view.relist()
        other = await floor.trader()
        with pytest.raises((RefusedError, AssertionError), match="halted"):
            await other.executed(symbol=ETH, stop="3130")
        await trader.web.cancel_order(trader.principal, entry.id)
        await trader.order_in(resting, OrderRole.ENTRY, OrderStatus.CANCELLED, 20)
    finally:
        floor.venue.control.status("ETHUSDT", "TRADING")
        floor.parts.recorder.doubt_rules()
        await until(lambda: _trading(floor), 20)
        await floor.web.view.relist()


async def test_a_revoked_key_suspends_its_account_and_no_other(floor: VenueFloor, trader: VenueTrader) -> None:
    await trader.held()
    other = await floor.trader()
    floor.venue.control.revoke(trader.keys["key"])

    async def suspended() -> Account | None:
        account = await trader.account()
        return account if account.suspended else None

    assert "key" in (await until(suspended, 30)).suspended.lower()
    with pytest.raises(AssertionError, match="ACCOUNT_SUSPENDED"):
        await trader.validated(symbol=ETH, stop="3130")
    await other.held()
    assert (await other.account()).suspended == ""
    assert len(floor.resting(trader, "STOP_LOSS")) == 1


async def test_an_over_fill_is_booked_and_pauses_trading(floor: VenueFloor, trader: VenueTrader) -> None:
    plan = await trader.executed(**RESTING)
    entry = await trader.order_in(plan, OrderRole.ENTRY, OrderStatus.OPEN, 20)
    number = int(str(at_venue(floor, trader, entry)["order_id"]))
    more = str(entry.quantity + Decimal("0.01"))
    floor.venue.control.fill("BTCUSDT", number, qty=more, overfill=True)
    account = await trader.in_state(TradingState.HALTED, 20)
    assert "traded" in account.halt_reason
    position = await trader.position_of(plan.id)
    assert position.entered == entry.quantity + Decimal("0.01")


async def test_a_fee_in_a_third_asset_is_booked_as_told_and_leaves_the_whole_quantity_to_the_stop(
    floor: VenueFloor, trader: VenueTrader
) -> None:
    floor.venue.control.fees(trader.name, asset="BNB")
    _, position = await trader.held()
    (stop,) = floor.resting(trader, "STOP_LOSS")
    fills = await fills_of(trader, position)
    assert {f.fee_asset for f in fills} == {"BNB"}
    assert position.quantity == position.entered == Decimal(stop["qty"])
    theirs = sum(Decimal(f["fee"]) for o in floor.book(trader)["orders"] for f in o["fills"])
    assert sum(f.fee for f in fills) == theirs


@pytest.mark.parametrize("action", ["duplicate", "reorder", "replay"])
async def test_events_that_come_twice_late_or_again_are_applied_once(
    floor: VenueFloor, trader: VenueTrader, action: str
) -> None:
    floor.venue.control.stream_fault(stream="user", action=action, count=6)
    plan, position = await trader.held()
    floor.venue.control.stream_fault(stream="user", action=action, count=6)
    floor.move("42800")
    closed = await trader.reached(plan, PositionStatus.CLOSED, 30)
    theirs = [t["trade_id"] for o in floor.book(trader)["orders"] for t in o["fills"]]
    assert sorted(str(i) for i in theirs) == sorted(f.trade_id for f in await fills_of(trader, position))
    assert closed.close_reason is CloseReason.STOPPED


async def test_an_entry_that_fills_before_its_cancel_arrives_is_held_with_a_stop(
    floor: VenueFloor, trader: VenueTrader
) -> None:
    plan = await trader.executed(**RESTING)
    entry = await trader.order_in(plan, OrderRole.ENTRY, OrderStatus.OPEN, 20)
    floor.venue.control.fault(method="DELETE", path="order", account=trader.name, fill_first=True)
    await trader.web.cancel_order(trader.principal, entry.id)
    position = await trader.reached(plan, PositionStatus.ACTIVE, 20)
    assert (await trader.order(entry)).status is OrderStatus.FILLED
    assert position.unprotected_s <= 5
    assert len(floor.resting(trader, "STOP_LOSS")) == 1


def called_in_silence(floor: VenueFloor) -> tuple[int, int]:
    limits = floor.venue.control.book()["limits"]
    return limits["calls_while_limited"], limits["calls_while_banned"]


@pytest.mark.parametrize("reply", ["429", "418"])
async def test_nothing_is_called_while_the_venue_has_told_to_wait(
    floor: VenueFloor, trader: VenueTrader, reply: str
) -> None:
    await trader.held()
    other = await floor.trader()
    floor.venue.control.fault(method="POST", path="orderList/opo", account=other.name, reply=reply, retry_after_s=2)
    plan = await other.executed()

    async def told_to_wait() -> Order | None:
        orders = await other.orders(await other.position_of(plan.id))
        return next((o for o in orders if o.role is OrderRole.ENTRY and "too many requests" in o.reason), None)

    assert (await until(told_to_wait)).status is OrderStatus.INTENT
    await other.reached(plan, PositionStatus.ACTIVE, 30)
    assert called_in_silence(floor) == (0, 0)
    assert floor.sent(other) == {1}
    assert len(floor.resting(trader, "STOP_LOSS")) == 1


async def test_a_question_that_is_turned_away_is_asked_again_later_and_the_engine_leads_on(
    floor: VenueFloor, trader: VenueTrader
) -> None:
    _, position = await trader.held()
    other = await floor.trader()
    terms = floor.terms
    floor.venue.control.fault(method="GET", path="openOrders", account=trader.name, reply="429", retry_after_s=1)
    floor.venue.control.terminate(trader.name)

    async def turned_away() -> bool | None:
        return True if floor.venue.desk.limits.silent else None

    await until(turned_away, 10)
    await other.held()
    assert called_in_silence(floor) == (0, 0)
    assert floor.terms == terms
    assert (await trader.position_of(position.plan_id)).status is PositionStatus.ACTIVE


async def test_no_plan_is_made_on_prices_that_have_stopped(floor: VenueFloor, trader: VenueTrader) -> None:
    plan, _ = await trader.held()
    floor.venue.control.stop_walk("BTCUSDT")
    floor.venue.control.stop_walk("ETHUSDT")
    other = await floor.trader()
    try:
        await asyncio.sleep(8)
        with pytest.raises(RefusedError):
            await other.executed()
        assert (await trader.position_of(plan.id)).status is PositionStatus.ACTIVE
    finally:
        floor.move("3200", "ETHUSDT")


async def test_a_price_that_jumps_by_half_for_a_moment_sells_nothing(floor: VenueFloor, trader: VenueTrader) -> None:
    plan, _ = await trader.held()
    floor.venue.control.stop_walk("BTCUSDT")
    floor.venue.control.price("BTCUSDT", "65500")
    floor.venue.control.price("BTCUSDT", PRICE)
    floor.move(PRICE)
    await asyncio.sleep(3)
    assert (await trader.position_of(plan.id)).status is PositionStatus.ACTIVE
    assert len(floor.resting(trader, "STOP_LOSS")) == 1


async def test_connections_killed_in_the_middle_of_a_trade_lose_and_double_nothing(
    floor: VenueFloor, trader: VenueTrader, module_database: str
) -> None:
    plan = await trader.validated()
    killing = asyncio.create_task(_kill_connections(module_database))
    await _executed_all_the_same(trader, plan)
    await killing

    async def active() -> Position | None:
        with suppress(DatabaseUnavailableError):
            position = await trader.position_of(plan.id)
            return position if position.status is PositionStatus.ACTIVE else None
        return None

    position = await until(active, 60)
    assert floor.sent(trader) == {1}
    theirs = [t["trade_id"] for o in floor.book(trader)["orders"] for t in o["fills"]]
    assert sorted(str(i) for i in theirs) == sorted(f.trade_id for f in await fills_of(trader, position))


async def _executed_all_the_same(trader: VenueTrader, plan: Plan) -> None:
    for _ in range(40):
        with suppress(DatabaseUnavailableError, CommitUnknownError, ConflictError):
            await trader.web.execute_plan(trader.principal, plan.id)
            return
        await asyncio.sleep(0.2)
    raise AssertionError("the database never came back")


async def _kill_connections(database: str) -> None:
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as owner:
        for _ in range(8):
            await owner.execute(_KILL)
            await asyncio.sleep(0.12)


async def _trading(floor: VenueFloor) -> bool | None:
    known = floor.parts.view.instrument(ETH)
    return True if known is not None and known.trading else None
