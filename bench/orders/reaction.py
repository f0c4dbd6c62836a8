"""The engine's reaction times on a real, durable PostgreSQL: intent to venue, and a crossed stop to its sale."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

import uvloop

from adapters.db.embedded import embedded_postgres
from adapters.db.migrate import upgrade
from bench.rows import Row, percentile
from domain.trading.order import OrderRole, OrderSide, OrderStatus
from domain.trading.position import PositionStatus
from domain.trading.venue import FillReport, OrderListRequest, Outcome, VenueReport
from robson_app.engine.parts import AccountRef, TermParts
from tests.fakes.market_view import BTC
from tests.integration.engine.floor import START_PRICE, Floor, Trader, trading_floor, until

WARM_UP = 5
TRADES = 60
_THROUGH_THE_STOP = "42890"


@dataclass(slots=True)
class Stopwatch:
    """When things happened at the venue, in seconds of the process's clock."""

    sent: asyncio.Queue[float] = field(default_factory=asyncio.Queue)
    sold: asyncio.Queue[float] = field(default_factory=asyncio.Queue)


class TimedVenue:
    """Notes when a list arrives and when a sale is told."""

    def __init__(self, venue: Any, watch: Stopwatch) -> None:
        self._venue = venue
        self._watch = watch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._venue, name)

    async def submit_list(self, request: OrderListRequest) -> Outcome:
        self._watch.sent.put_nowait(time.perf_counter())
        return await self._venue.submit_list(request)

    async def reports(self) -> AsyncIterator[VenueReport]:
        async for report in self._venue.reports():
            if isinstance(report, FillReport) and report.side is OrderSide.SELL:
                self._watch.sold.put_nowait(time.perf_counter())
            yield report


class TimedVenues:
    """Opens timed venues."""

    def __init__(self, venues: Any, watch: Stopwatch) -> None:
        self._venues = venues
        self._watch = watch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._venues, name)

    async def open(self, ref: AccountRef) -> tuple[Any, int]:
        venue, epoch = await self._venues.open(ref)
        return TimedVenue(venue, self._watch), epoch


def measure() -> Iterator[Row]:
    """Yield the rows of the group; the limits are the targets."""
    with tempfile.TemporaryDirectory(prefix="robson-bench-") as folder, embedded_postgres(Path(folder)) as server:
        upgrade(server.url)
        to_venue, to_sale = uvloop.run(_measure(server.url))
    yield Row(bench="orders.intent_to_venue.p50", unit="ms", ours=median(to_venue), limit=10)
    yield Row(bench="orders.intent_to_venue.p99", unit="ms", ours=percentile(to_venue, 0.99))
    yield Row(bench="orders.stop_exit", unit="ms", ours=percentile(to_sale, 0.99), limit=50)
    yield Row(bench="orders.stop_exit.p50", unit="ms", ours=median(to_sale))


async def _measure(url: str) -> tuple[list[float], list[float]]:
    watch = Stopwatch()

    def timed(parts: TermParts) -> TermParts:
        return replace(parts, venues=TimedVenues(parts.venues, watch))

    to_venue: list[float] = []
    to_sale: list[float] = []
    async with trading_floor(url, timed) as floor:
        for number in range(WARM_UP + TRADES):
            sent, sold = await _trade(floor, watch, number)
            if number >= WARM_UP:
                to_venue.append(sent)
                to_sale.append(sold)
    return to_venue, to_sale


async def _trade(floor: Floor, watch: Stopwatch, number: int) -> tuple[float, float]:
    trader = await _newcomer(floor, number)
    plan = await trader.validated()
    await floor.web.execute_plan(trader.principal, plan.id)
    committed = time.perf_counter()
    sent = await watch.sent.get() - committed
    await trader.reached(plan, PositionStatus.ACTIVE)
    await trader.order_in(plan, OrderRole.STOP, OrderStatus.OPEN)
    crossed = time.perf_counter()
    floor.trade(_THROUGH_THE_STOP)
    sold = await watch.sold.get() - crossed
    await trader.reached(plan, PositionStatus.CLOSED)
    await until(lambda: _at(floor, _THROUGH_THE_STOP))
    floor.trade(START_PRICE)
    await until(lambda: _at(floor, START_PRICE))
    return max(sent, 0) * 1000, sold * 1000


async def _newcomer(floor: Floor, number: int) -> Trader:
    started = await floor.web.start_demo(f"10.0.{number // 250}.{number % 250}")
    return Trader(floor.web, await floor.web.authenticate(started.token), started.account_id)


async def _at(floor: Floor, price: str) -> bool | None:
    quote = floor.web.view.quote(BTC)
    return True if quote is not None and str(quote.price) == price else None
