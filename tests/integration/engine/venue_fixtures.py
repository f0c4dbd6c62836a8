"""One floor at the local venue for all tests of a module, and a trader of its own for each."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.integration.engine.venue_floor import PRICE, VenueFloor, VenueTrader, a_venue_floor


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_floor(module_database: str) -> AsyncIterator[VenueFloor]:
    async with a_venue_floor(module_database) as floor:
        yield floor


@pytest_asyncio.fixture(loop_scope="module")
async def floor(shared_floor: VenueFloor) -> AsyncIterator[VenueFloor]:
    """The module's floor, at its first price and without faults."""
    shared_floor.venue.desk.limits.used = 0
    shared_floor.move(PRICE)
    await shared_floor.quoted(PRICE)
    await shared_floor.fresh()
    yield shared_floor
    shared_floor.venue.control.clear_faults()


@pytest_asyncio.fixture(loop_scope="module")
async def trader(floor: VenueFloor) -> VenueTrader:
    return await floor.trader(USDT="20000", BNB="5")
