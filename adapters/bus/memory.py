"""A bus inside one process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from domain.shared.bus import MAX_PAYLOAD, Channel, Message
from domain.shared.errors import InvalidInputError

_BACKLOG = 10_000


class MemoryBus:
    """Delivers to every subscriber of the process; a subscriber that falls too far behind loses the oldest."""

    def __init__(self) -> None:
        self._subscribers: list[tuple[frozenset[Channel], asyncio.Queue[Message]]] = []

    async def publish(self, channel: Channel, payload: str) -> None:
        """Send to every subscriber of a channel.

        Raises:
            InvalidInputError: the payload is not below 8 000 bytes, the limit of every bus; nothing was sent.
        """
        if len(payload.encode()) >= MAX_PAYLOAD:
            raise InvalidInputError(f"payload must be below {MAX_PAYLOAD} bytes", field="payload")
        for channels, queue in self._subscribers:
            if channel in channels:
                if queue.full():
                    queue.get_nowait()
                queue.put_nowait(Message(channel=channel, payload=payload))

    async def subscribe(self, *channels: Channel) -> AsyncIterator[Message]:
        """Yield messages of these channels from the first `anext` on."""
        queue: asyncio.Queue[Message] = asyncio.Queue(_BACKLOG)
        entry = (frozenset(channels), queue)
        self._subscribers.append(entry)
        try:
            while True:
                yield await queue.get()
        finally:
            self._subscribers.remove(entry)
