"""What is lost around an engine that trades at the local venue: wake-ups, the web, the stream, an order."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import psycopg
import pytest

from domain.shared.errors import InvalidInputError
from domain.shared.symbol import Symbol
from domain.trading.account import VenueName
from domain.trading.order import OrderRole, OrderStatus
from domain.trading.position import CloseReason, PositionStatus
from domain.trading.venue_facts import BINANCE, CAPABILITIES
from robson_app.composition import web_desk
from tests.fakes.market_view import ETH
from tests.integration.engine.floor import priced, until
from tests.integration.engine.venue_floor import VenueFloor, VenueTrader

pytestmark = pytest.mark.asyncio(loop_scope="module")
RESTING = {"entry": "limit", "limit": "43400"}
_KILL_LISTENERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND query ILIKE 'LISTEN%'
"""


async def test_without_the_event_bus_entries_and_stops_leave_all_the_same(
    floor: VenueFloor, trader: VenueTrader, module_database: str
) -> None:
    plan = await trader.validated()
    silencing = asyncio.create_task(_silence_the_bus(module_database))
    try:
        await trader.web.execute_plan(trader.principal, plan.id)
        await trader.reached(plan, PositionStatus.ACTIVE, 10)
        assert len(floor.resting(trader, "STOP_LOSS")) == 1
        floor.venue.control.stop_walk("BTCUSDT")
        floor.venue.control.price("BTCUSDT", "42800")
        closed = await trader.reached(plan, PositionStatus.CLOSED, 20)
    finally:
        silencing.cancel()
        with suppress(asyncio.CancelledError):
            await silencing
    assert closed.close_reason is CloseReason.STOPPED
    assert floor.sent(trader) == {1}


async def _silence_the_bus(database: str) -> None:
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as owner:
        while True:
            await owner.execute(_KILL_LISTENERS)
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("answer_after_s", [1.0, 4.0])
async def test_an_engine_that_is_stopped_while_it_sends_drains_or_leaves_the_rest_to_its_successor(
    floor: VenueFloor, trader: VenueTrader, answer_after_s: float
) -> None:
    floor.venue.control.fault(method="POST", path="orderList/opo", account=trader.name, reply_after_s=answer_after_s)
    plan = await trader.executed()

    async def arrived() -> bool | None:
        return True if floor.book(trader)["orders"] else None

    await until(arrived, 5)
    await floor.stop()
    entry = next(o for o in await trader.orders(await trader.position_of(plan.id)) if o.role is OrderRole.ENTRY)
    assert entry.status in (OrderStatus.FILLED, OrderStatus.SENDING)
    await floor.start()
    await floor.fresh()
    position = await trader.reached(plan, PositionStatus.ACTIVE, 20)
    assert position.unprotected_s == 0
    assert floor.sent(trader) == {1}


async def test_the_web_may_end_as_soon_as_it_has_taken_an_order(floor: VenueFloor, trader: VenueTrader) -> None:
    floor.venue.control.fault(method="POST", path="orderList/opo", account=trader.name, latency_s=0.5)
    async with web_desk(floor.settings) as web:
        await until(lambda: priced(web), 20)
        tab = VenueTrader(web, trader.principal, trader.account_id)
        plan = await tab.executed()
    assert floor.book(trader)["orders"] == []
    await trader.reached(plan, PositionStatus.ACTIVE, 10)
    assert floor.sent(trader) == {1}


@pytest.mark.parametrize("how", ["cut", "shutdown_notice", "terminate"])
async def test_a_stream_that_its_venue_ends_hides_no_trade(floor: VenueFloor, trader: VenueTrader, how: str) -> None:
    plan, _ = await trader.held()
    control = floor.venue.control
    control.stop_walk("BTCUSDT")
    getattr(control, how)(*([trader.name] if how == "terminate" else []))
    control.price("BTCUSDT", "42800")
    closed = await trader.reached(plan, PositionStatus.CLOSED, 20)
    assert closed.close_reason is CloseReason.STOPPED
    # The market's own stream may have been cut with it: what it missed must not reach the next test.
    floor.move("42800")
    await floor.quoted("42800")


