"""The second factor: set up, asked at sign-in, used once, and how long it answers for what is done next."""

from __future__ import annotations

import pyotp
import pytest

from adapters.auth.codes import TotpCodes
from adapters.secrets.envelope import EnvelopeBox
from domain.identity.errors import CodeRefusedError, SecondFactorError, SignInRefusedError, TooManyAttemptsError
from domain.identity.making import Issued, Started
from domain.identity.second_factor import SecondFactor
from domain.identity.use_cases.end_sessions import OwnSessions
from domain.identity.use_cases.set_factor import Enrolled, SetFactor
from domain.identity.use_cases.show_factor import ShowFactor
from domain.shared.errors import ConflictError, InvalidInputError, NotFoundError, UnauthenticatedError
from tests.unit.identity.people import ELSEWHERE, EMAIL, HOME, PASSWORD, People


class Guarded(People):
    """People with second factors."""

    def __init__(self) -> None:
        super().__init__()
        memory, maker = self.memory, self.maker
        factor = SecondFactor(codes=TotpCodes(), box=EnvelopeBox({1: bytes(32)}), tokens=maker.tokens)
        self.set_factor = SetFactor(
            units=memory, sessions=memory, passwords=self.passwords, factor=factor, throttle=memory, maker=maker
        )
        self.show = ShowFactor(
            entrances=memory, sessions=memory, units=memory, factor=factor, throttle=memory, maker=maker
        )
        self.own = OwnSessions(units=memory, maker=maker)
        self.secret = ""

    async def enrol(self) -> Enrolled:
        """Sign somebody up and set their second factor up; half a minute later its code is a fresh one."""
        started = await self.maria()
        self.secret = (await self.set_factor.offer(started.session.principal, PASSWORD)).secret
        enrolled = await self.set_factor.confirm(started.session.principal, started.token, self.code)
        self.wall.advance(30)
        return enrolled

    @property
    def code(self) -> str:
        """What the app shows now."""
        return pyotp.TOTP(self.secret).at(self.wall.now())

    async def password_given(self) -> Issued:
        """Sign in as far as the password goes."""
        answer = await self.sign_in(EMAIL, PASSWORD, HOME)
        assert isinstance(answer, Issued)
        return answer


@pytest.fixture
def people() -> Guarded:
    return Guarded()


async def test_a_code_of_the_offered_secret_puts_it_in_force_and_rotates_the_session(people: Guarded) -> None:
    started = await people.maria()
    me = started.session.principal
    offer = await people.set_factor.offer(me, PASSWORD)
    assert offer.uri.startswith("otpauth://totp/Robson:maria%40example.com?secret=")
    people.secret = offer.secret
    enrolled = await people.set_factor.confirm(me, started.token, people.code)
    with pytest.raises(UnauthenticatedError):
        await people.authenticate(started.token)
    assert (await people.authenticate(enrolled.started.token)).factor_within(people.wall.now())
    assert len(set(enrolled.recovery)) == 10
    stored = repr(people.memory)
    assert all(secret not in stored for secret in (offer.secret, *enrolled.recovery))


async def test_only_the_password_gets_a_secret_offered_and_only_once(people: Guarded) -> None:
    started = await people.maria()
    with pytest.raises(InvalidInputError, match="password is wrong"):
        await people.set_factor.offer(started.session.principal, "another password")
    with pytest.raises(CodeRefusedError, match="nothing was offered"):
        await people.set_factor.confirm(started.session.principal, started.token, "123456")
    enrolled = await people.set_factor.offer(started.session.principal, PASSWORD)
    people.secret = enrolled.secret
    await people.set_factor.confirm(started.session.principal, started.token, people.code)
    with pytest.raises(ConflictError):
        await people.set_factor.offer(started.session.principal, PASSWORD)


async def test_the_password_alone_no_longer_signs_in(people: Guarded) -> None:
    await people.enrol()
    issued = await people.password_given()
    with pytest.raises(UnauthenticatedError):
        await people.authenticate(issued.token)
    started = await people.show.sign_in(issued.token, people.code, HOME)
    assert (await people.authenticate(started.token)).factor_within(people.wall.now())
    assert people.memory.events[-1].sentence == "Signed in · second factor · Firefox on Linux · 192.0.2.1"


