"""Counters of attempts, charged before the attempt and shared by all processes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from adapters.db.errors import translated
from adapters.db.pool import Pool
from adapters.db.scope import OPEN
from adapters.db.wire import Rows, Statement, Wire
from domain.identity.errors import TooManyAttemptsError
from domain.identity.ports import Throttle
from domain.identity.throttling import FORGOTTEN, Toll

_FORGET = """
DELETE FROM attempt
WHERE key IN (SELECT key FROM attempt WHERE last_at < %(before)s LIMIT 100 FOR UPDATE SKIP LOCKED)
"""
_HOLD = """
INSERT INTO attempt AS a (key, count, last_at, free_at) VALUES (%(key)s, 0, %(now)s, %(never)s)
ON CONFLICT (key) DO UPDATE SET last_at = a.last_at RETURNING count, free_at
"""
_CHARGE = "UPDATE attempt SET count = %(count)s, last_at = %(now)s, free_at = %(free_at)s WHERE key = %(key)s"
_FORGIVE = """
UPDATE attempt SET count = greatest(count - 1, 0), free_at = last_at - interval '1 day'
WHERE key = ANY(%(keys)s::text[])
"""
_CLEAR = "DELETE FROM attempt WHERE key = %(key)s"
_BEGIN, _COMMIT, _ROLLBACK = (Statement(word, {}) for word in ("BEGIN", "COMMIT", "ROLLBACK"))


class PostgresThrottle:
    """Implements `Throttle`. A counter's row is locked while it is charged, so attempts at once count one by one."""

    def __init__(self, pool: Pool) -> None:
        """Use the web's pool."""
        self._pool = pool

    async def charge(self, tolls: Sequence[Toll], now: datetime) -> None:
        """Charge an attempt before it is made (raises TooManyAttemptsError)."""
        ordered = sorted(tolls, key=lambda toll: toll.key)
        holds = [Statement(_HOLD, {"key": toll.key, "now": now, "never": now - FORGOTTEN}) for toll in ordered]
        with translated():
            async with self._pool.connection() as connection:
                wire = Wire(connection)
                try:
                    answers = await wire.send([Statement(_FORGET, {"before": now - FORGOTTEN}), _BEGIN, *holds])
                    held = [rows[0] for rows in answers[2:]]
                    wait = max(row["free_at"] for row in held) - now
                    charges = _charges(ordered, held, now) if wait <= timedelta(0) else []
                    await wire.send([*charges, _COMMIT])
                finally:
                    # Through the wire: the driver's own rollback would forget what the wire has prepared.
                    if connection.info.transaction_status in OPEN:
                        await wire.send([_ROLLBACK])
        if wait > timedelta(0):
            raise TooManyAttemptsError(ceil(wait.total_seconds()))

    async def forgive(self, tolls: Sequence[Toll]) -> None:
        """Take one charge back from each."""
        await self._send(Statement(_FORGIVE, {"keys": [toll.key for toll in tolls]}))

    async def clear(self, toll: Toll) -> None:
        """Forget a counter."""
        await self._send(Statement(_CLEAR, {"key": toll.key}))

    async def _send(self, statement: Statement) -> None:
        with translated():
            async with self._pool.connection() as connection:
                await Wire(connection).send([statement])


def _charges(tolls: Sequence[Toll], held: Rows, now: datetime) -> list[Statement]:
    charges = []
    for toll, row in zip(tolls, held, strict=True):
        count = row["count"] + 1
        # Who need not wait is free in the past: attempts at once read their clocks in another order than they count.
        free_at = now + (toll.wait(count) or -FORGOTTEN)
        charges.append(Statement(_CHARGE, {"key": toll.key, "count": count, "now": now, "free_at": free_at}))
    return charges


if TYPE_CHECKING:
    _FITS: type[Throttle] = PostgresThrottle
