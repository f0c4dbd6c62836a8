"""People who sign in, in memory, with the promises of the real store: one version, one use, one address each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import ceil

from domain.identity.errors import EmailTakenError, TooManyAttemptsError
from domain.identity.invitation import Invitation
from domain.identity.login import Login
from domain.identity.opening import OwnDesk
from domain.identity.passes import Pass
from domain.identity.session import Session
from domain.identity.tenant import Member, Tenant, User
from domain.identity.throttling import Toll
from domain.shared.errors import ConflictError, NotFoundError
from domain.shared.events import Event
from domain.shared.ids import TenantId, UserId


@dataclass
class MemoryPeople:
    """Stands in for `Entrances`, `IdentityUnits`, `Sessions` and `Throttle`."""

    logins: dict[UserId, Login] = field(default_factory=dict)
    users: dict[UserId, User] = field(default_factory=dict)
    session_rows: dict[object, Session] = field(default_factory=dict)
    passes: dict[object, Pass] = field(default_factory=dict)
    invited: dict[object, Invitation] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    desks: list[OwnDesk] = field(default_factory=list)
    counters: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    async def login(self, email: str) -> Login | None:
        return next((login for login in self.logins.values() if login.email == email), None)

    async def pass_of(self, token_hash: str) -> Pass | None:
        return next((made for made in self.passes.values() if made.token_hash == token_hash), None)

    async def invitation_of(self, token_hash: str) -> Invitation | None:
        return next((made for made in self.invited.values() if made.token_hash == token_hash), None)

    async def find(self, token_hash: str) -> Session | None:
        return next((s for s in self.session_rows.values() if s.token_hash == token_hash), None)

    async def seen(self, session: Session) -> None:
        self.session_rows[session.id] = session

    async def end(self, session: Session, event: Event) -> None:
        self.session_rows[session.id] = session
        self.events.append(event)

    @asynccontextmanager
    async def __call__(self, tenant_id: TenantId) -> AsyncIterator[MemoryUnit]:
        yield MemoryUnit(self, tenant_id)

    async def charge(self, tolls: Sequence[Toll], now: datetime) -> None:
        for toll in tolls:
            count, last = self.counters.get(toll.key, (0, now))
            wait = last + toll.wait(count) - now if count else now - now
            if wait.total_seconds() > 0:
                raise TooManyAttemptsError(ceil(wait.total_seconds()))
        for toll in tolls:
            self.counters[toll.key] = (self.counters.get(toll.key, (0, now))[0] + 1, now)

    async def forgive(self, tolls: Sequence[Toll]) -> None:
        for toll in tolls:
            count, at = self.counters[toll.key]
            self.counters[toll.key] = (count - 1, at)

    async def clear(self, toll: Toll) -> None:
        del self.counters[toll.key]

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]


class MemoryUnit:
    """Writes are kept until the commit and checked before any of them happens."""

    def __init__(self, people: MemoryPeople, tenant_id: TenantId) -> None:
        self._people = people
        self._tenant_id = tenant_id
        self._checks: list[Callable[[], None]] = []
        self._writes: list[Callable[[], object]] = []

    async def login(self, user_id: UserId) -> Login:
        return self._own(self._people.logins.get(user_id))

    async def user(self, user_id: UserId) -> User:
        return self._own(self._people.users.get(user_id))

    async def tenant(self) -> Tenant:
        for desk in self._people.desks:
            if desk.tenant.id == self._tenant_id:
                return desk.tenant
        raise NotFoundError("there is no such tenant")

    async def sessions(self, user_id: UserId) -> Sequence[Session]:
        rows = self._people.session_rows.values()
        return [s for s in rows if s.user_id == user_id and s.revoked_at is None]

    async def members(self) -> Sequence[Member]:
        people = self._people
        return [
            Member(user=user, email=people.logins[user.id].email, factor=people.logins[user.id].factor is not None)
            for user in people.users.values()
            if user.tenant_id == self._tenant_id and user.id in people.logins
        ]

    async def invitations(self) -> Sequence[Invitation]:
        made = self._people.invited.values()
        return [one for one in made if one.tenant_id == self._tenant_id and one.closed_at is None]

    def regrade(self, user: User) -> None:
        def stored() -> None:
            self._people.users[user.id] = user
            for session in list(self._people.session_rows.values()):
                if session.user_id == user.id:
                    self._people.session_rows[session.id] = replace(session, role=user.role)

        self._writes.insert(0, stored)

    def remove(self, user: User) -> None:
        self.regrade(user)
        self._writes.append(lambda: self._people.logins.pop(user.id))

    def invite(self, invitation: Invitation) -> None:
        def replaced() -> None:
            for old in list(self._people.invited.values()):
                if (old.tenant_id, old.email, old.closed_at) == (invitation.tenant_id, invitation.email, None):
                    self._people.invited[old.id] = replace(old, closed_at=invitation.created_at)
            self._people.invited[invitation.id] = invitation

        self._writes.append(replaced)

    def close(self, invitation: Invitation) -> None:
        def open_still() -> None:
            if self._people.invited[invitation.id].closed_at is not None:
                raise ConflictError("the invitation moved on meanwhile")

        self._checks.append(open_still)
        self._writes.append(lambda: self._people.invited.update({invitation.id: invitation}))

    def _own(self, found):
        if found is None or found.tenant_id != self._tenant_id:
            raise NotFoundError("there is no such user")
        return found

    def open(self, desk: OwnDesk) -> None:
        self._checks.append(lambda: self._unused(desk.login))
        self._writes.append(lambda: self._people.logins.update({desk.user.id: desk.login}))
        self._writes.append(lambda: self._people.users.update({desk.user.id: desk.user}))
        self._writes.append(lambda: self._people.desks.append(desk))
        self._writes.append(lambda: self._people.events.extend(desk.events))
        if desk.session is not None:
            self.begin(desk.session)

    def join(self, user: User, login: Login) -> None:
        self._checks.append(lambda: self._unused(login))
        self._writes.append(lambda: self._people.logins.update({user.id: login}))
        self._writes.append(lambda: self._people.users.update({user.id: user}))

    def _unused(self, login: Login) -> None:
        if any(other.email == login.email for other in self._people.logins.values()):
            raise EmailTakenError("taken", field="email")

    def keep(self, login: Login) -> None:
        def as_read() -> None:
            if self._people.logins[login.id].version != login.version:
                raise ConflictError("the login moved on meanwhile")

        self._checks.append(as_read)
        kept = replace(login, version=login.version + 1)
        self._writes.append(lambda: self._people.logins.update({login.id: kept}))

    def begin(self, session: Session) -> None:
        self._writes.append(lambda: self._people.session_rows.update({session.id: session}))

    renew = begin
    end = begin

    def issue(self, made: Pass) -> None:
        def replaced() -> None:
            for old in list(self._people.passes.values()):
                if (old.user_id, old.purpose, old.used_at) == (made.user_id, made.purpose, None):
                    self._people.passes[old.id] = replace(old, used_at=made.created_at)
            self._people.passes[made.id] = made

        self._writes.append(replaced)

    def redeem(self, used: Pass) -> None:
        def unused() -> None:
            if self._people.passes[used.id].used_at is not None:
                raise ConflictError("the pass moved on meanwhile")

        self._checks.append(unused)
        self._writes.append(lambda: self._people.passes.update({used.id: used}))

    def record(self, event: Event) -> None:
        self._writes.append(lambda: self._people.events.append(event))

    async def commit(self) -> None:
        for check in self._checks:
            check()
        for write in self._writes:
            write()


class PlainPasswords:
    """Stands in for `Passwords`; what is stored says what it is."""

    def __init__(self) -> None:
        self.checked: list[str | None] = []
        self.weaker = False

    async def hashed(self, password: str) -> str:
        return f"hash of {password[::-1]}"

    async def matches(self, stored: str | None, password: str) -> bool:
        self.checked.append(stored)
        return stored in (f"hash of {password[::-1]}", f"weak hash of {password[::-1]}")

    def outdated(self, stored: str) -> bool:
        return stored.startswith("weak")
