"""People who sign in: found by what they present, changed in units of one tenant."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Table, func, literal, or_, select, update

from adapters.db import chain
from adapters.db.errors import translated
from adapters.db.mappers.rows import Mapper
from adapters.db.members import (
    INVITATION_BY_HASH,
    INVITATIONS,
    MEMBERS,
    OPEN_INVITATIONS,
    closed,
    invited,
    member,
    regraded,
    removed,
)
from adapters.db.openings import TENANTS, USERS, opening_statements
from adapters.db.pool import Pool
from adapters.db.scope import TenantScope, tenant_scope
from adapters.db.sessions import SESSIONS, ended
from adapters.db.statements import (
    expect_one,
    given,
    insert_row,
    select_where,
    text_of,
    update_versioned,
    values,
)
from adapters.db.tables import METADATA
from adapters.db.wire import Rows, Statement, Wire
from domain.identity.errors import EmailTakenError
from domain.identity.invitation import Invitation
from domain.identity.login import Login
from domain.identity.opening import OwnDesk
from domain.identity.passes import Pass
from domain.identity.ports import Entrances, IdentityUnit, IdentityUnits
from domain.identity.session import Session
from domain.identity.tenant import Member, Tenant, User
from domain.shared.errors import ConflictError, NotFoundError
from domain.shared.events import Event
from domain.shared.ids import TenantId, UserId

E = TypeVar("E")
LOGINS, PASSES = Mapper(Login), Mapper(Pass)

_LOGIN, _PASS, _USER, _SESSION, _TENANT = (
    METADATA.tables[name] for name in ("login", "pass", "app_user", "session", "tenant")
)


def _by(table: Table, mapper: Mapper[Any], *names: str) -> str:
    return text_of(select_where(table, mapper.columns, *given(table, *names)))


_LOGIN_BY_EMAIL, _LOGIN_OF = _by(_LOGIN, LOGINS, "email"), _by(_LOGIN, LOGINS, "tenant_id", "id")
_PASS_BY_HASH, _USER_OF = _by(_PASS, PASSES, "token_hash"), _by(_USER, USERS, "tenant_id", "id")
_TENANT_OF = _by(_TENANT, TENANTS, "id")
_SESSIONS_OF = text_of(
    select_where(
        _SESSION,
        SESSIONS.columns,
        *given(_SESSION, "tenant_id", "user_id"),
        _SESSION.c.revoked_at.is_(None),
        _SESSION.c.expires_at > func.clock_timestamp(),
    )
    .order_by(func.coalesce(_SESSION.c.seen_at, _SESSION.c.created_at).desc())
    .limit(100)
)
_SEALED = text_of(
    select(_LOGIN.c.id).where(
        *given(_LOGIN, "tenant_id"), or_(_LOGIN.c.factor.is_not(None), _LOGIN.c.factor_offered.is_not(None))
    )
)
_INSERT_LOGIN, _INSERT_PASS, _INSERT_SESSION, _INSERT_USER = (
    insert_row(table) for table in (_LOGIN, _PASS, _SESSION, _USER)
)
_KEEP = update_versioned(_LOGIN, [name for name in LOGINS.columns if name not in ("tenant_id", "id")])
_RENEW = text_of(
    update(_SESSION)
    .where(*given(_SESSION, "tenant_id", "id"), _SESSION.c.revoked_at.is_(None))
    .values(values(_SESSION, ["token_hash", "seen_at", "factor_at"]))
)
_OUTDATE = text_of(
    update(_PASS)
    .where(*given(_PASS, "tenant_id", "user_id", "purpose"), _PASS.c.used_at.is_(None))
    .values(values(_PASS, ["used_at"]))
)
_REDEEM = text_of(
    expect_one(
        update(_PASS)
        .where(*given(_PASS, "tenant_id", "id"), _PASS.c.used_at.is_(None))
        .values(values(_PASS, ["used_at"]))
        .returning(literal(1))
        .cte("changed")
    )
)


async def users_with_factors(pool: Pool, tenant_id: TenantId) -> Sequence[UserId]:
    """Return a tenant's users who have a sealed second factor, in force or offered."""
    async with tenant_scope(pool, tenant_id) as scope:
        return [row["id"] for row in await scope.read(_SEALED, {"of_tenant_id": tenant_id})]


