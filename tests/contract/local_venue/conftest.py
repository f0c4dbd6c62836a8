"""A venue in the test's own loop, an account on it, and ccxt's real client in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.venue import LocalVenue
from tests.venue.ccxt_clients import client


@pytest.fixture
async def venue() -> AsyncIterator[LocalVenue]:
    async with LocalVenue() as running:
        yield running


@pytest.fixture
def keys(venue: LocalVenue) -> dict[str, str]:
    return venue.control.account("desk", USDT="10000")


@pytest.fixture
async def binance(venue: LocalVenue, keys: dict[str, str]) -> AsyncIterator[Any]:
    connected = client(venue, keys)
    await connected.load_markets()
    yield connected
    await connected.close()
