"""Batches on one connection: in order, all or nothing after a failure, and still usable after every accident."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg
import pytest

from adapters.db.mappers.documents import document
from adapters.db.pool import Connection, Pool
from adapters.db.wire import Statement, Wire
from domain.shared.money import Price
from tests.rows import IDS
from tests.tenants import pool_of

PREPARED = Statement("SELECT count(*) AS n FROM pg_prepared_statements WHERE name LIKE 'robson_%%'", {})


@pytest.fixture
async def connection(web: Pool) -> AsyncIterator[Connection]:
    async with web.connection() as connection:
        yield connection


async def test_answers_come_in_the_order_of_the_statements(connection: Connection) -> None:
    asked = [Statement("SELECT %(n)s::int AS n", {"n": n}) for n in range(50)]
    assert await Wire(connection).send(asked) == [[{"n": n}] for n in range(50)]


async def test_every_kind_of_value_survives_the_round_trip(connection: Connection) -> None:
    values = {
        "uuid": IDS.new(),
        "text": "Ünïcödé · 价格 'quoted' \\ %s %(name)s",
        "numeric": Decimal("-0.000000000000000001"),
        "boolean": True,
        "bigint": 2**62,
        "timestamptz": datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
        "date": date(2026, 1, 2),
    }
    columns = ", ".join(f"%({kind})s::{kind} AS {kind}" for kind in values)
    assert await Wire(connection).send([Statement(f"SELECT {columns}", values)]) == [[values]]
    nothing = dict.fromkeys(values)
    assert await Wire(connection).send([Statement(f"SELECT {columns}", nothing)]) == [[nothing]]
    price = Statement("SELECT %(p)s::numeric AS p, %(d)s::jsonb AS d", {"p": Price("41835.60"), "d": document([1])})
    assert await Wire(connection).send([price]) == [[{"p": Decimal("41835.6"), "d": b"[1]"}]]


async def test_a_name_used_twice_is_one_parameter_and_a_percent_sign_stays_one(connection: Connection) -> None:
    asked = Statement("SELECT %(n)s::int %% 3 AS rest, %(n)s::int AS n", {"n": 5})
    assert await Wire(connection).send([asked]) == [[{"rest": 2, "n": 5}]]


async def test_after_a_failure_nothing_more_of_the_batch_runs_and_the_connection_goes_on(
    connection: Connection,
) -> None:
    wire = Wire(connection)
    made = "CREATE TEMP TABLE made (n int UNIQUE)"
    insert = "INSERT INTO made VALUES (%(n)s)"
    await wire.send([Statement(made, {})])
    with pytest.raises(psycopg.errors.UniqueViolation):
        await wire.send(
            [Statement("BEGIN", {}), *(Statement(insert, {"n": n}) for n in (1, 1, 2)), Statement("COMMIT", {})]
        )
    await wire.send([Statement("ROLLBACK", {})])
    assert await wire.send([Statement("SELECT n FROM made", {})]) == [[]]


async def test_a_statement_that_cannot_be_prepared_is_tried_again_when_it_can(connection: Connection) -> None:
    wire = Wire(connection)
    late = Statement("SELECT count(*) AS n FROM late", {})
    with pytest.raises(psycopg.errors.UndefinedTable):
        await wire.send([late])
    await wire.send([Statement("CREATE TEMP TABLE late (n int)", {})])
    assert await wire.send([late]) == [[{"n": 0}]]


async def test_a_statement_is_prepared_once_a_connection(connection: Connection) -> None:
    asked = Statement("SELECT %(n)s::text AS once", {"n": "1"})
    await Wire(connection).send([asked, PREPARED])
    before = await Wire(connection).send([PREPARED])
    await Wire(connection).send([asked, asked, Statement(asked.query, {"n": None})])
    assert await Wire(connection).send([PREPARED]) == before


async def test_a_cancelled_batch_leaves_the_connection_usable(connection: Connection) -> None:
    wire = Wire(connection)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await wire.send([Statement("SELECT pg_sleep(30)", {}), Statement("SELECT 1", {})])
    assert await wire.send([Statement("SELECT 1 AS n", {})]) == [[{"n": 1}]]


async def test_a_statement_cut_off_the_first_time_it_was_sent_works_the_next_time(connection: Connection) -> None:
    slow = "SELECT pg_sleep(%(seconds)s::float8), 7 AS n"
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await Wire(connection).send([Statement(slow, {"seconds": 30})])
    ((answer,),) = await Wire(connection).send([Statement(slow, {"seconds": 0})])
    assert answer["n"] == 7


async def test_a_connection_that_dies_says_so_and_is_not_reused(module_database: str) -> None:
    async with pool_of(module_database, largest=1) as pool:
        async with pool.connection() as connection:
            with psycopg.connect(module_database, autocommit=True) as owner:
                owner.execute("SELECT pg_terminate_backend(%s, 5000)", (connection.info.backend_pid,))
            with pytest.raises(psycopg.OperationalError):
                await Wire(connection).send([Statement("SELECT 1", {})])
        async with pool.connection() as connection:
            assert await Wire(connection).send([Statement("SELECT 1 AS n", {})]) == [[{"n": 1}]]


async def test_many_rows_come_through_a_batch_whole(connection: Connection) -> None:
    many = Statement("SELECT repeat('x', 1000) AS x FROM generate_series(1, 5000)", {})
    first, second = await Wire(connection).send([many, many])
    assert len(first) == len(second) == 5000


async def test_the_drivers_own_rollback_forgets_nothing_that_the_wire_prepared(connection: Connection) -> None:
    asked = Statement("SELECT %(n)s::int AS n", {"n": 1})
    await Wire(connection).send([asked])
    for _ in range(10):
        await connection.execute("SELECT %s::int", (1,))
    with pytest.raises(psycopg.errors.DivisionByZero):
        async with connection.transaction():
            await connection.execute("SELECT 1 / %s::int", (0,))
    await connection.rollback()
    assert await Wire(connection).send([asked]) == [[{"n": 1}]]
