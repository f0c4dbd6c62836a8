"""The unit-of-work suite on memory and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.db.unit_of_work import PostgresUnitsOfWork
from domain.shared.ids import TenantId, UserId
from tests.contract.unit_of_work_suite import Rig, UnitOfWorkSuite
from tests.fakes.unit_of_work import MemoryStore, MemoryUnitsOfWork
from tests.rows import IDS, an_account
from tests.tenants import Trader, a_trader, pool_of


class TestInMemory(UnitOfWorkSuite):
    @pytest.fixture
    def rig(self) -> Rig:
        store = MemoryStore()
        traders = []
        for _ in range(2):
            tenant_id = TenantId(IDS.new())
            account = an_account(tenant_id)
            store.put(account)
            traders.append(Trader(tenant_id=tenant_id, user_id=UserId(IDS.new()), account=account))
        return Rig(units=MemoryUnitsOfWork(store), trader=traders[0], stranger=traders[1])


class TestOnPostgres(UnitOfWorkSuite):
    @pytest.fixture
    async def rig(self, module_database: str) -> AsyncIterator[Rig]:
        async with pool_of(module_database) as pool:
            yield Rig(
                units=PostgresUnitsOfWork(pool),
                trader=await a_trader(module_database, pool),
                stranger=await a_trader(module_database, pool),
            )
