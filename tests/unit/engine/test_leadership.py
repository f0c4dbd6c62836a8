"""Who leads, and for how long that may be believed."""

from __future__ import annotations

import asyncio

import pytest

from domain.shared.errors import RobsonError
from robson_app.engine import leadership as module
from robson_app.engine.leadership import Leadership, NotLeadingError


class FakeLease:
    def __init__(self) -> None:
        self.free = True
        self.ours = True
        self.failing = False
        self.released = 0

    async def acquire(self) -> int | None:
        if self.failing:
            raise RobsonError("away")
        return 7 if self.free else None

    async def renew(self) -> bool:
        if self.failing:
            raise RobsonError("away")
        return self.ours

    async def release(self) -> None:
        self.released += 1


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_RETRY_S", 0.01)
    monkeypatch.setattr(module, "_RENEW_S", 0.01)
    monkeypatch.setattr(module, "_TRUSTED_S", 0.2)


async def test_before_an_election_nothing_may_be_sent() -> None:
    with pytest.raises(NotLeadingError):
        Leadership(FakeLease()).require()


async def test_a_standby_waits_until_the_lease_is_free() -> None:
    lease = FakeLease()
    lease.free = False
    leadership = Leadership(lease)
    waiting = asyncio.create_task(leadership.elected())
    await asyncio.sleep(0.05)
    assert not waiting.done()
    lease.free = True
    assert await waiting == 7
    assert leadership.epoch == 7


async def test_a_standby_outlasts_a_database_that_is_away() -> None:
    lease = FakeLease()
    lease.failing = True
    waiting = asyncio.create_task(Leadership(lease).elected())
    await asyncio.sleep(0.03)
    lease.failing = False
    assert await waiting == 7


async def test_renewal_keeps_the_claim_alive_beyond_its_first_life() -> None:
    leadership = Leadership(FakeLease())
    await leadership.elected()
    keeping = asyncio.create_task(leadership.keep())
    await asyncio.sleep(0.4)
    leadership.require()
    keeping.cancel()


async def test_a_lease_taken_by_another_ends_the_claim_at_once() -> None:
    lease = FakeLease()
    leadership = Leadership(lease)
    await leadership.elected()
    lease.ours = False
    with pytest.raises(NotLeadingError):
        await leadership.keep()
    with pytest.raises(NotLeadingError):
        leadership.require()


async def test_without_renewal_the_claim_runs_out_by_itself() -> None:
    lease = FakeLease()
    leadership = Leadership(lease)
    await leadership.elected()
    lease.failing = True
    with pytest.raises(NotLeadingError):
        await leadership.keep()


async def test_a_process_that_slept_does_not_believe_its_old_claim() -> None:
    leadership = Leadership(FakeLease())
    await leadership.elected()
    await asyncio.sleep(0.25)
    with pytest.raises(NotLeadingError):
        leadership.require()


async def test_resigning_gives_the_lease_up() -> None:
    lease = FakeLease()
    leadership = Leadership(lease)
    await leadership.elected()
    await leadership.resign()
    assert lease.released == 1
    with pytest.raises(NotLeadingError):
        _ = leadership.epoch
