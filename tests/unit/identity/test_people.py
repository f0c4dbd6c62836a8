"""People invited into a tenant, given another role, and let go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.identity.errors import EmailTakenError, SignInRefusedError, TooManyAttemptsError
from domain.identity.invitation import LIFE
from domain.identity.making import Started
from domain.identity.principal import GIVEN, GRANTS, Permission, Principal, Role
from domain.identity.use_cases.invite import INVITED_AT_ONCE, Invite
from domain.identity.use_cases.join import Join
from domain.identity.use_cases.manage_people import ManagePeople
from domain.shared.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from domain.shared.ids import InvitationId, UserId
from tests.rows import IDS
from tests.unit.identity.people import ELSEWHERE, EMAIL, HOME, PASSWORD, People

JOAO, OWN = "joao@example.com", "eight loud rivers"


class Team(People):
    """People who ask others in."""

    def __init__(self) -> None:
        super().__init__()
        self.posted: list[tuple[str, str, str]] = []
        memory = self.memory
        self.manage = ManagePeople(units=memory, maker=self.maker)
        self.invite = Invite(units=memory, throttle=memory, letters=self, maker=self.maker)
        self.join = Join(entrances=memory, units=memory, passwords=self.passwords, throttle=memory, maker=self.maker)

    async def new_password(self, email: str, token: str) -> None:
        raise AssertionError("nobody forgot a password")

    async def invitation(self, email: str, tenant: str, token: str) -> None:
        self.posted.append((email, tenant, token))

    async def owner(self) -> Principal:
        return (await self.maria()).session.principal

    async def asked(self, me: Principal, role: Role = Role.TRADER, email: str = JOAO) -> str:
        """Invite somebody and read the letter's secret."""
        await self.invite.send(await self.invite(me, email, role.value))
        return self.posted[-1][2]

    async def joined(self, me: Principal, role: Role, email: str = JOAO) -> Started:
        return await self.join(await self.asked(me, role, email), OWN, ELSEWHERE)


@pytest.fixture
def team() -> Team:
    return Team()


async def test_the_invited_come_in_once_with_the_role_that_was_chosen(team: Team) -> None:
    me = await team.owner()
    token = await team.asked(me)
    welcome = await team.join.welcome(token)
    assert (welcome.tenant, welcome.email, welcome.role) == ("maria", JOAO, Role.TRADER)
    started = await team.join(token, OWN, ELSEWHERE)
    assert (started.session.tenant_id, started.session.role) == (me.tenant_id, Role.TRADER)
    assert isinstance(await team.sign_in(JOAO, OWN, HOME), Started)
    for again in (token, "A" * 43, None):
        with pytest.raises(SignInRefusedError):
            await team.join(again, OWN, ELSEWHERE)
    assert [member.email for member in await team.manage(me)] == [EMAIL, JOAO]
    assert team.memory.kinds[-4:] == ["user.invited", "user.joined", "session.started", "session.started"]


async def test_a_late_a_replaced_and_a_withdrawn_invitation_let_nobody_in(team: Team) -> None:
    me = await team.owner()
    replaced, second = await team.asked(me), await team.asked(me)
    (open_one,) = await team.invite.open(me)
    await team.invite.withdraw(me, open_one.id)
    late = await team.asked(me)
    team.wall.advance(LIFE / timedelta(seconds=1))
    for token in (replaced, second, late):
        with pytest.raises(SignInRefusedError):
            await team.join(token, OWN, ELSEWHERE)
    with pytest.raises(NotFoundError):
        await team.invite.withdraw(me, InvitationId(IDS.new()))
    assert len(team.memory.logins) == 1


async def test_a_weak_password_leaves_the_invitation_open_and_a_taken_address_uses_nothing(team: Team) -> None:
    me = await team.owner()
    token = await team.asked(me)
    with pytest.raises(InvalidInputError):
        await team.join(token, JOAO, ELSEWHERE)
    await team.sign_up(JOAO, OWN, ELSEWHERE)
    with pytest.raises(EmailTakenError):
        await team.join(token, OWN, ELSEWHERE)
    assert len(await team.invite.open(me)) == 1


