"""Desks open when their work appears, fail alone, and follow a paper reset."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from adapters.bus.memory import MemoryBus
from adapters.db.work import AccountRef
from domain.shared.bus import Channel
from domain.shared.errors import NotFoundError, RobsonError
from domain.shared.ids import AccountId, TenantId
from domain.trading.dispatch import Cancel, Dispatch
from robson_app.engine.desks import Desks
from robson_app.engine.facts import FactsLoop
from robson_app.engine.leadership import Leadership
from tests.fakes.venue import FakeVenue
from tests.unit.engine.test_leadership import FakeLease

MINE = AccountRef(tenant_id=TenantId(UUID(int=1)), account_id=AccountId(UUID(int=11)))
OTHER = AccountRef(tenant_id=TenantId(UUID(int=2)), account_id=AccountId(UUID(int=22)))


class Cases:
    """Counts what a desk asks for; `broken` accounts cannot be reconciled."""

    def __init__(self) -> None:
        self.reconciled: list[AccountId] = []
        self.begun: list[AccountId] = []
        self.broken: set[AccountId] = set()
        self.keyless: set[AccountId] = set()
        self.suspended: dict[AccountId, str] = {}

    async def doubt_sending(self, _: TenantId, __: AccountId, ___: object) -> int:
        return 0

    async def suspend_account(self, _: TenantId, account_id: AccountId, reason: str) -> None:
        self.suspended[account_id] = reason

    async def reconcile_account(self, _: TenantId, account_id: AccountId, __: Any, **___: object) -> int:
        if account_id in self.keyless:
            raise RobsonError("the venue does not take this key", code="KEY_REFUSED")
        if account_id in self.broken:
            raise RobsonError("the venue does not answer")
        self.reconciled.append(account_id)
        return 0

    async def begin_sending(
        self, _: TenantId, account_id: AccountId, __: int, ___: object
    ) -> Sequence[Dispatch | Cancel]:
        self.begun.append(account_id)
        return ()


class Venues:
    def __init__(self) -> None:
        self.epochs: dict[AccountId, int | None] = {MINE.account_id: 1, OTHER.account_id: 1}
        self.refusing: set[AccountId] = set()

    async def open(self, ref: AccountRef) -> tuple[FakeVenue, int]:
        if ref.account_id in self.refusing:
            raise RobsonError("no venue is connected")
        epoch = self.epochs.get(ref.account_id)
        if epoch is None:
            raise NotFoundError("there is no such account")
        return FakeVenue(), epoch

    async def epoch(self, ref: AccountRef) -> int | None:
        return self.epochs.get(ref.account_id)

    async def close(self, ref: AccountRef, epoch: int) -> None:
        return None


class Office:
    def __init__(self) -> None:
        self.cases: Any = Cases()
        self.venues: Any = Venues()
        self.leadership = Leadership(FakeLease())
        self.desks = Desks(venues=self.venues, cases=self.cases, leadership=self.leadership)

    async def settle(self) -> None:
        await asyncio.gather(*(desk.drained() for desk in self.desks))


@pytest.fixture
async def office() -> Office:
    office = Office()
    await office.leadership.elected()
    return office


async def test_nothing_is_sent_before_the_desk_is_reconciled_and_released(office: Office) -> None:
    await office.desks.at(MINE)
    await office.settle()
    assert office.cases.reconciled == [MINE.account_id]
    assert office.cases.begun == []
    office.desks.release()
    await office.settle()
    assert office.cases.begun == [MINE.account_id]


async def test_a_desk_that_cannot_be_reconciled_sends_nothing_and_stops_no_other(office: Office) -> None:
    office.cases.broken.add(MINE.account_id)
    office.desks.release()
    for ref in (MINE, OTHER):
        await office.desks.at(ref)
    await office.settle()
    assert office.cases.begun == [OTHER.account_id]
    await office.desks.close(within_s=1)


async def test_an_account_whose_key_is_refused_is_suspended_alone_and_comes_back(office: Office) -> None:
    office.cases.keyless.add(MINE.account_id)
    office.desks.release()
    for ref in (MINE, OTHER):
        await office.desks.at(ref)
    await office.settle()
    assert office.cases.suspended == {MINE.account_id: "the venue does not take this key", OTHER.account_id: ""}
    assert office.cases.begun == [OTHER.account_id]
    office.cases.keyless.clear()
    desk = office.desks.find(MINE.account_id)
    assert desk is not None
    desk.reconcile()
    await office.settle()
    assert office.cases.suspended[MINE.account_id] == ""
    assert MINE.account_id in office.cases.begun
    await office.desks.close(within_s=1)


async def test_an_account_without_a_venue_stops_no_other(office: Office) -> None:
    office.venues.refusing.add(MINE.account_id)
    office.desks.release()
    await office.desks.each((MINE, OTHER), lambda desk: desk.send())
    await office.settle()
    assert office.desks.find(MINE.account_id) is None
    assert office.cases.begun == [OTHER.account_id]


async def test_the_same_account_asked_for_twice_at_once_gets_one_desk(office: Office) -> None:
    first, second = await asyncio.gather(office.desks.at(MINE), office.desks.at(MINE))
    assert first is second


async def test_after_a_paper_reset_the_desk_is_opened_anew(office: Office) -> None:
    before = await office.desks.at(MINE)
    office.venues.epochs[MINE.account_id] = 2
    await office.desks.look_again(MINE)
    after = office.desks.find(MINE.account_id)
    assert after is not None
    assert after is not before
    assert after.epoch == 2


async def test_an_account_that_is_gone_loses_its_desk(office: Office) -> None:
    await office.desks.at(MINE)
    office.venues.epochs[MINE.account_id] = None
    await office.desks.look_again(MINE)
    assert office.desks.find(MINE.account_id) is None
    assert await office.desks.at(MINE) is None


async def test_desks_without_work_are_retired(office: Office) -> None:
    for ref in (MINE, OTHER):
        await office.desks.at(ref)
    await office.settle()
    await office.desks.retire({OTHER.account_id})
    assert [desk.ref for desk in office.desks] == [OTHER]


async def test_a_message_that_makes_no_sense_is_passed_over(office: Office) -> None:
    office.desks.release()
    bus = MemoryBus()
    watch: Any = SimpleNamespace()
    facts = FactsLoop(bus=bus, desks=office.desks, watch=watch, on_close=watch, on_keys=watch)
    listening = asyncio.create_task(facts.run())
    await asyncio.sleep(0)
    for payload in ("", "intents", "intents x y", f"intents {MINE.tenant_id} {MINE.account_id}"):
        await bus.publish(Channel.FACTS, payload)
    async with asyncio.timeout(2):
        while MINE.account_id not in office.cases.begun:  # noqa: ASYNC110 - the fake counts, it does not tell
            await asyncio.sleep(0.01)
    listening.cancel()


async def test_no_desk_opens_while_the_old_one_is_being_closed(office: Office) -> None:
    await office.desks.at(MINE)
    told: list[str] = []
    begun, going_on = asyncio.Event(), asyncio.Event()

    async def closing(*_: object) -> None:
        told.append("closing")
        begun.set()
        await going_on.wait()
        told.append("closed")

    async def opening(ref: AccountRef) -> tuple[FakeVenue, int]:
        told.append("opened")
        return FakeVenue(), 2

    office.venues.close, office.venues.open = closing, opening
    office.venues.epochs[MINE.account_id] = 2
    changed = asyncio.create_task(office.desks.look_again(MINE))
    await begun.wait()
    asked = asyncio.create_task(office.desks.at(MINE))
    await asyncio.sleep(0)
    going_on.set()
    await asyncio.gather(changed, asked)
    assert told == ["closing", "closed", "opened"]
