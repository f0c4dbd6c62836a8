"""ccxt with a local venue keeps the venue contract."""

from collections.abc import AsyncIterator

import pytest

from tests.contract.local_venue_rig import local_case
from tests.contract.venue_bench import Case
from tests.contract.venue_suite import VenueSuite


class TestCcxtWithALocalVenue(VenueSuite):
    @pytest.fixture
    async def case(self) -> AsyncIterator[Case]:
        async with local_case() as case:
            yield case
