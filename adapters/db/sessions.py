"""Sessions, found by hash before anybody knows their tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from adapters.db import chain
from adapters.db.errors import translated
from adapters.db.facts import told
from adapters.db.mappers.rows import Mapper
from adapters.db.pool import Pool
from adapters.db.scope import tenant_scope
from adapters.db.statements import given, select_where, text_of, values
from adapters.db.tables import METADATA
from adapters.db.wire import Statement, Wire
from domain.identity.ports import Sessions
from domain.identity.session import Session
from domain.shared.bus import SESSION_ENDED
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
_SEEN = text_of(update(_TABLE).where(*given(_TABLE, "tenant_id", "id")).values(values(_TABLE, ["seen_at"])))


def ended(session: Session) -> tuple[Statement, Statement]:
    """Return the statements that end a session and tell all processes."""
    params = {"of_tenant_id": session.tenant_id, "of_id": session.id, "revoked_at": session.revoked_at}
    return Statement(_END, params), told(SESSION_ENDED, session.tenant_id, session.id)


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

    async def seen(self, session: Session) -> None:
        """Store its `seen_at`."""
        params = {"of_tenant_id": session.tenant_id, "of_id": session.id, "seen_at": session.seen_at}
        async with tenant_scope(self._pool, session.tenant_id) as scope:
            await scope.commit([Statement(_SEEN, params)])

    async def end(self, session: Session, event: Event) -> None:
        """Store its `revoked_at` with the event and tell all processes."""
        async with tenant_scope(self._pool, session.tenant_id) as scope:
            await scope.commit([*ended(session), chain.append(event)])


if TYPE_CHECKING:
    _FITS: type[Sessions] = PostgresSessions