async def test_whoever_is_there_already_is_not_invited_and_many_letters_have_to_wait(team: Team) -> None:
    me = await team.owner()
    with pytest.raises(ConflictError):
        await team.asked(me, email=EMAIL)
    for n in range(INVITED_AT_ONCE - 1):
        await team.asked(me, email=f"m{n}@example.com")
    with pytest.raises(TooManyAttemptsError):
        await team.asked(me)


@pytest.mark.parametrize("role", Role)
async def test_only_who_manages_people_sees_invites_changes_or_removes_them(team: Team, role: Role) -> None:
    me = await team.owner()
    joao = (await team.joined(me, Role.VIEWER)).session.user_id
    if Permission.MANAGE_USERS in GRANTS[role]:
        return
    other = replace(me, role=role)
    for attempt in (
        team.manage(other),
        team.invite(other, "ana@example.com", "viewer"),
        team.invite.open(other),
        team.invite.withdraw(other, InvitationId(IDS.new())),
        team.manage.regrade(other, joao, "trader"),
        team.manage.remove(other, joao),
    ):
        with pytest.raises(ForbiddenError):
            await attempt


@pytest.mark.parametrize("role", ["demo", "gone", "operator", "", None, 7])
async def test_nobody_is_given_a_role_that_is_none_of_a_persons(team: Team, role: object) -> None:
    me = await team.owner()
    joao = (await team.joined(me, Role.VIEWER)).session.user_id
    with pytest.raises(InvalidInputError):
        await team.invite(me, "ana@example.com", role)
    with pytest.raises(InvalidInputError):
        await team.manage.regrade(me, joao, role)


async def test_an_admin_neither_makes_nor_unmakes_an_owner(team: Team) -> None:
    me = await team.owner()
    admin = (await team.joined(me, Role.ADMIN)).session.principal
    for attempt in (
        team.invite(admin, "ana@example.com", "owner"),
        team.manage.regrade(admin, me.user_id, "viewer"),
        team.manage.remove(admin, me.user_id),
    ):
        with pytest.raises(ForbiddenError):
            await attempt
    ana = (await team.joined(admin, Role.TRADER, "ana@example.com")).session.user_id
    with pytest.raises(ForbiddenError):
        await team.manage.regrade(admin, ana, "owner")
    assert (await team.manage.regrade(admin, ana, "risk")).user.role is Role.RISK


@pytest.mark.parametrize("role", GIVEN)
async def test_nobody_changes_or_removes_themselves(team: Team, role: Role) -> None:
    me = await team.owner()
    for attempt in (team.manage.regrade(me, me.user_id, role.value), team.manage.remove(me, me.user_id)):
        with pytest.raises(ConflictError):
            await attempt


async def test_another_role_ends_the_sessions_and_what_they_invited_to(team: Team) -> None:
    me = await team.owner()
    ana = await team.joined(me, Role.ADMIN, "ana@example.com")
    token = await team.asked(ana.session.principal)
    changed = await team.manage.regrade(me, ana.session.user_id, "viewer")
    assert (changed.user.role, changed.email) == (Role.VIEWER, "ana@example.com")
    assert team.memory.session_rows[ana.session.id].revoked_at == team.wall.now()
    with pytest.raises(SignInRefusedError):
        await team.join(token, OWN, ELSEWHERE)
    with pytest.raises(ConflictError):
        await team.manage.remove(replace(ana.session.principal, role=Role.ADMIN), me.user_id)


async def test_who_is_removed_cannot_come_back_and_their_address_is_free(team: Team) -> None:
    me = await team.owner()
    joao = await team.joined(me, Role.TRADER)
    await team.manage.remove(me, joao.session.user_id)
    with pytest.raises(SignInRefusedError):
        await team.sign_in(JOAO, OWN, HOME)
    assert team.memory.session_rows[joao.session.id].revoked_at is not None
    assert [member.email for member in await team.manage(me)] == [EMAIL]
    assert team.memory.users[joao.session.user_id].role is Role.GONE
    with pytest.raises(NotFoundError):
        await team.manage.remove(me, joao.session.user_id)
    with pytest.raises(NotFoundError):
        await team.manage.regrade(me, UserId(IDS.new()), "viewer")
    await team.joined(me, Role.VIEWER)
    assert isinstance(await team.sign_in(EMAIL, PASSWORD, HOME), Started)
