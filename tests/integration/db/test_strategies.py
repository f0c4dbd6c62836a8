"""Strategies with their versions, and runs between tenants, who ask, and the engine, which plays."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from adapters.db.pool import Pool
from adapters.db.run_queue import PostgresRunQueue
from adapters.db.strategies import PostgresStrategyReads, PostgresStrategyUnits, run_list, strategy_list, version_list
from adapters.db.wire import Statement
from domain.identity.principal import Principal, Role
from domain.shared.errors import ForbiddenError, InvalidInputError, NotFoundError
from domain.shared.ids import RunId, SessionId
from domain.shared.page import PageRequest
from domain.signals.telling import Clerk
from domain.strategies.built_in import DEFINITIONS, BuiltIn
from domain.strategies.definition import Definition
from domain.strategies.errors import EvidenceTooWeakError, NameTakenError, QuotaSpentError, StrategyMovedOnError
from domain.strategies.ports import Job, Played
from domain.strategies.run import MOST_ATTEMPTS, MOST_WAITING, Run, RunStatus
from domain.strategies.strategy import Shown, Stage
from domain.strategies.use_cases.cancel_run import CancelRun
from domain.strategies.use_cases.change_strategy import ChangeStrategy
from domain.strategies.use_cases.create_strategy import CreateStrategy
from domain.strategies.use_cases.keep_evidence import KeepEvidence
from domain.strategies.use_cases.request_run import RequestRun
from domain.strategies.use_cases.retire_strategy import RetireStrategy
from tests.fakes.clocks import FakeClock
from tests.fakes.market_view import FakeMarketView, instrument
from tests.rows import BTC, IDS, NOW
from tests.tenants import Trader

CROSS = DEFINITIONS[BuiltIn.AVERAGE_CROSS]
MONTH: dict[str, Any] = {
    "symbol": "BTC/USDT",
    "timeframe": "1h",
    "begins": "2022-01-01T00:00:00Z",
    "ends": "2022-02-01T00:00:00Z",
}
GOOD = {"trades": "20", "look_ahead": "same"}


class Leading:
    """The lease, held."""

    def proof(self) -> Statement:
        return Statement("SELECT 1", {})


def me(trader: Trader, role: Role = Role.OWNER) -> Principal:
    return Principal(tenant_id=trader.tenant_id, user_id=trader.user_id, session_id=SessionId(IDS.new()), role=role)


class Shop:
    """Both sides on one database."""

    def __init__(self, engine: Pool, web: Pool) -> None:
        self.clock = FakeClock(NOW)
        units, clerk = PostgresStrategyUnits(web), Clerk(IDS, self.clock, self.clock)
        view = FakeMarketView(self.clock, self.clock, [instrument(BTC)])
        self.reads = PostgresStrategyReads(web)
        self.queue = PostgresRunQueue(engine, Leading())
        self.create, self.change = CreateStrategy(units, IDS, clerk), ChangeStrategy(units, clerk)
        self.retire, self.keep = RetireStrategy(units, clerk), KeepEvidence(units, clerk)
        self.ask, self.cancel = RequestRun(units, view, IDS, clerk), CancelRun(units, clerk)

    async def drafted(self, trader: Trader, name: str = "Cross") -> Shown:
        return await self.create(me(trader), name, CROSS)

    async def asked(self, trader: Trader, shown: Shown, **changes: object) -> Run:
        return await self.ask(me(trader), shown.strategy.id, MONTH | changes)

    async def taken(self) -> Job:
        job = await self.queue.take(NOW)
        assert job is not None
        return job

    async def played(self, trader: Trader, shown: Shown, figures: dict[str, str]) -> Run:
        run = await self.asked(trader, shown)
        job = await self.taken()
        await self.queue.finish(job.run, Played(figures=figures, digest="d" * 64, result=b'{"trades": []}'), NOW)
        return await self.reads.run(trader.tenant_id, run.id)


@pytest.fixture
async def shop(engine: Pool, web: Pool, module_database: str) -> Shop:
    with psycopg.connect(module_database) as owner:
        owner.execute("DELETE FROM backtest_run")
    return Shop(engine, web)


async def test_a_change_is_a_new_version_and_the_old_one_stays_as_it_was(shop: Shop, trader: Trader) -> None:
    drafted = await shop.drafted(trader)
    bolder = replace(CROSS, trend=0)
    changed = await shop.change(me(trader), drafted.strategy.id, 1, bolder)
    assert (changed.strategy.number, changed.strategy.stage) == (2, Stage.DRAFT)
    assert await shop.reads.strategy(trader.tenant_id, drafted.strategy.id) == replace(
        changed, strategy=replace(changed.strategy, version=1)
    )
    versions = (await shop.reads.versions(trader.tenant_id, drafted.strategy.id, PageRequest())).items
    assert [(version.number, version.definition) for version in versions] == [(2, bolder), (1, CROSS)]
    assert (await shop.change(me(trader), drafted.strategy.id, 2, bolder)).strategy.number == 2


async def test_a_change_made_on_an_older_version_is_refused(shop: Shop, trader: Trader) -> None:
    drafted = await shop.drafted(trader)
    await shop.change(me(trader), drafted.strategy.id, 1, replace(CROSS, trend=0))
    with pytest.raises(StrategyMovedOnError, match="version 2 meanwhile"):
        await shop.change(me(trader), drafted.strategy.id, 1, replace(CROSS, trend=50))


@pytest.mark.parametrize("role", ["robson_app", "robson_engine"])
async def test_no_role_can_rewrite_a_version(shop: Shop, trader: Trader, module_database: str, role: str) -> None:
    await shop.drafted(trader)
    with psycopg.connect(module_database) as owner:
        for right in ("UPDATE", "DELETE"):
            asked = owner.execute("SELECT has_table_privilege(%s, 'strategy_version', %s)", (role, right)).fetchone()
            assert asked == (False,)


async def test_names_are_one_tenants_own(shop: Shop, trader: Trader, stranger: Trader) -> None:
    await shop.drafted(trader)
    with pytest.raises(NameTakenError):
        await shop.drafted(trader)
    theirs = await shop.drafted(stranger)
    listed = await shop.reads.strategies(stranger.tenant_id, PageRequest())
    assert [shown.strategy.id for shown in listed.items] == [theirs.strategy.id]
    with pytest.raises(NotFoundError):
        await shop.reads.strategy(trader.tenant_id, theirs.strategy.id)


async def test_who_may_only_look_makes_nothing(shop: Shop, trader: Trader) -> None:
    with pytest.raises(ForbiddenError):
        await shop.create(me(trader, Role.VIEWER), "Mine", CROSS)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"symbol": "NONE/USDT"}, "symbol"),
        ({"timeframe": "4h"}, "timeframe"),
        ({"timeframe": None}, "timeframe"),
        ({"begins": "2022-02-01T00:00:00Z"}, "begins"),
        ({"begins": "yesterday"}, "begins"),
        ({"ends": 5}, "ends"),
        ({"capital": "0"}, "capital"),
        ({"capital": "1e9"}, "capital"),
        ({"fee": "0.2"}, "fee"),
        ({"slippage": "-0.1"}, "slippage"),
        ({"brakes": "no"}, "brakes"),
        ({"leverage": "3"}, "run"),
    ],
)
async def test_a_bad_request_queues_nothing(shop: Shop, trader: Trader, changes: Any, field: str) -> None:
    drafted = await shop.drafted(trader)
    with pytest.raises(InvalidInputError) as refused:
        await shop.asked(trader, drafted, **changes)
    assert refused.value.field == field
    assert await shop.queue.take(NOW) is None


async def test_a_run_goes_from_the_queue_to_its_result(shop: Shop, trader: Trader, stranger: Trader) -> None:
    drafted = await shop.drafted(trader)
    run = await shop.asked(trader, drafted, capital="5000")
    job = await shop.taken()
    assert (job.run.id, job.run.status, job.run.capital) == (run.id, RunStatus.RUNNING, Decimal(5000))
    assert job.version.definition == CROSS
    assert await shop.queue.take(NOW) is None
    assert await shop.queue.progress(job.run, 40)
    assert (await shop.reads.run(trader.tenant_id, run.id)).progress == 40
    await shop.queue.finish(job.run, Played(figures=GOOD, digest="d" * 64, result=b'{"r": ["1.5"]}'), NOW)
    done = await shop.reads.run(trader.tenant_id, run.id)
    assert (done.status, done.progress, done.figures, done.digest) == (RunStatus.DONE, 100, GOOD, "d" * 64)
    assert json.loads(await shop.reads.result(trader.tenant_id, run.id)) == {"r": ["1.5"]}
    for read in (shop.reads.run, shop.reads.result):
        with pytest.raises(NotFoundError):
            await read(stranger.tenant_id, run.id)


async def test_what_was_cancelled_is_not_played_on_and_keeps_nothing(shop: Shop, trader: Trader) -> None:
    drafted = await shop.drafted(trader)
    waiting, going = await shop.asked(trader, drafted), await shop.asked(trader, drafted)
    await shop.cancel(me(trader), waiting.id)
    job = await shop.taken()
    assert job.run.id == going.id
    await shop.cancel(me(trader), going.id)
    assert not await shop.queue.progress(job.run, 50)
    await shop.queue.finish(job.run, Played(figures=GOOD, digest="d", result=b"{}"), NOW)
    await shop.queue.fail(job.run, "late", NOW)
    assert (await shop.reads.run(trader.tenant_id, going.id)).status is RunStatus.CANCELLED
    with pytest.raises(NotFoundError):
        await shop.reads.result(trader.tenant_id, going.id)
    with pytest.raises(StrategyMovedOnError):
        await shop.cancel(me(trader), going.id)


async def test_a_run_that_a_restart_broke_off_is_begun_again_and_at_last_given_up(shop: Shop, trader: Trader) -> None:
    run = await shop.asked(trader, await shop.drafted(trader))
    for attempt in range(1, MOST_ATTEMPTS):
        assert (await shop.taken()).run.attempts == attempt
        assert await shop.queue.put_back(NOW) == 1
        assert (await shop.reads.run(trader.tenant_id, run.id)).status is RunStatus.QUEUED
    await shop.taken()
    assert await shop.queue.put_back(NOW) == 1
    given_up = await shop.reads.run(trader.tenant_id, run.id)
    assert given_up.status is RunStatus.FAILED
    assert "desk stopped" in given_up.reason


async def test_the_quota_holds_for_askings_at_the_same_time(shop: Shop, trader: Trader) -> None:
    drafted = await shop.drafted(trader)
    asked = [shop.asked(trader, drafted) for _ in range(MOST_WAITING + 3)]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(outcome, Run) for outcome in outcomes) == MOST_WAITING
    assert sum(isinstance(outcome, QuotaSpentError) for outcome in outcomes) == 3


async def test_tenants_are_served_in_turn(shop: Shop, trader: Trader, stranger: Trader) -> None:
    mine, theirs = await shop.drafted(trader), await shop.drafted(stranger)
    first, second = await shop.asked(trader, mine), await shop.asked(trader, mine)
    other = await shop.asked(stranger, theirs)
    order = [(await shop.queue.take(NOW + timedelta(seconds=k))) for k in range(3)]
    assert [job.run.id for job in order if job] == [first.id, other.id, second.id]


async def test_a_draft_rests_on_a_run_of_its_newest_version_alone(shop: Shop, trader: Trader) -> None:
    drafted = await shop.drafted(trader)
    strategy = drafted.strategy.id
    run = await shop.played(trader, drafted, GOOD)
    tested = await shop.keep(me(trader), strategy, run.id)
    assert (tested.strategy.stage, tested.strategy.evidence) == (Stage.BACKTESTED, run.id)
    changed = await shop.change(me(trader), strategy, 1, replace(CROSS, trend=0))
    assert (changed.strategy.stage, changed.strategy.evidence) == (Stage.DRAFT, None)
    with pytest.raises(EvidenceTooWeakError, match="another version"):
        await shop.keep(me(trader), strategy, run.id)


@pytest.mark.parametrize("figures", [{"trades": "19", "look_ahead": "same"}, {"trades": "99", "look_ahead": "differs"}])
async def test_weak_evidence_moves_nothing(shop: Shop, trader: Trader, figures: dict[str, str]) -> None:
    drafted = await shop.drafted(trader)
    run = await shop.played(trader, drafted, figures)
    with pytest.raises(EvidenceTooWeakError):
        await shop.keep(me(trader), drafted.strategy.id, run.id)
    assert (await shop.reads.strategy(trader.tenant_id, drafted.strategy.id)).strategy.stage is Stage.DRAFT


async def test_a_retired_strategy_is_neither_changed_nor_run(shop: Shop, trader: Trader) -> None:
    drafted = await shop.drafted(trader)
    await shop.retire(me(trader), drafted.strategy.id)
    with pytest.raises(StrategyMovedOnError):
        await shop.asked(trader, drafted)
    with pytest.raises(StrategyMovedOnError):
        await shop.change(me(trader), drafted.strategy.id, 1, Definition(detector="hammer"))


async def test_each_step_is_in_the_audit_chain_with_its_evidence(
    shop: Shop, trader: Trader, module_database: str
) -> None:
    drafted = await shop.drafted(trader)
    run = await shop.played(trader, drafted, GOOD)
    await shop.keep(me(trader), drafted.strategy.id, run.id)
    await shop.retire(me(trader), drafted.strategy.id)
    with psycopg.connect(module_database) as owner:
        rows = owner.execute(
            "SELECT kind, figures ->> 'digest' FROM event WHERE tenant_id = %s ORDER BY sequence", (trader.tenant_id,)
        ).fetchall()
    assert rows == [
        ("strategy.created", None),
        ("backtest.requested", None),
        ("strategy.backtested", "d" * 64),
        ("strategy.retired", None),
    ]


@pytest.mark.parametrize("listing", [strategy_list(), version_list(), run_list(of_strategy=True)], ids=lambda x: x.name)
def test_lists_read_along_an_index(module_database: str, listing: Any) -> None:
    asked = {f"of_{name}": IDS.new() for name in ("tenant_id", "strategy_id")} | {"count": 51}
    with psycopg.connect(module_database) as owner:
        for setting in ("enable_seqscan", "enable_bitmapscan", "enable_sort"):
            owner.execute(f"SET {setting} = off".encode())
        plan = "\n".join(row[0] for row in owner.execute(f"EXPLAIN {listing._first}".encode(), asked).fetchall())
    assert "Index" in plan and "Seq Scan" not in plan and "Sort" not in plan, plan


async def test_an_unknown_run_is_no_evidence(shop: Shop, trader: Trader) -> None:
    drafted = await shop.drafted(trader)
    with pytest.raises(NotFoundError):
        await shop.keep(me(trader), drafted.strategy.id, RunId(IDS.new()))
