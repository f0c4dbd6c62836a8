"""Plan, validate, execute on a real, durable PostgreSQL, each step beside a bare commit of one row just before it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TypeVar

import psycopg
import uvloop

from adapters.clock import SystemClock
from adapters.db.embedded import embedded_postgres
from adapters.db.migrate import upgrade
from adapters.db.pool import DatabaseRole, open_pool
from adapters.db.unit_of_work import PostgresUnitsOfWork
from adapters.ids import Uuid7Ids
from bench.orders import reaction
from bench.rows import Row, percentile
from domain.identity.principal import Principal, Role
from domain.marketdata.market import Side
from domain.shared.ids import SessionId
from domain.trading.chronicle import Chronicle
from domain.trading.drafts import PlanDraft
from domain.trading.plan import PlanStatus
from domain.trading.use_cases.create_plan import CreatePlan
from domain.trading.use_cases.execute_plan import ExecutePlan
from domain.trading.use_cases.place_order import PlaceOrder
from domain.trading.use_cases.validate_plan import ValidatePlan
from domain.trading.venue_facts import CAPABILITIES
from tests.fakes.market_view import BTC, FakeMarketView, candles_with_lows, instrument
from tests.tenants import Trader, a_trader

T = TypeVar("T")
WARM_UP = 30
ORDERS = 300
_DRAFT = PlanDraft(symbol=BTC, side=Side.LONG)


@dataclass(slots=True)
class Timings:
    """Milliseconds of each step, one entry an order."""

    bare: list[float] = field(default_factory=list)
    plan: list[float] = field(default_factory=list)
    validate: list[float] = field(default_factory=list)
    execute: list[float] = field(default_factory=list)

    @property
    def path(self) -> list[float]:
        """Plan, validate and execute of each order together."""
        return [sum(steps) for steps in zip(self.plan, self.validate, self.execute, strict=True)]


def measure() -> Iterator[Row]:
    """Yield the rows of the group."""
    with tempfile.TemporaryDirectory(prefix="robson-bench-") as folder, embedded_postgres(Path(folder)) as server:
        upgrade(server.url)
        timings = uvloop.run(_measure(server.url))
    bare = median(timings.bare)
    yield Row(bench="orders.bare_commit", unit="ms", ours=bare)
    for name, values in (("execute", timings.execute), ("path", timings.path)):
        yield Row(bench=f"orders.{name}", unit="× bare commit", ours=median(values) / bare, limit=1.0)
        yield Row(bench=f"orders.{name}.p50", unit="ms", ours=median(values), limit=bare)
        yield Row(
            bench=f"orders.{name}.p99",
            unit="ms",
            ours=percentile(values, 0.99),
            limit=percentile(timings.bare, 0.99),
        )
    yield from reaction.measure()


async def _measure(url: str) -> Timings:
    pool = await open_pool(url, role=DatabaseRole.WEB, smallest=1)
    try:
        traders = [await a_trader(url, pool) for _ in range(WARM_UP + ORDERS)]
        bench = _Bench(PostgresUnitsOfWork(pool))
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as bare:
            await bare.execute("CREATE TABLE bare (id bigserial PRIMARY KEY, word text NOT NULL)")
            for number, trader in enumerate(traders):
                if number == WARM_UP:
                    bench.timings = Timings()
                await bench.order(trader, bare)
    finally:
        await pool.close()
    return bench.timings


class _Bench:
    """The three use cases on a market that stands still."""

    def __init__(self, units: PostgresUnitsOfWork) -> None:
        clock = SystemClock()
        view = FakeMarketView(clock, clock, [instrument(BTC)])
        view.price(BTC, "43600")
        view.history(BTC, candles_with_lows(BTC, clock.now(), "43600", ["43000", "42340", "41900"]))
        chronicle = Chronicle(Uuid7Ids(), clock, clock)
        place = PlaceOrder(view, chronicle)
        self.timings = Timings()
        self._create = CreatePlan(units, view, CAPABILITIES, chronicle)
        self._validate = ValidatePlan(units, view, CAPABILITIES, chronicle)
        self._execute = ExecutePlan(units, view, CAPABILITIES, chronicle, place)

    async def order(self, trader: Trader, bare: psycopg.AsyncConnection) -> None:
        """Time one bare commit and one order of a trader who has none yet."""
        who = Principal(
            tenant_id=trader.tenant_id,
            user_id=trader.user_id,
            session_id=SessionId(trader.user_id),
            role=Role.OWNER,
        )
        took = self.timings
        await _timed(took.bare, lambda: bare.execute("INSERT INTO bare (word) VALUES ('bare')"))
        plan = await _timed(took.plan, lambda: self._create(who, trader.account.id, _DRAFT))
        plan = await _timed(took.validate, lambda: self._validate(who, plan.id))
        plan = await _timed(took.execute, lambda: self._execute(who, plan.id))
        assert plan.status is PlanStatus.EXECUTED, plan.denials


async def _timed(into: list[float], act: Callable[[], Awaitable[T]]) -> T:
    began = time.perf_counter()
    answer = await act()
    into.append((time.perf_counter() - began) * 1000)
    return answer
