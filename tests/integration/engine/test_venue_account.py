"""An account at a real venue, from its keys to a stopped-out trade: ccxt, its protocols, the engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal

from domain.identity.principal import Role
from domain.trading.account import TradingState
from domain.trading.connection import ConnectionStatus
from domain.trading.order import OrderRole, OrderStatus
from domain.trading.position import CloseReason, PositionStatus
from tests.integration.engine.venue_floor import VenueTrader, a_venue_floor
from tests.venue import LocalVenue


@asynccontextmanager
async def venue_floor(database: str) -> AsyncIterator[tuple[LocalVenue, VenueTrader]]:
    """A venue floor and an owner without an account there."""
    async with a_venue_floor(database) as floor:
        started = await floor.web.start_demo("127.0.0.1")
        owner = replace(await floor.web.authenticate(started.token), role=Role.OWNER)
        yield floor.venue, VenueTrader(floor.web, owner, started.account_id)


async def test_a_trade_at_the_venue_is_protected_at_once_and_stopped_out(database: str) -> None:
    async with venue_floor(database) as (venue, trader):
        keys = venue.control.account("desk", USDT="20000")
        account, connection = await trader.connected(keys)
        assert (connection.status, connection.reason) == (ConnectionStatus.CONNECTED, "")
        assert account.state is TradingState.ACTIVE
        plan = await trader.executed()
        position = await trader.reached(plan, PositionStatus.ACTIVE, 10)
        assert position.unprotected_s == 0
        stop = await trader.order_in(plan, OrderRole.STOP, OrderStatus.OPEN)
        assert stop.client_order_id in str(venue.control.book()["accounts"]["desk"]["orders"])
        venue.control.stop_walk("BTCUSDT")
        venue.control.price("BTCUSDT", str(plan.stop - 10))
        closed = await trader.reached(plan, PositionStatus.CLOSED, 15)
        assert closed.close_reason is CloseReason.STOPPED
        assert closed.net < 0
        writes = [j["request"] for j in venue.control.journal(1000) if j["request"].startswith("POST /api/v3/order")]
        assert writes == ["POST /api/v3/orderList/opo"]


async def test_keys_that_may_withdraw_are_refused_and_nothing_is_traded(database: str) -> None:
    async with venue_floor(database) as (venue, trader):
        keys = venue.control.account("desk", USDT="20000")
        venue.control.permissions(keys["key"], can_withdraw=True)
        account, connection = await trader.connected(keys)
        assert connection.status is ConnectionStatus.REFUSED
        assert connection.sealed == ""
        assert "withdraw" in connection.reason
        assert account.state is TradingState.HALTED


async def test_wrong_keys_are_refused_in_words(database: str) -> None:
    async with venue_floor(database) as (venue, trader):
        venue.control.account("desk", USDT="20000")
        wrong = {"key": "k" * 64, "secret": "s" * 64}
        account, connection = await trader.connected(wrong)
        assert connection.status is ConnectionStatus.REFUSED
        assert connection.reason
        assert account.balance == Decimal(10_000)
