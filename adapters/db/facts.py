"""How a transaction tells all processes, once it is committed, that something of a tenant changed."""

from __future__ import annotations

from uuid import UUID

from adapters.db.wire import Statement
from domain.shared.bus import Channel

_NOTIFY = "SELECT pg_notify(%(channel)s, %(line)s)"


def told(topic: str, tenant_id: UUID, about: UUID) -> Statement:
    """Return the statement that tells a topic; `about` is what `domain.shared.bus` says the topic names."""
    return Statement(_NOTIFY, {"channel": Channel.FACTS.value, "line": f"{topic} {tenant_id} {about}"})
