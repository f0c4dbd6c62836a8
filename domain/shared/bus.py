"""The event bus: how processes tell each other that something moved. Losing it degrades screens, never orders."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

MAX_PAYLOAD = 8_000
"""Payloads must be shorter than this, in bytes of UTF-8: PostgreSQL's limit for a notification."""
SESSION_ENDED = "session-ended"
"""The topic whose last part is a session's identity, not an account's; pages never hear of it."""
PREFERENCES = "preferences"
"""The topic whose last part is a user's identity, not an account's; only that user's pages hear of it."""


class Channel(StrEnum):
    """What travels.

    `FACTS` payloads are `<topic> <tenant_id> <account_id>` and leave with the transaction that changed the fact;
    `MARKET` payloads are encoded ticks, books and feed states.
    """

    FACTS = "robson_facts"
    MARKET = "robson_market"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message; `payload` is below 8 000 bytes."""

    channel: Channel
    payload: str


class EventBus(Protocol):
    """Publish and subscribe, at most once, in order per publisher."""

    async def publish(self, channel: Channel, payload: str) -> None:
        """Send to every subscriber of a channel."""
        ...

    def subscribe(self, *channels: Channel) -> AsyncIterator[Message]:
        """Yield messages until closed; reconnects by itself, losing what passed meanwhile."""
        ...
