"""Signing up and in: what is made, who is refused, and who has to wait."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.identity.errors import EmailTakenError, SignInRefusedError, SignUpClosedError, TooManyAttemptsError
from domain.identity.making import Started
from domain.identity.principal import Role
from domain.identity.tenant import TenantKind
from domain.identity.use_cases.sign_up import SignUpPolicy
from domain.shared.errors import InvalidInputError, UnauthenticatedError
from tests.unit.identity.people import ELSEWHERE, EMAIL, HOME, PASSWORD, People


@pytest.fixture
def people() -> People:
    return People()


async def refused(people: People, email: str = EMAIL) -> None:
    with pytest.raises(SignInRefusedError):
        await people.sign_in(email, "wrong", HOME)


async def test_who_signs_up_owns_a_tenant_with_ten_thousand_on_paper(people: People) -> None:
    started = await people.maria()
    me = await people.authenticate(started.token)
    assert me.role is Role.OWNER
    (desk,) = people.memory.desks
    assert (desk.tenant.kind, desk.tenant.expires_at, str(desk.capital.amount)) == (TenantKind.STANDARD, None, "10000")
    assert people.memory.kinds == ["user.signed_up", "account.opened"]
    assert PASSWORD not in repr(people.memory)
    assert started.token not in repr(people.memory)


async def test_an_address_signs_up_once_whatever_its_case(people: People) -> None:
    await people.maria()
    with pytest.raises(EmailTakenError):
        await people.sign_up(" MARIA@example.com", PASSWORD, HOME)
    assert len(people.memory.logins) == 1


@pytest.mark.parametrize("policy", [SignUpPolicy.CLOSED, SignUpPolicy.INVITE])
async def test_a_closed_desk_takes_nobody_in_but_whom_its_server_adds(policy: SignUpPolicy) -> None:
    people = People(policy)
    with pytest.raises(SignUpClosedError, match="nothing was made"):
        await people.maria()
    assert people.memory.logins == {}
    user = await people.sign_up.add(EMAIL, PASSWORD)
    assert user.role is Role.OWNER
    assert people.memory.session_rows == {}
    assert isinstance(await people.sign_in(EMAIL, PASSWORD, HOME), Started)


async def test_a_poor_password_makes_nothing(people: People) -> None:
    with pytest.raises(InvalidInputError):
        await people.sign_up(EMAIL, "password1234", HOME)
    assert people.memory.logins == {}


async def test_an_address_signs_up_only_so_many_before_it_waits(people: People) -> None:
    for number in range(10):
        await people.sign_up(f"m{number}@example.com", PASSWORD, HOME)
    with pytest.raises(TooManyAttemptsError):
        await people.sign_up("one-more@example.com", PASSWORD, HOME)
    await people.sign_up("elsewhere@example.com", PASSWORD, ELSEWHERE)


async def test_signing_in_starts_a_session_that_says_where_it_was_started(people: People) -> None:
    await people.maria()
    started = await people.sign_in("Maria@Example.com", PASSWORD, HOME)
    assert isinstance(started, Started)
    assert (await people.authenticate(started.token)).session_id == started.session.id
    assert (started.session.address, started.session.device) == (HOME.address, HOME.device)
    assert people.memory.events[-1].sentence == "Signed in · Firefox on Linux · 192.0.2.1"


async def test_a_wrong_password_and_an_unknown_address_are_checked_and_answered_alike(people: People) -> None:
    await people.maria()
    with pytest.raises(SignInRefusedError) as wrong:
        await people.sign_in(EMAIL, "wrong", HOME)
    with pytest.raises(SignInRefusedError) as unknown:
        await people.sign_in("nobody@example.com", "wrong", HOME)
    assert str(wrong.value) == str(unknown.value)
    assert len(people.passwords.checked) == 2
    assert people.passwords.checked[-1] is None


@pytest.mark.parametrize(
    ("email", "password"), [(None, PASSWORD), (EMAIL, None), ("x", "y"), (EMAIL, "\0"), (EMAIL, 1)]
)
async def test_what_cannot_be_right_is_refused_in_the_same_words(
    people: People, email: object, password: object
) -> None:
    await people.maria()
    with pytest.raises(SignInRefusedError, match="do not belong together"):
        await people.sign_in(email, password, HOME)


async def test_failures_make_their_own_address_wait_and_nobody_else(people: People) -> None:
    await people.maria()
    for _ in range(5):
        await refused(people)
    with pytest.raises(TooManyAttemptsError) as waiting:
        await people.sign_in(EMAIL, PASSWORD, HOME)
    assert waiting.value.retry_after_s == 1
    assert isinstance(await people.sign_in(EMAIL, PASSWORD, ELSEWHERE), Started)
    people.wall.advance(1)
    assert isinstance(await people.sign_in(EMAIL, PASSWORD, HOME), Started)


async def test_the_wait_doubles_and_ends_at_a_quarter_of_an_hour(people: People) -> None:
    await people.maria()
    waits = []
    for _ in range(20):
        try:
            await people.sign_in(EMAIL, "wrong", HOME)
        except SignInRefusedError:
            continue
        except TooManyAttemptsError as error:
            waits.append(error.retry_after_s)
            people.wall.advance(error.retry_after_s)
    assert waits[:5] == [1, 2, 4, 8, 16]
    for _ in range(12):
        people.wall.advance(900)
        await refused(people)
    with pytest.raises(TooManyAttemptsError) as last:
        await people.sign_in(EMAIL, PASSWORD, HOME)
    assert last.value.retry_after_s == 900


async def test_success_forgets_the_failures(people: People) -> None:
    await people.maria()
    for _ in range(3):
        for _ in range(4):
            await refused(people)
        await people.sign_in(EMAIL, PASSWORD, HOME)


async def test_one_address_cannot_search_over_many_accounts(people: People) -> None:
    for number in range(50):
        await refused(people, email=f"m{number}@example.com")
    with pytest.raises(TooManyAttemptsError):
        await people.sign_in("another@example.com", "wrong", HOME)


async def test_a_weaker_hash_is_replaced_at_the_next_sign_in(people: People) -> None:
    started = await people.maria()
    login = people.memory.logins[started.session.user_id]
    people.memory.logins[login.id] = replace(login, password_hash="weak " + login.password_hash)
    await people.sign_in(EMAIL, PASSWORD, HOME)
    assert not people.memory.logins[login.id].password_hash.startswith("weak")


async def test_a_sign_in_nobody_uses_for_a_day_is_over_and_one_in_use_is_not(people: People) -> None:
    started = await people.maria()
    for _ in range(3):
        people.wall.advance(23 * 3600)
        await people.authenticate(started.token)
    people.wall.advance(24 * 3600)
    with pytest.raises(UnauthenticatedError):
        await people.authenticate(started.token)


async def test_a_sign_in_ends_after_a_week_however_much_it_is_used(people: People) -> None:
    started = await people.maria()
    for _ in range(7 * 4 - 1):
        people.wall.advance(6 * 3600)
        await people.authenticate(started.token)
    people.wall.advance(6 * 3600)
    with pytest.raises(UnauthenticatedError):
        await people.authenticate(started.token)
