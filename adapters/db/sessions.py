"""Sessions, found by hash before anybody knows their tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from adapters.db import chain
from adapters.db.errors import translated
from adapters.db.mappers.rows import Mapper
from adapters.db.pool import Pool
from adapters.db.scope import tenant_scope
from adapters.db.statements import given, select_where, text_of, values
from adapters.db.tables import METADATA
from adapters.db.wire import Statement, Wire
from domain.identity.ports import Sessions
from domain.identity.session import Session
from domain.shared.events import Event

SESSIONS = Mapper(Session)

_TABLE = METADATA.tables["session"]
_PRESENT = "SELECT set_config('app.session_hash', %(hash)s, true)"
_FIND = text_of(select_where(_TABLE, SESSIONS.columns, *given(_TABLE, "token_hash")))
_END = text_of(
    update(_TABLE)
    .where(*given(_TABLE, "tenant_id", "id"), _TABLE.c.revoked_at.is_(None))
    .values(values(_TABLE, ["revoked_at"]))
)


class PostgresSessions:
    """Implements `Sessions`."""

    def __init__(self, pool: Pool) -> None:
        """Use the web's pool."""
        self._pool = pool

    async def find(self, token_hash: str) -> Session | None:
        """Return the session, live or not, or None."""
        batch = [
            Statement("BEGIN READ ONLY", {}),
            Statement(_PRESENT, {"hash": token_hash}),
            Statement(_FIND, {"of_token_hash": token_hash}),
            Statement("COMMIT", {}),
        ]
        with translated():
            async with self._pool.connection() as connection:
                rows = (await Wire(connection).send(batch))[2]
        return SESSIONS.entity(rows[0]) if rows else None

    async def end(self, session: Session, event: Event) -> None:
        """Store its `revoked_at` with the event."""
        params = {"of_tenant_id": session.tenant_id, "of_id": session.id, "revoked_at": session.revoked_at}
        async with tenant_scope(self._pool, session.tenant_id) as scope:
            await scope.commit([Statement(_END, params), chain.append(event)])


if TYPE_CHECKING:
    _FITS: type[Sessions] = PostgresSessions
