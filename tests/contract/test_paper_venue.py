"""The paper venue keeps the venue contract, on books in memory and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from adapters.db.paper_store import PostgresPaperStore
from adapters.db.pool import DatabaseRole
from domain.trading.paper.state import PaperKey
from tests.contract.paper_rig import PaperRig
from tests.contract.venue_suite import Case, Listener, VenueSuite
from tests.fakes.paper_store import MemoryPaperStore
from tests.tenants import a_trader, pool_of


class TestPaperVenueInMemory(VenueSuite):
    @pytest.fixture
    async def case(self) -> AsyncIterator[Case]:
        rig = PaperRig(MemoryPaperStore())
        await rig.open()
        listener = Listener(rig.venue)
        yield Case(rig=rig, listener=listener)
        listener.close()
        await rig.close()


class TestPaperVenueOnPostgres(VenueSuite):
    @pytest.fixture
    async def case(self, module_database: str) -> AsyncIterator[Case]:
        async with pool_of(module_database) as web, pool_of(module_database, DatabaseRole.ENGINE) as pool:
            trader = await a_trader(module_database, web)
            rig = PaperRig(PostgresPaperStore(pool))
            await rig.open(PaperKey(tenant_id=trader.tenant_id, account_id=trader.account.id, epoch=1))
            listener = Listener(rig.venue)
            yield Case(rig=rig, listener=listener)
            listener.close()
            await rig.close()
