"""Every bus keeps the same promises."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest

from adapters.bus.memory import MemoryBus
from adapters.bus.postgres import PostgresBus
from domain.shared.bus import Channel, EventBus, Message
from domain.shared.errors import InvalidInputError


class Subscriber:
    """Collects a bus's messages, from the moment the first probe came through."""

    def __init__(self, bus: EventBus, *channels: Channel) -> None:
        self.bus = bus
        self.seen: list[Message] = []
        self.channels = channels
        self._task = asyncio.create_task(self._collect())

    async def _collect(self) -> None:
        async for message in self.bus.subscribe(*self.channels):
            self.seen.append(message)

    async def ready(self) -> None:
        """Publish probes until one comes back: a subscription takes hold in its own time."""
        for _ in range(200):
            await self.bus.publish(self.channels[0], "probe")
            await asyncio.sleep(0.05)
            if self.seen:
                break
        await asyncio.sleep(0.1)
        self.seen.clear()

    async def payloads(self, count: int) -> list[str]:
        for _ in range(200):
            if len(self.seen) >= count:
                break
            await asyncio.sleep(0.05)
        return [m.payload for m in self.seen]

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


@pytest.fixture(params=["memory", "postgres"])
async def bus(request: pytest.FixtureRequest) -> AsyncIterator[EventBus]:
    if request.param == "memory":
        yield MemoryBus()
        return
    postgres = PostgresBus(request.getfixturevalue("database"))
    yield postgres
    await postgres.close()


async def test_every_subscriber_gets_every_message_in_order(bus: EventBus) -> None:
    first, second = Subscriber(bus, Channel.MARKET), Subscriber(bus, Channel.MARKET)
    await first.ready()
    await second.ready()
    first.seen.clear()

    for i in range(20):
        await bus.publish(Channel.MARKET, f"tick {i} é 価")

    expected = [f"tick {i} é 価" for i in range(20)]
    assert (await first.payloads(20), await second.payloads(20)) == (expected, expected)
    await first.stop()
    await second.stop()


async def test_a_subscriber_gets_only_the_channels_it_asked_for(bus: EventBus) -> None:
    both, facts = Subscriber(bus, Channel.FACTS, Channel.MARKET), Subscriber(bus, Channel.FACTS)
    await both.ready()
    await facts.ready()
    both.seen.clear()

    await bus.publish(Channel.MARKET, "m")
    await bus.publish(Channel.FACTS, "f")

    assert await both.payloads(2) == ["m", "f"]
    assert await facts.payloads(1) == ["f"]
    assert facts.seen[0].channel is Channel.FACTS
    await both.stop()
    await facts.stop()


async def test_publishing_to_nobody_is_no_error(bus: EventBus) -> None:
    await bus.publish(Channel.MARKET, "into the void")


async def test_a_payload_over_the_limit_is_refused(bus: EventBus) -> None:
    with pytest.raises(InvalidInputError, match="payload must be below 8000 bytes"):
        await bus.publish(Channel.MARKET, "é" * 4_000)


async def test_both_ends_come_back_after_the_database_cut_them_off(database: str) -> None:
    bus = PostgresBus(database)
    subscriber = Subscriber(bus, Channel.MARKET)
    await subscriber.ready()

    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    await subscriber.ready()
    await bus.publish(Channel.MARKET, "still here")

    assert await subscriber.payloads(1) == ["still here"]
    assert bus.dropped >= 1
    await subscriber.stop()
    await bus.close()


async def test_what_a_transaction_notified_arrives_only_if_it_committed(database: str) -> None:
    bus = PostgresBus(database)
    subscriber = Subscriber(bus, Channel.FACTS)
    await subscriber.ready()

    with psycopg.connect(database) as connection:
        connection.execute("SELECT pg_notify('robson_facts', 'rolled back')")
        connection.rollback()
        connection.execute("SELECT pg_notify('robson_facts', 'committed')")
        connection.commit()

    assert await subscriber.payloads(1) == ["committed"]
    await subscriber.stop()
    await bus.close()
