"""Workspaces on PostgreSQL: a user's preferences and drawings, read and kept under the user's own row."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import insert

from adapters.db.facts import told
from adapters.db.mappers.rows import Mapper
from adapters.db.pool import Pool
from adapters.db.scope import TenantScope, tenant_scope
from adapters.db.statements import expect_one, given, select_where, text_of, values
from adapters.db.tables import METADATA
from adapters.db.wire import Statement
from domain.identity.principal import Principal
from domain.shared.bus import PREFERENCES
from domain.shared.symbol import Symbol
from domain.workspace.drawings import Sheet
from domain.workspace.ports import Workspace, Workspaces
from domain.workspace.preferences import Preferences

_HOLD = "SELECT FROM app_user WHERE tenant_id = %(of_tenant_id)s AND id = %(of_user_id)s FOR NO KEY UPDATE"
_SHEET = METADATA.tables["drawing_sheet"]
_COUNT = text_of(select(func.count().label("sheets")).where(*given(_SHEET, "tenant_id", "user_id")))


class _Shelf:
    """Statements and mapper of one table whose rows belong to a user."""

    def __init__(self, what: str, table: str, entity: Callable[..., Any], *keys: str) -> None:
        self.what = what
        self.mapper: Mapper[Any] = Mapper(entity)
        described = METADATA.tables[table]
        self.get = text_of(select_where(described, self.mapper.columns, *given(described, *keys)))
        changed = insert(described).values({**values(described, self.mapper.columns), "updated_at": func.now()})
        fresh = {n: changed.excluded[n] for n in (*self.mapper.columns, "updated_at") if n not in keys}
        self.keep = text_of(
            expect_one(
                changed.on_conflict_do_update(
                    index_elements=list(keys), set_=fresh, where=described.c.version == changed.excluded.version - 1
                )
                .returning(literal(1))
                .cte("changed")
            )
        )


_PREFERENCES = _Shelf("your preferences", "user_preferences", Preferences, "tenant_id", "user_id")
_SHEETS = _Shelf("your drawings", "drawing_sheet", Sheet, "tenant_id", "user_id", "symbol")


class PostgresWorkspace:
    """Implements `Workspace`."""

    def __init__(self, scope: TenantScope, principal: Principal) -> None:
        """Nothing is sent before the first read or the commit."""
        self._scope = scope
        self._principal = principal
        self._who = {"of_tenant_id": principal.tenant_id, "of_user_id": principal.user_id}
        self._writes: list[Statement] = []

    async def hold(self) -> None:
        """Keep others from changing it until the transaction ends."""
        await self._scope.fetch(_HOLD, self._who)

    async def preferences(self) -> Preferences:
        """Return the user's choices, or the defaults."""
        row = await self._scope.one(_PREFERENCES.get, self._who)
        if row is None:
            return Preferences(tenant_id=self._principal.tenant_id, user_id=self._principal.user_id)
        found: Preferences = _PREFERENCES.mapper.entity(row)
        return found

    async def sheet(self, symbol: Symbol) -> Sheet:
        """Return the user's drawings on a pair, or an empty sheet."""
        row = await self._scope.one(_SHEETS.get, {**self._who, "of_symbol": str(symbol)})
        if row is None:
            return Sheet(tenant_id=self._principal.tenant_id, user_id=self._principal.user_id, symbol=symbol)
        found: Sheet = _SHEETS.mapper.entity(row)
        return found

    async def sheets(self) -> int:
        """Count the pairs that the user has drawn on."""
        return int((await self._scope.fetch(_COUNT, self._who))[0]["sheets"])

    def keep(self, what: Preferences | Sheet) -> None:
        """Store it at the commit, under a version one higher than its own; the user's pages hear of preferences."""
        shelf = _PREFERENCES if isinstance(what, Preferences) else _SHEETS
        if (what.tenant_id, what.user_id) != (self._principal.tenant_id, self._principal.user_id):
            raise ValueError(f"{shelf.what} are another user's than this workspace")
        row = {**shelf.mapper.row(what), "version": what.version + 1, "what": shelf.what}
        self._writes.append(Statement(shelf.keep, row))
        if shelf is _PREFERENCES:
            self._writes.append(told(PREFERENCES, what.tenant_id, what.user_id))

    async def commit(self) -> None:
        """Write everything in one transaction (raises ConflictError)."""
        await self._scope.commit(self._writes)
        self._writes.clear()


class PostgresWorkspaces:
    """Implements `Workspaces`."""

    def __init__(self, pool: Pool) -> None:
        """Use the web's pool."""
        self._pool = pool

    @asynccontextmanager
    async def __call__(self, principal: Principal, *, hold: bool = False) -> AsyncIterator[Workspace]:
        """Open a user's own; `hold` keeps others from changing it until the end."""
        async with tenant_scope(self._pool, principal.tenant_id) as scope:
            workspace = PostgresWorkspace(scope, principal)
            if hold:
                await workspace.hold()
            yield workspace


if TYPE_CHECKING:
    _FITS: type[Workspaces] = PostgresWorkspaces
