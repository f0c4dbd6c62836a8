"""Tenants of a real database, placed by its owner, and pools in the product's roles."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psycopg

from adapters.db.chain import GENESIS
from adapters.db.pool import DatabaseRole, Pool, open_pool
from adapters.db.unit_of_work import PostgresUnitsOfWork
from domain.shared.ids import TenantId, UserId
from domain.trading.account import Account
from tests.rows import IDS, NOW, an_account


@dataclass(frozen=True, slots=True, kw_only=True)
class Trader:
    """A tenant with one user and one paper account."""

    tenant_id: TenantId
    user_id: UserId
    account: Account


@asynccontextmanager
async def pool_of(url: str, role: DatabaseRole = DatabaseRole.WEB, largest: int = 12) -> AsyncIterator[Pool]:
    """A pool that closes at the end of the test."""
    pool = await open_pool(url, role=role, smallest=1, largest=largest)
    try:
        yield pool
    finally:
        await pool.close()


def a_tenant(url: str) -> tuple[TenantId, UserId]:
    """Place a tenant, its trader and the start of its chain."""
    tenant_id, user_id = TenantId(IDS.new()), UserId(IDS.new())
    with psycopg.connect(url) as owner:
        owner.execute("INSERT INTO tenant VALUES (%s, 'Tenant', 'standard', %s, NULL)", (tenant_id, NOW))
        owner.execute("INSERT INTO app_user VALUES (%s, %s, 'Trader', 'owner', %s)", (tenant_id, user_id, NOW))
        owner.execute("INSERT INTO event_head VALUES (%s, 0, %s)", (tenant_id, GENESIS))
    return tenant_id, user_id


async def a_trader(url: str, pool: Pool) -> Trader:
    """Place a tenant with a paper account."""
    tenant_id, user_id = a_tenant(url)
    account = an_account(tenant_id)
    async with PostgresUnitsOfWork(pool)(tenant_id) as unit:
        unit.accounts.add(account)
        await unit.commit()
    return Trader(tenant_id=tenant_id, user_id=user_id, account=account)
