"""Pools in the product's roles on this module's database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.db.pool import DatabaseRole, Pool
from tests.tenants import Trader, a_trader, pool_of


@pytest.fixture
async def web(module_database: str) -> AsyncIterator[Pool]:
    async with pool_of(module_database) as pool:
        yield pool


@pytest.fixture
async def engine(module_database: str) -> AsyncIterator[Pool]:
    async with pool_of(module_database, DatabaseRole.ENGINE) as pool:
        yield pool


@pytest.fixture
async def trader(module_database: str, web: Pool) -> Trader:
    return await a_trader(module_database, web)


@pytest.fixture
async def stranger(module_database: str, web: Pool) -> Trader:
    return await a_trader(module_database, web)
