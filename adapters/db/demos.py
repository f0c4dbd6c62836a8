"""Demo tenants: made in one transaction, counted under one lock, purged whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import DateTime, Text, bindparam, func, select

from adapters.db.errors import translated
from adapters.db.openings import opening_statements
from adapters.db.pool import Pool
from adapters.db.scope import tenant_scope
from adapters.db.statements import insert_row, text_of
from adapters.db.tables import METADATA
from adapters.db.wire import Statement
from domain.identity.demo import Demo, DemoCaps
from domain.identity.errors import DemoLimitError
from domain.identity.ports import Demos
from domain.shared.ids import TenantId

_DEMO = METADATA.tables["demo"]
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('demo'))"
_COUNT = text_of(
    select(
        func.count().filter(_DEMO.c.expires_at > bindparam("now", type_=DateTime(timezone=True))).label("live"),
        func.count()
        .filter(
            _DEMO.c.address_hash == bindparam("address_hash", type_=Text),
            _DEMO.c.started_at > bindparam("since", type_=DateTime(timezone=True)),
        )
        .label("recent"),
    )
)
_INSERT = insert_row(_DEMO)
_EXPIRED = "SELECT tenant_id FROM demo WHERE expires_at <= clock_timestamp() ORDER BY expires_at LIMIT %s"
_PURGE = "SELECT purge_demo(%s) AS gone"


class PostgresDemos:
    """Implements `Demos`. Opening is the web's part, sweeping the engine's; each role may do its own alone."""

    def __init__(self, pool: Pool) -> None:
        """Use the pool of the process."""
        self._pool = pool

    async def open(self, demo: Demo, caps: DemoCaps) -> None:
        """Store everything in one transaction, counting against the caps in the same (raises DemoLimitError)."""
        now = demo.session.created_at
        seen = {"now": now, "since": now - timedelta(hours=1), "address_hash": demo.address_hash}
        async with tenant_scope(self._pool, demo.tenant.id) as scope:
            await scope.fetch(_LOCK, {})
            count = (await scope.fetch(_COUNT, seen))[0]
            if count["live"] >= caps.live:
                raise DemoLimitError("All demo places are taken right now; nothing was started. Try again in an hour.")
            if count["recent"] >= caps.per_hour:
                raise DemoLimitError(
                    f"Your network address has started {caps.per_hour} demos within the hour, which is the limit; "
                    "nothing was started. Use one of them, or try again later."
                )
            await scope.commit(_statements(demo))

    async def expired(self, count: int) -> Sequence[TenantId]:
        """Return at most `count` demos whose time is over, oldest first."""
        with translated():
            async with self._pool.connection() as connection:
                rows = await (await connection.execute(_EXPIRED, (count,))).fetchall()
        return [row["tenant_id"] for row in rows]

    async def purge(self, tenant_id: TenantId) -> bool:
        """Delete everything of an expired demo; False when it is none or somebody else is at it."""
        with translated():
            async with self._pool.connection() as connection:
                row = await (await connection.execute(_PURGE, (tenant_id,))).fetchone()
        return bool(row and row["gone"])


def _statements(demo: Demo) -> list[Statement]:
    place = {
        "tenant_id": demo.tenant.id,
        "address_hash": demo.address_hash,
        "started_at": demo.session.created_at,
        "expires_at": demo.session.expires_at,
    }
    return [Statement(_INSERT, place), *opening_statements(demo)]


if TYPE_CHECKING:
    _FITS: type[Demos] = PostgresDemos
