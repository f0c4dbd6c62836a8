"""The paper venue keeps the venue contract, on books in memory."""

from collections.abc import AsyncIterator

import pytest

from tests.contract.paper_rig import PaperRig
from tests.contract.venue_bench import Case, Listener
from tests.contract.venue_suite import VenueSuite
from tests.fakes.paper_store import MemoryPaperStore


class TestPaperVenueInMemory(VenueSuite):
    @pytest.fixture
    async def case(self) -> AsyncIterator[Case]:
        rig = PaperRig(MemoryPaperStore())
        await rig.open()
        listener = Listener(rig.venue)
        yield Case(rig=rig, listener=listener)
        listener.close()
        await rig.close()
