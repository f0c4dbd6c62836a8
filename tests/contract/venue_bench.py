"""A venue on the bench: a hand on its market, an ear on its reports, and the orders the suite sends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Protocol

from domain.shared.ids import ClientOrderId
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol
from domain.trading.order import OrderRole, OrderSide, OrderStatus, OrderType, TimeInForce
from domain.trading.ports import Venue
from domain.trading.venue import (
    Acknowledged,
    FillReport,
    ListKind,
    OrderListRequest,
    OrderReport,
    OrderRequest,
    ProvenReject,
    StreamState,
    VenueReport,
)

BTC = Symbol.parse("BTC/USDT")
ETH = Symbol.parse("ETH/USDT")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_numbers = count(1)


class Rig(Protocol):
    """A venue on the bench: 10 000 USDT, BTC/USDT at 50 000 with deep books, fee 0.1 %, and a hand on its market.

    BTC/USDT: tick 0.01, step 0.00001, quantity 0.00001 to 9 000, notional at least 5.
    """

    @property
    def venue(self) -> Venue: ...

    async def book(self, bids: Sequence[tuple[str, str]], asks: Sequence[tuple[str, str]]) -> None:
        """Set the book of BTC/USDT, best first, (price, quantity)."""

    async def trade(self, price: str, quantity: str = "50") -> None:
        """Let others trade BTC/USDT; the book follows around the price; returns when the venue has matched."""

    async def halt(self, *, halted: bool) -> None:
        """Halt BTC/USDT or let it trade again."""


class Listener:
    """Gathers what a venue reports."""

    def __init__(self, venue: Venue) -> None:
        self._venue = venue
        self.heard: list[VenueReport] = []
        self.states: list[StreamState] = []
        self._news = asyncio.Event()
        self._task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for news in self._venue.reports():
            if isinstance(news, StreamState):
                self.states.append(news)
            else:
                self.heard.append(news)
            self._news.set()

    async def until(self, holds: Callable[[], bool], within_s: float = 5) -> None:
        async with asyncio.timeout(within_s):
            while not holds():
                self._news.clear()
                await self._news.wait()

    def fills(self, request: OrderRequest) -> list[FillReport]:
        mine = request.client_order_id
        return [r for r in self.heard if isinstance(r, FillReport) and r.client_order_id == mine]

    def last(self, request: OrderRequest) -> OrderReport | None:
        mine = request.client_order_id
        found = [r for r in self.heard if isinstance(r, OrderReport) and r.client_order_id == mine]
        return found[-1] if found else None

    def close(self) -> None:
        self._task.cancel()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The rig with its listener."""

    rig: Rig
    listener: Listener

    @property
    def venue(self) -> Venue:
        return self.rig.venue

    async def status(self, request: OrderRequest) -> OrderStatus:
        report = await self.venue.order(request.symbol, request.client_order_id)
        assert report is not None
        return report.status

    async def eventually(self, request: OrderRequest, status: OrderStatus) -> OrderReport:
        def reached() -> bool:
            last = self.listener.last(request)
            return last is not None and last.status is status

        await self.listener.until(reached)
        last = self.listener.last(request)
        assert last is not None
        return last

    async def open_ids(self) -> set[str]:
        return {o.client_order_id for o in await self.venue.open_orders()}

    async def acknowledged(self, sent: Awaitable[object]) -> Acknowledged:
        outcome = await sent
        assert isinstance(outcome, Acknowledged), outcome
        return outcome

    async def refused(self, sent: Awaitable[object], code: str) -> ProvenReject:
        outcome = await sent
        assert isinstance(outcome, ProvenReject), outcome
        assert outcome.code == code
        assert outcome.sentence
        return outcome


def new_id() -> ClientOrderId:
    return ClientOrderId(f"rbcontract{next(_numbers):08d}")


def entry(
    quantity: str = "0.1",
    limit: str = "50100",
    tif: TimeInForce = TimeInForce.FOK,
    *,
    post_only: bool = False,
    symbol: Symbol = BTC,
) -> OrderRequest:
    return OrderRequest(
        client_order_id=new_id(),
        symbol=symbol,
        side=OrderSide.BUY,
        role=OrderRole.ENTRY,
        type=OrderType.LIMIT,
        time_in_force=tif,
        quantity=Quantity(quantity),
        limit=Price(limit),
        post_only=post_only,
    )


def resting(quantity: str = "0.1", limit: str = "49000", *, post_only: bool = False) -> OrderRequest:
    return entry(quantity, limit, TimeInForce.GTC, post_only=post_only)


def stop(quantity: str = "0.0999", at: str = "48000", limit: str | None = None) -> OrderRequest:
    return OrderRequest(
        client_order_id=new_id(),
        symbol=BTC,
        side=OrderSide.SELL,
        role=OrderRole.STOP,
        type=OrderType.STOP_MARKET if limit is None else OrderType.STOP_LIMIT,
        time_in_force=TimeInForce.GTC,
        quantity=Quantity(quantity),
        stop=Price(at),
        limit=None if limit is None else Price(limit),
        reduce_only=True,
    )


def target(quantity: str = "0.0999", limit: str = "52000") -> OrderRequest:
    return OrderRequest(
        client_order_id=new_id(),
        symbol=BTC,
        side=OrderSide.SELL,
        role=OrderRole.TARGET,
        type=OrderType.LIMIT,
        time_in_force=TimeInForce.GTC,
        quantity=Quantity(quantity),
        limit=Price(limit),
        reduce_only=True,
    )


def market_exit(quantity: str = "0.0999") -> OrderRequest:
    return OrderRequest(
        client_order_id=new_id(),
        symbol=BTC,
        side=OrderSide.SELL,
        role=OrderRole.EXIT,
        type=OrderType.MARKET,
        time_in_force=TimeInForce.GTC,
        quantity=Quantity(quantity),
        reduce_only=True,
    )


def listed(kind: ListKind, *orders: OrderRequest) -> OrderListRequest:
    return OrderListRequest(kind=kind, list_id=new_id(), orders=orders)
