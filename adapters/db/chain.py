"""The audit chain: what is hashed, and the statement that appends under the head's lock in one round trip."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Text, bindparam, cast, func, insert, literal, select, update

from adapters.db.mappers.documents import encode, encoded
from adapters.db.mappers.rows import Mapper
from adapters.db.statements import expect_one, given, text_of, values
from adapters.db.tables import METADATA
from adapters.db.wire import Statement
from domain.shared.events import Event

GENESIS = "0" * 64
EVENTS = Mapper(Event)
_COVERED = tuple(name for name in EVENTS.columns if name != "figures")

_EVENT = METADATA.tables["event"]
_HEAD = METADATA.tables["event_head"]


def canonical(row: Mapping[str, Any], figures: bytes) -> str:
    """Return the text of a fact that its hash covers: JSON with sorted names, times in UTC to the microsecond.

    Args:
        row: Columns of the event; `figures` is taken from the other argument.
        figures: The figures as JSON, in any order.
    """
    fact = {name: _plain(row[name]) for name in _COVERED}
    fact["figures"] = msgspec.json.decode(figures)
    return msgspec.json.encode(fact, order="sorted").decode("utf-8")


def link(previous: str, sequence: int, fact: str) -> str:
    """Return the hash of one link: SHA-256 over the previous hash, the sequence and the fact, line by line."""
    return hashlib.sha256(f"{previous}\n{sequence}\n{fact}".encode()).hexdigest()


def append(event: Event) -> Statement:
    """Return the statement that adds an event to its tenant's chain.

    The database computes the link from the head it has locked, so nobody waits for a read of it.
    """
    row, figures = EVENTS.row(event), encode(event.figures)
    fact = canonical(row, figures)
    whole = {**row, "figures": encoded(figures), "of_tenant_id": event.tenant_id, "fact": fact}
    return Statement(_APPEND, {**whole, "what": "the event chain"})


def open_chain(tenant_id: object) -> Statement:
    """Return the statement that starts a tenant's chain."""
    return Statement(_OPEN, {"tenant_id": tenant_id, "sequence": 0, "hash": GENESIS})


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return None if value is None else str(value)


def _append() -> str:
    following = _HEAD.c.sequence + 1
    covered = _HEAD.c.hash + "\n" + cast(following, Text) + "\n" + bindparam("fact", type_=Text)
    digest = func.encode(func.sha256(func.convert_to(covered, "UTF8")), "hex")
    head = (
        update(_HEAD)
        .where(*given(_HEAD, "tenant_id"))
        .values(sequence=following, hash=digest)
        .returning(_HEAD.c.sequence, _HEAD.c.hash)
        .cte("head")
    )
    facts = values(_EVENT, EVENTS.columns)
    kept = (
        insert(_EVENT)
        .from_select([*facts, "sequence", "hash"], select(*facts.values(), head.c.sequence, head.c.hash))
        .returning(literal(1))
        .cte("kept")
    )
    return text_of(expect_one(kept))


_APPEND = _append()
_OPEN = text_of(insert(_HEAD).values(values(_HEAD, _HEAD.c.keys())))
