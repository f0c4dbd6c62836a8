"""One engine leads at a time, by the database's clock."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from adapters.db.errors import LeaseLostError
from adapters.db.lease import PostgresLease, somebody_leads
from adapters.db.pool import Pool
from tests.rows import IDS

BRIEF = timedelta(milliseconds=300)


def lease(pool: Pool, name: str, life: timedelta = timedelta(seconds=5)) -> PostgresLease:
    return PostgresLease(pool, IDS.new(), name=name, life=life)


async def test_one_of_many_that_ask_at_once_is_elected(engine: Pool) -> None:
    asked = [lease(engine, "many") for _ in range(8)]
    epochs = await asyncio.gather(*(one.acquire() for one in asked))
    assert [e for e in epochs if e is not None] == [1]


async def test_a_held_lease_is_not_given_to_another_and_can_be_renewed(engine: Pool) -> None:
    first, second = lease(engine, "held"), lease(engine, "held")
    assert await first.acquire() == 1
    assert await second.acquire() is None
    assert await first.renew()
    assert not await second.renew()


async def test_a_lease_that_ran_out_goes_to_the_next_with_a_new_epoch(engine: Pool) -> None:
    first, second = lease(engine, "brief", BRIEF), lease(engine, "brief", BRIEF)
    assert await first.acquire() == 1
    await asyncio.sleep(0.4)
    assert await second.acquire() == 2
    assert not await first.renew()


async def test_a_released_lease_is_free_at_once(engine: Pool, web: Pool) -> None:
    first, second = lease(engine, "free"), lease(engine, "free")
    assert not await somebody_leads(web, name="free")
    await first.acquire()
    assert await somebody_leads(web, name="free")
    await first.release()
    assert not await somebody_leads(web, name="free")
    assert await second.acquire() == 2


async def test_a_late_renewal_holds_while_nobody_else_took_over(engine: Pool) -> None:
    late = lease(engine, "late", BRIEF)
    await late.acquire()
    await asyncio.sleep(0.4)
    assert await late.renew()
    assert await somebody_leads(engine, name="late")


def test_whoever_stands_by_has_no_proof() -> None:
    with pytest.raises(LeaseLostError, match="holds no lease"):
        PostgresLease(None, IDS.new()).proof()  # type: ignore[arg-type]  # never reaches a pool
