"""People of a tenant on real PostgreSQL: of two things at one moment, the second knows the first."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from adapters.db.attempts import PostgresThrottle
from adapters.db.logins import PostgresEntrances, PostgresIdentityUnits
from adapters.db.pool import Pool
from adapters.db.sessions import PostgresSessions
from domain.identity.making import Started
from domain.identity.principal import Principal, Role
from domain.identity.use_cases.invite import Invite, Invited
from domain.identity.use_cases.join import Join
from domain.identity.use_cases.manage_people import ManagePeople
from domain.shared.errors import ConflictError, NotFoundError, RobsonError
from tests.fakes.identity import PlainPasswords
from tests.integration.db.test_logins import MAKER, signed_up
from tests.unit.identity.people import HOME

OWN = "eight loud rivers"


class NoPost:
    """Sends nothing; secrets are taken from what was made."""

    async def new_password(self, email: str, token: str) -> None:
        raise AssertionError("nobody forgot a password")

    async def invitation(self, email: str, tenant: str, token: str) -> None:
        raise AssertionError("what is made is not sent here")


class Team:
    """A tenant with its owner."""

    def __init__(self, pool: Pool, me: Principal) -> None:
        self.me, self.units = me, PostgresIdentityUnits(pool)
        throttle, self.sessions = PostgresThrottle(pool), PostgresSessions(pool)
        self.manage = ManagePeople(units=self.units, maker=MAKER)
        self.invite = Invite(units=self.units, throttle=throttle, letters=NoPost(), maker=MAKER)
        self.join = Join(
            entrances=PostgresEntrances(pool),
            units=self.units,
            passwords=PlainPasswords(),
            throttle=throttle,
            maker=MAKER,
        )

    async def asked(self, email: str, role: Role = Role.TRADER) -> Invited:
        return await self.invite(self.me, email, role.value)

    async def joined(self, email: str, role: Role = Role.TRADER) -> Started:
        return await self.join((await self.asked(email, role)).token, OWN, replace(HOME, address=email))


async def a_team(pool: Pool, owner: str) -> Team:
    return Team(pool, (await signed_up(pool, owner)).session.principal)


async def test_of_two_who_come_by_one_letter_one_is_let_in(web: Pool) -> None:
    team = await a_team(web, "owner-1@example.com")
    token = (await team.asked("joao-1@example.com")).token
    both = await asyncio.gather(
        *(team.join(token, OWN, replace(HOME, address=f"two-{n}")) for n in (1, 2)), return_exceptions=True
    )
    assert sorted(isinstance(one, Started) for one in both) == [False, True]
    assert all(isinstance(one, Started | RobsonError) for one in both)
    assert len(await team.manage(team.me)) == 2


async def test_a_session_that_begins_while_the_role_changes_is_refused(web: Pool) -> None:
    team = await a_team(web, "owner-2@example.com")
    joao = (await team.joined("joao-2@example.com", Role.ADMIN)).session
    async with team.units(joao.tenant_id) as late:
        started = MAKER.session(await late.user(joao.user_id), HOME)
        late.begin(started.session)
        await team.manage.regrade(team.me, joao.user_id, "viewer")
        with pytest.raises(ConflictError):
            await late.commit()
    assert await team.sessions.find(started.session.token_hash) is None


async def test_a_session_that_was_never_ended_has_the_role_of_its_user(web: Pool) -> None:
    team = await a_team(web, "owner-3@example.com")
    joao = (await team.joined("joao-3@example.com", Role.ADMIN)).session
    async with team.units(joao.tenant_id) as unit:
        unit.regrade(replace(await unit.user(joao.user_id), role=Role.VIEWER))
        await unit.commit()
    found = await team.sessions.find(joao.token_hash)
    assert found is not None
    assert (found.role, found.revoked_at) == (Role.VIEWER, None)


async def test_two_owners_who_remove_each_other_leave_one(web: Pool) -> None:
    team = await a_team(web, "owner-4@example.com")
    other = (await team.joined("other-4@example.com", Role.OWNER)).session.principal
    both = await asyncio.gather(
        team.manage.remove(team.me, other.user_id),
        team.manage.remove(other, team.me.user_id),
        return_exceptions=True,
    )
    assert [one for one in both if one is None] == [None]
    assert all(one is None or isinstance(one, RobsonError) for one in both)
    left = [one for one, removed in ((team.me, both[1]), (other, both[0])) if removed is not None]
    assert [member.user.role for member in await team.manage(left[0])] == [Role.OWNER]


async def test_somebody_of_another_tenant_is_nobody(web: Pool) -> None:
    ours, theirs = await a_team(web, "owner-5@example.com"), await a_team(web, "owner-6@example.com")
    joao = (await theirs.joined("joao-6@example.com")).session.user_id
    asked = (await theirs.asked("ana-6@example.com")).made
    for attempt in (
        ours.manage.regrade(ours.me, joao, "viewer"),
        ours.manage.remove(ours.me, joao),
        ours.invite.withdraw(ours.me, asked.id),
    ):
        with pytest.raises(NotFoundError):
            await attempt
    assert len(await theirs.manage(theirs.me)) == 2
