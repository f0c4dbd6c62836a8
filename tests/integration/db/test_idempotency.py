"""A key belongs to the first request that brought it, for a day."""

from __future__ import annotations

import asyncio

import psycopg

from adapters.db.idempotency import KeptAnswer, PostgresIdempotency
from adapters.db.pool import Pool
from tests.tenants import Trader


async def test_the_first_claims_and_the_next_gets_the_answer(web: Pool, trader: Trader) -> None:
    kept = PostgresIdempotency(web)
    assert await kept.claim(trader.tenant_id, "key", "print") is None
    assert await kept.claim(trader.tenant_id, "key", "print") == KeptAnswer(fingerprint="print", status=None, body=None)
    await kept.keep(trader.tenant_id, "key", 201, '{"id":"1"}')
    assert await kept.claim(trader.tenant_id, "key", "other") == KeptAnswer(
        fingerprint="print", status=201, body='{"id":"1"}'
    )


async def test_of_many_at_once_one_claims(web: Pool, trader: Trader) -> None:
    kept = PostgresIdempotency(web)
    results = await asyncio.gather(*(kept.claim(trader.tenant_id, "once", "print") for _ in range(10)))
    assert results.count(None) == 1


async def test_another_tenants_key_is_another_key(web: Pool, trader: Trader, stranger: Trader) -> None:
    kept = PostgresIdempotency(web)
    assert await kept.claim(trader.tenant_id, "shared", "print") is None
    assert await kept.claim(stranger.tenant_id, "shared", "print") is None


async def test_a_released_key_is_free_and_an_answered_one_is_not(web: Pool, trader: Trader) -> None:
    kept = PostgresIdempotency(web)
    await kept.claim(trader.tenant_id, "back", "print")
    await kept.release(trader.tenant_id, "back")
    assert await kept.claim(trader.tenant_id, "back", "print") is None
    await kept.keep(trader.tenant_id, "back", 200, "")
    await kept.release(trader.tenant_id, "back")
    assert await kept.claim(trader.tenant_id, "back", "print") is not None


async def test_a_key_lapses_after_a_day(module_database: str, web: Pool, trader: Trader) -> None:
    kept = PostgresIdempotency(web)
    await kept.claim(trader.tenant_id, "old", "print")
    with psycopg.connect(module_database) as owner:
        owner.execute("UPDATE idempotency_key SET created_at = now() - interval '25 hours' WHERE key = 'old'")
    assert await kept.claim(trader.tenant_id, "old", "another") is None
