"""Passwords changed, forgotten and set for others; people taken into a tenant."""

from __future__ import annotations

import pytest

from domain.identity.errors import EmailTakenError, SignInRefusedError, TooManyAttemptsError
from domain.identity.making import Started
from domain.identity.principal import Role
from domain.identity.use_cases.add_user import AddUser
from domain.identity.use_cases.change_password import ChangePassword
from domain.identity.use_cases.reset_password import ASKED_BY_AN_ADDRESS, LETTERS_TO_ONE, ResetPassword
from domain.shared.errors import InvalidInputError, NotFoundError
from domain.shared.ids import TenantId
from tests.rows import IDS
from tests.unit.identity.people import ELSEWHERE, EMAIL, HOME, PASSWORD, People

NEW = "eight loud rivers"


class Forgetful(People):
    """People with a postman."""

    def __init__(self) -> None:
        super().__init__()
        self.posted: list[tuple[str, str]] = []
        memory = self.memory
        self.reset = ResetPassword(
            entrances=memory,
            units=memory,
            passwords=self.passwords,
            throttle=memory,
            letters=self,
            maker=self.maker,
        )
        self.change = ChangePassword(
            units=memory, sessions=memory, passwords=self.passwords, throttle=memory, maker=self.maker
        )
        self.add = AddUser(units=memory, passwords=self.passwords, maker=self.maker)

    async def new_password(self, email: str, token: str) -> None:
        self.posted.append((email, token))

    async def link(self) -> str:
        """Ask for a letter and read its secret."""
        await self.reset.send(await self.reset.asked(EMAIL, ELSEWHERE))
        return self.posted[-1][1]

    async def enters(self, password: str) -> Started:
        answer = await self.sign_in(EMAIL, password, HOME)
        assert isinstance(answer, Started)
        return answer


@pytest.fixture
def people() -> Forgetful:
    return Forgetful()


async def test_a_link_opens_once_within_half_an_hour_and_ends_every_session(people: Forgetful) -> None:
    await people.maria()
    token = await people.link()
    people.wall.advance(29 * 60)
    await people.reset.choose(token, NEW)
    assert all(session.revoked_at for session in people.memory.session_rows.values())
    with pytest.raises(SignInRefusedError):
        await people.reset.choose(token, "nine slow rivers")
    await people.enters(NEW)
    assert people.memory.kinds[-2:] == ["password.reset", "session.started"]


async def test_a_late_link_and_a_weak_password_change_nothing(people: Forgetful) -> None:
    await people.maria()
    token = await people.link()
    with pytest.raises(InvalidInputError):
        await people.reset.choose(token, EMAIL)
    people.wall.advance(30 * 60)
    for secret in (token, "A" * 43, "", None):
        with pytest.raises(SignInRefusedError):
            await people.reset.choose(secret, NEW)
    await people.enters(PASSWORD)


async def test_nobody_is_written_to_who_does_not_sign_in(people: Forgetful) -> None:
    await people.reset.send(await people.reset.asked("nobody@example.com", HOME))
    assert people.posted == []


async def test_one_address_gets_so_many_letters_and_the_asker_is_not_told_when_no_more_go(people: Forgetful) -> None:
    await people.maria()
    for _ in range(LETTERS_TO_ONE + 3):
        await people.link()
    assert len(people.posted) == LETTERS_TO_ONE
    people.wall.advance(60)
    await people.link()
    assert len(people.posted) == LETTERS_TO_ONE + 1


async def test_whoever_asks_for_many_has_to_wait(people: Forgetful) -> None:
    for n in range(ASKED_BY_AN_ADDRESS):
        await people.reset.asked(f"m{n}@example.com", HOME)
    with pytest.raises(TooManyAttemptsError):
        await people.reset.asked(EMAIL, HOME)
    await people.reset.asked(EMAIL, ELSEWHERE)


async def test_a_changed_password_renews_the_session_and_ends_the_others(people: Forgetful) -> None:
    mine, other = await people.maria(), await people.enters(PASSWORD)
    me = mine.session.principal
    with pytest.raises(InvalidInputError) as wrong:
        await people.change(me, mine.token, "not this one", NEW)
    assert wrong.value.code == "PASSWORD_WRONG"
    renewed = await people.change(me, mine.token, PASSWORD, NEW)
    assert (renewed.session.id, renewed.token != mine.token) == (mine.session.id, True)
    rows = people.memory.session_rows
    assert (rows[mine.session.id].revoked_at, rows[other.session.id].revoked_at) == (None, people.wall.now())
    await people.enters(NEW)


async def test_the_old_password_cannot_be_guessed_from_an_open_session(people: Forgetful) -> None:
    mine = await people.maria()
    for _ in range(5):
        with pytest.raises(InvalidInputError):
            await people.change(mine.session.principal, mine.token, "not this one", NEW)
    with pytest.raises(TooManyAttemptsError):
        await people.change(mine.session.principal, mine.token, PASSWORD, NEW)


async def test_somebody_joins_a_tenant_once_and_never_as_a_demo(people: Forgetful) -> None:
    tenant = (await people.maria()).session.tenant_id
    added = await people.add(tenant, "joao@example.com", NEW, Role.TRADER)
    assert (added.tenant_id, added.role) == (tenant, Role.TRADER)
    with pytest.raises(EmailTakenError):
        await people.add(tenant, EMAIL, NEW, Role.TRADER)
    with pytest.raises(InvalidInputError):
        await people.add(tenant, "demo@example.com", NEW, Role.DEMO)
    with pytest.raises(NotFoundError):
        await people.add(TenantId(IDS.new()), "ana@example.com", NEW, Role.TRADER)


async def test_whoever_runs_the_server_sets_a_password_and_learns_who_is_missing(people: Forgetful) -> None:
    await people.maria()
    await people.reset.put(EMAIL, NEW)
    await people.enters(NEW)
    with pytest.raises(NotFoundError):
        await people.reset.put("nobody@example.com", NEW)