@pytest.mark.parametrize("accepted", [True, False])
async def test_a_stop_of_unknown_fate_leaves_nothing_unprotected_for_longer_than_the_grace(
    floor: VenueFloor, trader: VenueTrader, accepted: bool
) -> None:
    plan = await trader.executed(**RESTING)
    await trader.order_in(plan, OrderRole.ENTRY, OrderStatus.OPEN, 20)
    floor.venue.control.fault(method="POST", path="order", account=trader.name, reply="reset", accepted=accepted)
    floor.move("43350")
    if accepted:
        position = await trader.reached(plan, PositionStatus.ACTIVE, 10)
        assert len(floor.resting(trader, "STOP_LOSS")) == 1
    else:
        position = await trader.reached(plan, PositionStatus.CLOSED, 15)
        assert position.close_reason is CloseReason.UNPROTECTED
        assert not any(Decimal(q) > Decimal("0.0001") for q in floor.book(trader)["held"].values())
    assert position.unprotected_s <= 5
    assert floor.sent(trader) == {1}


async def test_an_order_that_turns_up_after_its_absence_was_proven_is_found_by_the_next_engine(
    floor: VenueFloor, trader: VenueTrader, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = replace(BINANCE, absence_window=timedelta(seconds=1))
    monkeypatch.setitem(CAPABILITIES, VenueName.BINANCE, short)  # type: ignore[arg-type]
    floor.venue.control.stream_fault(stream="user", action="mute", seconds=30, now=True)
    floor.venue.control.fault(method="POST", path="order", account=trader.name, reply="reset", accepted=True, late_s=9)
    plan = await trader.executed(**RESTING)
    entry = await trader.order_in(plan, OrderRole.ENTRY, OrderStatus.REJECTED, 20)
    assert entry.reason.startswith("the venue does not know it")
    assert (await trader.position_of(plan.id)).status is PositionStatus.CLOSED
    await floor.restart()

    async def ended_there() -> bool | None:
        (order,) = floor.book(trader)["orders"]
        return True if order["status"] == "CANCELED" else None

    await until(ended_there, 30)
    await trader.order_in(plan, OrderRole.ENTRY, OrderStatus.CANCELLED, 10)
    assert floor.sent(trader) == {1}


async def test_a_pair_the_venue_does_not_list_is_refused_before_anything_is_stored(trader: VenueTrader) -> None:
    with pytest.raises(InvalidInputError, match="ZZZ/USDT") as refused:
        await trader.validated(symbol=Symbol.parse("ZZZ/USDT"))
    assert refused.value.field == "symbol"
    assert await trader.positions() == []


async def test_a_rule_that_changes_while_an_entry_is_on_its_way_is_told_in_words_and_nothing_is_bought(
    floor: VenueFloor, trader: VenueTrader
) -> None:
    before = str(floor.venue.desk.exchange.market("ETHUSDT").rules.min_notional)
    plan = await trader.validated(symbol=ETH, stop="3130")
    floor.venue.control.filters("ETHUSDT", min_notional="9000000")
    try:
        await trader.web.execute_plan(trader.principal, plan.id)
        position = await trader.reached(plan, PositionStatus.CLOSED, 20)
        entry = next(o for o in await trader.orders(position) if o.role is OrderRole.ENTRY)
        assert position.close_reason is CloseReason.NOT_FILLED
        assert entry.reason.startswith("NOTIONAL: price times quantity is outside the venue's bounds")

        async def renewed() -> bool | None:
            known = floor.parts.view.instrument(ETH)
            return True if known is not None and known.filters.min_notional == 9_000_000 else None

        await until(renewed, 20)
        await floor.web.view.relist()
        with pytest.raises(AssertionError, match="minimum"):
            await trader.validated(symbol=ETH, stop="3130")
    finally:
        floor.venue.control.filters("ETHUSDT", min_notional=before)
        floor.parts.recorder.doubt_rules()
    assert floor.book(trader)["orders"] == []
