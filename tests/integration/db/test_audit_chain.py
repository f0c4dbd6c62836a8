"""The chain shows the first place where anybody touched it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import psycopg
import pytest

from adapters.db.audit import tenants_with_chains, verify_chain
from adapters.db.chain import GENESIS, canonical, link
from adapters.db.mappers.documents import encode
from adapters.db.pool import Pool
from adapters.db.unit_of_work import PostgresUnitsOfWork
from domain.shared.money import Price
from tests.rows import an_account, an_event
from tests.tenants import Trader


@pytest.fixture
async def chained(web: Pool, trader: Trader) -> Trader:
    """Five events of every shape."""
    shapes: list[dict[str, object]] = [
        {"figures": {"b": "2", "a": {"nested": ["1.50", None, True, 7]}}},
        {"sentence": "Ünïcödé · 价格 “quoted” \\ / \t", "market_at": None},
        {"figures": {"price": Price("41835.60"), "loss": Decimal("-0.000000000000000001")}},
        {"at": datetime(2026, 1, 1, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=-3)))},
        {"account_id": None, "figures": {}},
    ]
    for shape in shapes:
        async with PostgresUnitsOfWork(web)(trader.tenant_id) as unit:
            unit.record(an_event(trader.account, **shape))
            await unit.commit()
    return trader


async def test_an_untouched_chain_is_whole(web: Pool, chained: Trader) -> None:
    report = await verify_chain(web, chained.tenant_id)
    assert (report.events, report.broken_at, report.finding) == (5, None, "")


async def test_events_of_one_unit_are_chained_in_the_order_recorded(web: Pool, trader: Trader) -> None:
    async with PostgresUnitsOfWork(web)(trader.tenant_id) as unit:
        for number in range(3):
            unit.record(an_event(trader.account, f"step.{number}"))
        await unit.commit()
    assert (await verify_chain(web, trader.tenant_id)).events == 3


TAMPERINGS: list[tuple[str, int, str]] = [
    ("UPDATE event SET sentence = 'nothing happened' WHERE {mine} AND sequence = 3", 3, "altered"),
    ("UPDATE event SET figures = jsonb_set(figures, '{{price}}', '\"1\"') WHERE {mine} AND sequence = 3", 3, "altered"),
    ("UPDATE event SET actor = 'system2' WHERE {mine} AND sequence = 1", 1, "altered"),
    ("UPDATE event SET at = at + interval '1 microsecond' WHERE {mine} AND sequence = 4", 4, "altered"),
    ("UPDATE event SET hash = repeat('a', 64) WHERE {mine} AND sequence = 2", 2, "altered"),
    ("DELETE FROM event WHERE {mine} AND sequence = 2", 2, "missing"),
    ("DELETE FROM event WHERE {mine} AND sequence = 5", 5, "missing"),
    ("UPDATE event_head SET hash = repeat('0', 64) WHERE {mine}", 5, "head"),
    ("UPDATE event SET sequence = -sequence WHERE {mine} AND sequence = 4", 4, "missing"),
]


@pytest.mark.parametrize(("tampering", "broken_at", "finding"), TAMPERINGS)
async def test_the_first_broken_link_is_named(
    module_database: str, web: Pool, chained: Trader, tampering: str, broken_at: int, finding: str
) -> None:
    with psycopg.connect(module_database) as owner:
        touched = owner.execute(tampering.format(mine=f"tenant_id = '{chained.tenant_id}'").encode())
        assert touched.rowcount == 1
    report = await verify_chain(web, chained.tenant_id)
    assert report.broken_at == broken_at
    assert finding in report.finding


async def test_rewriting_an_event_with_its_own_hash_breaks_the_next_link(
    module_database: str, web: Pool, chained: Trader
) -> None:
    mine = f"tenant_id = '{chained.tenant_id}'"
    with psycopg.connect(module_database) as owner:
        row = (
            owner.cursor(row_factory=psycopg.rows.dict_row)
            .execute(
                f"UPDATE event SET sentence = 'forged' WHERE {mine} AND sequence = 1 RETURNING *"  # noqa: S608
            )
            .fetchone()
        )
        assert row is not None
        forged = link(GENESIS, 1, canonical(row, encode(row["figures"])))
        owner.execute(f"UPDATE event SET hash = '{forged}' WHERE {mine} AND sequence = 1".encode())  # noqa: S608
    assert (await verify_chain(web, chained.tenant_id)).broken_at == 2


def test_the_canonical_text_is_the_same_whatever_the_order_and_the_zone() -> None:
    account = an_account(UUID(int=1))
    fixed: dict[str, object] = {"id": UUID(int=2), "account_id": None, "subject": UUID(int=3), "market_at": None}
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    event = an_event(account, at=noon, **fixed)
    row = {name: getattr(event, name) for name in event.__slots__}
    elsewhere = row | {"at": noon.astimezone(timezone(timedelta(hours=5, minutes=30)))}
    texts = {canonical(row, b'{"a":"1","b":"2"}'), canonical(elsewhere, b'{"b": "2", "a": "1"}')}
    assert texts == {
        '{"account_id":null,"actor":"system","at":"2026-01-01T12:00:00.000000+00:00","figures":{"a":"1","b":"2"},'
        '"id":"00000000-0000-0000-0000-000000000002","kind":"plan.created","market_at":null,"plan_id":null,'
        '"position_id":null,"sentence":"Plan created · BTC/USDT long",'
        '"subject":"00000000-0000-0000-0000-000000000003","tenant_id":"00000000-0000-0000-0000-000000000001"}'
    }


@pytest.mark.parametrize("figures", [{"price": 1.5}, {"deep": [{"price": 0.1}]}, {"what": object()}])
async def test_figures_that_are_not_exact_are_never_stored(web: Pool, trader: Trader, figures: object) -> None:
    async with PostgresUnitsOfWork(web)(trader.tenant_id) as unit:
        unit.record(an_event(trader.account, figures=figures))
        with pytest.raises(TypeError, match="document"):
            await unit.commit()


async def test_the_engine_can_list_every_chain(engine: Pool, chained: Trader) -> None:
    assert chained.tenant_id in await tenants_with_chains(engine)
