"""A bus between processes over PostgreSQL's LISTEN and NOTIFY."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

import psycopg
import structlog
from psycopg import sql

from domain.shared.bus import MAX_PAYLOAD, Channel, Message
from domain.shared.errors import InvalidInputError

_FIRST_WAIT_S = 0.1
_LONGEST_WAIT_S = 5.0
_log = structlog.get_logger(__name__)


class PostgresBus:
    """Publishes on one connection of its own and opens another for each subscription.

    While the database is away, what is published is dropped and counted, and subscriptions come back by themselves:
    screens lag, orders do not (they live in tables).

    Attributes:
        dropped: Messages not sent because the database was away.
    """

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._connection: psycopg.AsyncConnection[tuple[object, ...]] | None = None
        self._lock = asyncio.Lock()
        self.dropped = 0

    async def publish(self, channel: Channel, payload: str) -> None:
        """Send to every subscriber of a channel.

        Raises:
            InvalidInputError: the payload is not below the database's limit of 8 000 bytes; nothing was sent.
        """
        if len(payload.encode()) >= MAX_PAYLOAD:
            raise InvalidInputError(f"payload must be below {MAX_PAYLOAD} bytes", field="payload")
        async with self._lock:
            try:
                if self._connection is None:
                    self._connection = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)
                await self._connection.execute("SELECT pg_notify(%s, %s)", (channel.value, payload))
            except psycopg.OperationalError as error:
                self.dropped += 1
                _log.warning("bus.message_dropped", channel=channel.value, cause=str(error), dropped=self.dropped)
                await self._hang_up()

    async def subscribe(self, *channels: Channel) -> AsyncIterator[Message]:
        """Yield messages until closed; after a lost connection, from the next one on."""
        wait = _FIRST_WAIT_S
        while True:
            try:
                async with aclosing(self._listen(channels)) as messages:
                    async for message in messages:
                        wait = _FIRST_WAIT_S
                        yield message
            except psycopg.OperationalError as error:
                _log.warning("bus.subscription_lost", cause=str(error), retry_in_s=wait)
                await asyncio.sleep(wait)
                wait = min(wait * 2, _LONGEST_WAIT_S)

    async def close(self) -> None:
        """Close the publishing connection; subscriptions end when their iterators are closed."""
        async with self._lock:
            await self._hang_up()

    async def _listen(self, channels: tuple[Channel, ...]) -> AsyncGenerator[Message, None]:
        async with await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True) as connection:
            for channel in channels:
                await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel.value)))
            async for notify in connection.notifies():
                yield Message(channel=Channel(notify.channel), payload=notify.payload)

    async def _hang_up(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None
