"""The use cases behind `robson user`, on a database of its own pool."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from adapters.auth.passwords import Argon2Passwords
from adapters.auth.tokens import SecretTokens
from adapters.clock import SystemClock
from adapters.db.attempts import PostgresThrottle
from adapters.db.logins import PostgresEntrances, PostgresIdentityUnits
from adapters.db.pool import DatabaseRole, Pool, open_pool
from adapters.ids import Uuid7Ids
from adapters.notify.mail import NoMail
from domain.identity.making import Maker
from domain.identity.principal import Role
from domain.identity.tenant import User
from domain.identity.use_cases.add_user import AddUser
from domain.identity.use_cases.reset_password import ResetPassword
from domain.identity.use_cases.sign_up import SignUp
from domain.shared.ids import TenantId
from robson_app.letters import DeskLetters


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """What whoever runs the server may do about people."""

    sign_up: SignUp
    add: AddUser
    reset: ResetPassword

    async def own(self, email: str, password: str) -> User:
        """Make a desk of somebody's own (raises as `SignUp.add`)."""
        return await self.sign_up.add(email, password)

    async def join(self, tenant_id: TenantId, email: str, password: str, role: Role) -> User:
        """Take somebody into a tenant (raises as `AddUser`)."""
        return await self.add(tenant_id, email, password, role)


@asynccontextmanager
async def open_people(url: str) -> AsyncIterator[People]:
    """Connect, and disconnect afterwards."""
    pool = await open_pool(url, role=DatabaseRole.WEB, smallest=1, largest=2)
    passwords = Argon2Passwords()
    try:
        yield _made(pool, passwords)
    finally:
        passwords.close()
        await pool.close()


def _made(pool: Pool, passwords: Argon2Passwords) -> People:
    wall = SystemClock()
    units, throttle = PostgresIdentityUnits(pool), PostgresThrottle(pool)
    maker = Maker(tokens=SecretTokens(), ids=Uuid7Ids(), wall=wall, market=wall)
    return People(
        sign_up=SignUp(units=units, passwords=passwords, throttle=throttle, maker=maker),
        add=AddUser(units=units, passwords=passwords, maker=maker),
        reset=ResetPassword(
            entrances=PostgresEntrances(pool),
            units=units,
            passwords=passwords,
            throttle=throttle,
            letters=DeskLetters(NoMail(), ""),
            maker=maker,
        ),
    )