async def test_a_code_opens_once_and_so_does_a_pass(people: Guarded) -> None:
    await people.enrol()
    first, code = await people.password_given(), people.code
    await people.show.sign_in(first.token, code, HOME)
    second = await people.password_given()
    with pytest.raises(CodeRefusedError):
        await people.show.sign_in(second.token, code, HOME)
    people.wall.advance(30)
    with pytest.raises(SignInRefusedError):
        await people.show.sign_in(first.token, people.code, HOME)
    assert isinstance(await people.show.sign_in(second.token, people.code, HOME), Started)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "\uff11" * 6, None, 123456, "000000 OR 1=1"])
async def test_what_is_no_code_is_refused(people: Guarded, code: object) -> None:
    await people.enrol()
    issued = await people.password_given()
    with pytest.raises(CodeRefusedError):
        await people.show.sign_in(issued.token, code, HOME)


@pytest.mark.parametrize(("away_s", "opens"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
async def test_a_neighbouring_step_opens_and_no_other(people: Guarded, away_s: int, opens: bool) -> None:
    await people.enrol()
    people.wall.advance(300)
    issued = await people.password_given()
    people.wall.advance(away_s)
    code = people.code
    people.wall.advance(-away_s)
    if opens:
        await people.show.sign_in(issued.token, code, HOME)
    else:
        with pytest.raises(CodeRefusedError):
            await people.show.sign_in(issued.token, code, HOME)


async def test_a_recovery_code_opens_once_however_it_is_typed(people: Guarded) -> None:
    enrolled = await people.enrol()
    code = enrolled.recovery[3]
    typed = f" {code[:4]}-{code[4:8]}-{code[8:12]}-{code[12:]} ".upper()
    await people.show.sign_in((await people.password_given()).token, typed, HOME)
    issued = await people.password_given()
    with pytest.raises(CodeRefusedError):
        await people.show.sign_in(issued.token, code, HOME)
    await people.show.sign_in(issued.token, enrolled.recovery[4], HOME)


async def test_the_time_between_password_and_code_is_short(people: Guarded) -> None:
    await people.enrol()
    issued = await people.password_given()
    people.wall.advance(600)
    with pytest.raises(SignInRefusedError, match="Start with the password again"):
        await people.show.sign_in(issued.token, people.code, HOME)


async def test_guessing_codes_has_to_wait(people: Guarded) -> None:
    await people.enrol()
    issued = await people.password_given()
    wrong = "000000" if people.code != "000000" else "000001"
    for _ in range(5):
        with pytest.raises(CodeRefusedError):
            await people.show.sign_in(issued.token, wrong, HOME)
    with pytest.raises(TooManyAttemptsError):
        await people.show.sign_in(issued.token, people.code, ELSEWHERE)


async def test_stepping_up_answers_for_five_minutes_under_a_new_secret(people: Guarded) -> None:
    enrolled = await people.enrol()
    people.wall.advance(600)
    me = await people.authenticate(enrolled.started.token)
    with pytest.raises(SecondFactorError):
        me.require_factor(people.wall.now())
    stepped = await people.show.step_up(me, enrolled.started.token, people.code)
    with pytest.raises(UnauthenticatedError):
        await people.authenticate(enrolled.started.token)
    me = await people.authenticate(stepped.token)
    me.require_factor(people.wall.now())
    people.wall.advance(301)
    with pytest.raises(SecondFactorError, match="within the last 5 minutes"):
        me.require_factor(people.wall.now())


async def test_without_a_second_factor_nothing_steps_up(people: Guarded) -> None:
    started = await people.maria()
    with pytest.raises(CodeRefusedError, match="no second factor is set up"):
        await people.show.step_up(started.session.principal, started.token, "123456")


async def test_own_sessions_are_listed_and_end_one_by_one_or_all_but_this(people: Guarded) -> None:
    started = await people.maria()
    others = [await people.sign_in(EMAIL, PASSWORD, ELSEWHERE) for _ in range(3)]
    me = started.session.principal
    assert len(await people.own(me)) == 4
    gone = others[0]
    assert isinstance(gone, Started)
    assert await people.own.end(me, gone.session.id) == 1
    with pytest.raises(UnauthenticatedError):
        await people.authenticate(gone.token)
    with pytest.raises(NotFoundError):
        await people.own.end(me, gone.session.id)
    assert await people.own.end(me) == 2
    assert [session.id for session in await people.own(me)] == [me.session_id]