class PostgresEntrances:
    """Implements `Entrances`, through policies that show one row to whoever presents what it is found by."""

    def __init__(self, pool: Pool) -> None:
        """Use the web's pool."""
        self._pool = pool

    async def login(self, email: str) -> Login | None:
        """Return the login of an address, or None."""
        rows = await self._presented("app.email", email, Statement(_LOGIN_BY_EMAIL, {"of_email": email}))
        return LOGINS.entity(rows[0]) if rows else None

    async def pass_of(self, token_hash: str) -> Pass | None:
        """Return the pass behind a secret's hash, used or not, or None."""
        query = Statement(_PASS_BY_HASH, {"of_token_hash": token_hash})
        rows = await self._presented("app.pass_hash", token_hash, query)
        return PASSES.entity(rows[0]) if rows else None

    async def invitation_of(self, token_hash: str) -> Invitation | None:
        """Return the invitation behind a secret's hash, open or not, or None."""
        query = Statement(INVITATION_BY_HASH, {"of_token_hash": token_hash})
        rows = await self._presented("app.invitation_hash", token_hash, query)
        return INVITATIONS.entity(rows[0]) if rows else None

    async def _presented(self, setting: str, value: str, query: Statement) -> Rows:
        present = Statement("SELECT set_config(%(setting)s, %(value)s, true)", {"setting": setting, "value": value})
        batch = [Statement("BEGIN READ ONLY", {}), present, query, Statement("COMMIT", {})]
        with translated():
            async with self._pool.connection() as connection:
                return (await Wire(connection).send(batch))[2]


