"""The engine's ports with a trigger at each point: what exists only in this test build of the composition."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from domain.shared.ids import ClientOrderId, Ids, TenantId
from domain.shared.secrets import SecretBox
from domain.shared.symbol import Symbol
from domain.trading.credentials import VenueCredential, VenuePermissions
from domain.trading.order import Fill, Order, OrderStatus
from domain.trading.venue import OrderListRequest, OrderRequest, Outcome
from robson_app.composition.engine import engine_cases
from robson_app.engine.parts import AccountRef, Base, TermParts
from tests.safety.points import Point, Trigger

_ON_ITS_WAY_S = 0.1
Spoil = Callable[[Any], Any]


class WatchedUnits:
    """Units of work that know what they are about to write."""

    def __init__(self, units: Any, trigger: Trigger) -> None:
        self._units = units
        self._trigger = trigger

    @asynccontextmanager
    async def __call__(self, tenant_id: TenantId) -> AsyncIterator[WatchedUnit]:
        async with self._units(tenant_id) as unit:
            yield WatchedUnit(unit, self._trigger)


class WatchedUnit:
    def __init__(self, unit: Any, trigger: Trigger) -> None:
        self._unit = unit
        self._trigger = trigger
        self.orders = WatchedOrders(unit.orders)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._unit, name)

    async def commit(self) -> None:
        intents, fills = self.orders.intents, self.orders.fills
        if intents:
            self._trigger.at(Point.BEFORE_INTENT)
        if fills:
            self._trigger.at(Point.FILL_READ)
        await self._unit.commit()
        self.orders.intents, self.orders.fills = 0, 0
        if intents:
            self._trigger.at(Point.AFTER_INTENT)
        if fills:
            self._trigger.at(Point.FILL_KEPT)


class WatchedOrders:
    def __init__(self, orders: Any) -> None:
        self._orders = orders
        self.intents = 0
        self.fills = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._orders, name)

    def add(self, order: Order) -> None:
        self.intents += order.status is OrderStatus.INTENT
        self._orders.add(order)

    def add_fill(self, fill: Fill) -> None:
        self.fills += 1
        self._orders.add_fill(fill)


class WatchedVenue:
    """A venue that passes the points before, during and after each request."""

    def __init__(self, venue: Any, trigger: Trigger) -> None:
        self._venue = venue
        self._trigger = trigger

    def __getattr__(self, name: str) -> Any:
        return getattr(self._venue, name)

    async def submit(self, request: OrderRequest) -> Outcome:
        return await self._write(self._venue.submit(request))

    async def submit_list(self, request: OrderListRequest) -> Outcome:
        return await self._write(self._venue.submit_list(request))

    async def replace(self, old: ClientOrderId, request: OrderRequest) -> Outcome:
        return await self._write(self._venue.replace(old, request))

    async def cancel(self, symbol: Symbol, client_order_id: ClientOrderId) -> Outcome:
        return await self._sent(self._venue.cancel(symbol, client_order_id), Point.CANCEL_SENT)

    async def order(self, *asked: Any) -> Any:
        return await self._asked(self._venue.order(*asked))

    async def open_orders(self, *asked: Any) -> Any:
        return await self._asked(self._venue.open_orders(*asked))

    async def trades_of(self, *asked: Any) -> Any:
        return await self._asked(self._venue.trades_of(*asked))

    async def _asked(self, question: Coroutine[Any, Any, Any]) -> Any:
        answer = await question
        self._trigger.at(Point.RECONCILING)
        return answer

    async def _write(self, request: Coroutine[Any, Any, Outcome]) -> Outcome:
        if self._trigger.due(Point.BEFORE_BYTES):
            request.close()
        self._trigger.at(Point.BEFORE_BYTES)
        outcome = await self._sent(request, Point.NO_ANSWER)
        self._trigger.at(Point.ANSWERED)
        return outcome

    async def _sent(self, request: Coroutine[Any, Any, Outcome], point: Point) -> Outcome:
        # Its answer is held back by the venue: the bytes are out, and nobody knows.
        if self._trigger.due(point):
            under_way = asyncio.create_task(request)
            await asyncio.sleep(_ON_ITS_WAY_S)
            self._trigger.at(point)
            return await under_way
        self._trigger.at(point)
        return await request


class WatchedVenues:
    def __init__(self, venues: Any, trigger: Trigger, spoil: Spoil) -> None:
        self._venues = venues
        self._trigger = trigger
        self._spoil = spoil

    def __getattr__(self, name: str) -> Any:
        return getattr(self._venues, name)

    async def open(self, ref: AccountRef) -> tuple[WatchedVenue, int]:
        venue, epoch = await self._venues.open(ref)
        return WatchedVenue(self._spoil(venue), self._trigger), epoch


class WatchedLease:
    def __init__(self, lease: Any, trigger: Trigger) -> None:
        self._lease = lease
        self._trigger = trigger

    def __getattr__(self, name: str) -> Any:
        return getattr(self._lease, name)

    async def acquire(self) -> int | None:
        epoch: int | None = await self._lease.acquire()
        if epoch is not None:
            self._trigger.at(Point.HAND_OVER)
        return epoch

    async def release(self) -> None:
        self._trigger.at(Point.HAND_OVER)
        await self._lease.release()


class WatchedBase:
    """An engine's base whose terms pass every point; `spoil` puts a deliberate bug before the venue."""

    def __init__(self, base: Base, trigger: Trigger, spoil: Spoil, box: SecretBox, ids: Ids) -> None:
        self._base = base
        self._trigger = trigger
        self._spoil = spoil
        self._box = box
        self._ids = ids
        self.lease = WatchedLease(base.lease, trigger)

    @asynccontextmanager
    async def term(self) -> AsyncIterator[TermParts]:
        async with self._base.term() as parts:
            yield self._watched(parts)

    def _watched(self, parts: TermParts) -> TermParts:
        trigger, plain = self._trigger, parts.cases
        units = WatchedUnits(plain.units, trigger)
        cases: Any = engine_cases(units, parts.view, parts.wall, self._ids, box=self._box, probe=_NoProbe())
        apply_outcome = cases.apply_outcome

        async def applied(*answer: Any) -> None:
            await apply_outcome(*answer)
            trigger.at(Point.COMMITTED)

        cases = replace(cases, apply_outcome=applied, check_connection=plain.check_connection)
        return replace(parts, venues=WatchedVenues(parts.venues, trigger, self._spoil), cases=cases)


class _NoProbe:
    """The plain case tests keys; nothing of a crash is in it."""

    async def probe(self, credential: VenueCredential) -> VenuePermissions:
        raise AssertionError("keys are tested by the plain case")