class PostgresIdentityUnit:
    """Implements `IdentityUnit`."""

    def __init__(self, scope: TenantScope, tenant_id: TenantId) -> None:
        """Nothing is sent before the first read or the commit."""
        self._scope = scope
        self._tenant_id = tenant_id
        self._writes: list[Statement] = []
        self._events: list[Event] = []

    async def login(self, user_id: UserId) -> Login:
        """Return how a user signs in (raises NotFoundError)."""
        return await self._one(LOGINS, _LOGIN_OF, user_id)

    async def user(self, user_id: UserId) -> User:
        """Return a user (raises NotFoundError)."""
        return await self._one(USERS, _USER_OF, user_id)

    async def tenant(self) -> Tenant:
        """Return the tenant itself (raises NotFoundError)."""
        row = await self._scope.one(_TENANT_OF, {"of_id": self._tenant_id})
        if row is None:
            raise NotFoundError("there is no such tenant; nothing was changed", field="tenant")
        return TENANTS.entity(row)

    async def sessions(self, user_id: UserId) -> Sequence[Session]:
        """Return a user's sessions that were not ended and whose time is not over, last used first."""
        rows = await self._scope.fetch(_SESSIONS_OF, {"of_tenant_id": self._tenant_id, "of_user_id": user_id})
        return [SESSIONS.entity(row) for row in rows]

    async def members(self) -> Sequence[Member]:
        """Return all who sign in, oldest first, and hold them still until the unit ends."""
        return [member(row) for row in await self._scope.fetch(MEMBERS, {"of_tenant_id": self._tenant_id})]

    async def invitations(self) -> Sequence[Invitation]:
        """Return those whose time is not over and that were not closed, newest first."""
        rows = await self._scope.fetch(OPEN_INVITATIONS, {"of_tenant_id": self._tenant_id})
        return [INVITATIONS.entity(row) for row in rows]

    def open(self, desk: OwnDesk) -> None:
        """Store a tenant that begins."""
        self._writes += opening_statements(desk)
        self._writes.append(Statement(_INSERT_LOGIN, LOGINS.row(desk.login)))

    def join(self, user: User, login: Login) -> None:
        """Store a new user of the tenant."""
        self._writes.append(Statement(_INSERT_USER, USERS.row(user)))
        self._writes.append(Statement(_INSERT_LOGIN, LOGINS.row(login)))

    def regrade(self, user: User) -> None:
        """Store a user's new role; sessions that were not ended carry it from then on."""
        self._writes.append(regraded(user))

    def remove(self, user: User) -> None:
        """Store that a user is gone: no login and no pass of theirs is left."""
        self._writes += removed(user)

    def invite(self, invitation: Invitation) -> None:
        """Store an invitation; open ones to the same address are closed."""
        self._writes += invited(invitation)

    def close(self, invitation: Invitation) -> None:
        """Store an invitation's `closed_at`; somebody else must not have closed it."""
        self._writes.append(closed(invitation))

    def keep(self, login: Login) -> None:
        """Store a changed login."""
        before = {"of_tenant_id": self._tenant_id, "of_id": login.id, "of_version": login.version}
        row = {**LOGINS.row(login), "version": login.version + 1}
        self._writes.append(Statement(_KEEP, {**row, **before, "what": "the login"}))

    def begin(self, session: Session) -> None:
        """Store a new session."""
        self._writes.append(Statement(_INSERT_SESSION, SESSIONS.row(session)))

    def renew(self, session: Session) -> None:
        """Store a session's new secret and second factor."""
        self._writes.append(Statement(_RENEW, {**SESSIONS.row(session), **self._of(session)}))

    def end(self, session: Session) -> None:
        """Store a session's end and tell all processes."""
        self._writes += ended(session)

    def issue(self, made: Pass) -> None:
        """Store a new pass; unused ones of the same user and purpose end."""
        older = {"of_user_id": made.user_id, "of_purpose": made.purpose.value, "used_at": made.created_at}
        self._writes.append(Statement(_OUTDATE, {**older, "of_tenant_id": self._tenant_id}))
        self._writes.append(Statement(_INSERT_PASS, PASSES.row(made)))

    def redeem(self, used: Pass) -> None:
        """Store that a pass was used; somebody else must not have."""
        self._writes.append(Statement(_REDEEM, {**self._of(used), "used_at": used.used_at, "what": "the pass"}))

    def record(self, event: Event) -> None:
        """Append to the tenant's chain."""
        self._events.append(event)

    async def commit(self) -> None:
        """Write everything (raises ConflictError, EmailTakenError)."""
        try:
            await self._scope.commit([*self._writes, *(chain.append(event) for event in self._events)])
        except ConflictError as error:
            if "login_email_key" in str(error):
                raise EmailTakenError(
                    "Somebody signs in with this address already; nothing was made. Sign in, or reset the password.",
                    field="email",
                ) from error
            raise
        self._writes.clear()
        self._events.clear()

    async def _one(self, mapper: Mapper[E], query: str, user_id: UserId) -> E:
        row = await self._scope.one(query, {"of_tenant_id": self._tenant_id, "of_id": user_id})
        if row is None:
            raise NotFoundError("there is no such user; nothing was changed", field="user")
        return mapper.entity(row)

    def _of(self, entity: Session | Pass) -> dict[str, Any]:
        return {"of_tenant_id": self._tenant_id, "of_id": entity.id}


class PostgresIdentityUnits:
    """Implements `IdentityUnits`."""

    def __init__(self, pool: Pool) -> None:
        """Open units on the web's pool."""
        self._pool = pool

    @asynccontextmanager
    async def __call__(self, tenant_id: TenantId) -> AsyncIterator[IdentityUnit]:
        """Open a unit for a tenant; it rolls back unless committed."""
        async with tenant_scope(self._pool, tenant_id) as scope:
            yield PostgresIdentityUnit(scope, tenant_id)


if TYPE_CHECKING:
    _FIT: type[Entrances] = PostgresEntrances
    _FITS: type[IdentityUnits] = PostgresIdentityUnits
