"""Demos, sessions and principals, with stand-ins for the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.auth.tokens import SecretTokens
from domain.identity.demo import Demo, DemoCaps, StartedDemo
from domain.identity.errors import DemoLimitError
from domain.identity.making import Maker
from domain.identity.principal import GRANTS, Permission, Principal, Role
from domain.identity.session import Session
from domain.identity.use_cases.authenticate import Authenticate
from domain.identity.use_cases.end_session import EndSession
from domain.identity.use_cases.start_demo import StartDemo
from domain.identity.use_cases.sweep_demos import SweepDemos
from domain.shared.errors import ForbiddenError, InvalidInputError, UnauthenticatedError
from domain.shared.events import Event
from domain.shared.ids import SessionId, TenantId, UserId
from tests.fakes.clocks import FakeClock
from tests.rows import IDS

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CAPS = DemoCaps(life=timedelta(hours=24), live=2, per_hour=1)


class MemoryIdentity:
    """Stands in for demos and sessions."""

    def __init__(self) -> None:
        self.demos: list[Demo] = []
        self.sessions: dict[str, Session] = {}
        self.events: list[Event] = []
        self.over: list[TenantId] = []
        self.looked = 0

    async def open(self, demo: Demo, caps: DemoCaps) -> None:
        if len(self.demos) >= caps.live:
            raise DemoLimitError("full")
        self.demos.append(demo)
        self.sessions[demo.session.token_hash] = demo.session

    async def expired(self, count: int) -> Sequence[TenantId]:
        return self.over[:count]

    async def purge(self, tenant_id: TenantId) -> bool:
        self.over.remove(tenant_id)
        return True

    async def find(self, token_hash: str) -> Session | None:
        self.looked += 1
        return self.sessions.get(token_hash)

    async def seen(self, session: Session) -> None:
        self.sessions[session.token_hash] = session

    async def end(self, session: Session, event: Event) -> None:
        self.sessions[session.token_hash] = session
        self.events.append(event)


class Desk:
    """The identity use cases over one memory and one pair of clocks."""

    def __init__(self) -> None:
        self.memory, self.wall, tokens = MemoryIdentity(), FakeClock(NOW), SecretTokens()
        market = FakeClock(datetime(2022, 1, 11, tzinfo=UTC))
        self.start = StartDemo(
            demos=self.memory, maker=Maker(tokens=tokens, ids=IDS, wall=self.wall, market=market), caps=CAPS
        )
        self.authenticate = Authenticate(sessions=self.memory, tokens=tokens, wall=self.wall)
        self.end = EndSession(sessions=self.memory, tokens=tokens, ids=IDS, wall=self.wall, market=market)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def demo(desk: Desk) -> StartedDemo:
    return await desk.start("192.0.2.1")


async def test_a_demo_gets_a_secret_a_tenant_of_its_own_and_ten_thousand(desk: Desk, demo: StartedDemo) -> None:
    other = await desk.start("192.0.2.2")
    assert demo.token != other.token
    assert demo.session.tenant_id != other.session.tenant_id
    stored = desk.memory.demos[0]
    assert str(stored.capital.amount) == "10000"
    assert stored.session.expires_at == NOW + CAPS.life == stored.tenant.expires_at
    assert [event.sentence for event in stored.events] == [
        "Demo started · ends 2026-11-23 12:00 UTC",
        "Paper account opened · 10,000 USDT",
    ]
    assert "192.0.2.1" not in stored.address_hash
    assert demo.token not in repr(stored)


async def test_the_cap_reaches_the_visitor(desk: Desk) -> None:
    for address in "ab":
        await desk.start(address)
    with pytest.raises(DemoLimitError):
        await desk.start("c")


async def test_a_live_session_names_who_acts(desk: Desk, demo: StartedDemo) -> None:
    me = await desk.authenticate(demo.token)
    assert me == demo.session.principal
    assert me.role is Role.DEMO


async def test_every_authentication_looks_the_session_up(desk: Desk, demo: StartedDemo) -> None:
    for _ in range(3):
        await desk.authenticate(demo.token)
    assert desk.memory.looked == 3


async def test_a_session_is_over_at_its_very_end(desk: Desk, demo: StartedDemo) -> None:
    desk.wall.advance(24 * 3600 - 1)
    await desk.authenticate(demo.token)
    desk.wall.advance(1)
    with pytest.raises(UnauthenticatedError):
        await desk.authenticate(demo.token)


async def test_an_ended_session_is_told_once_and_opens_nothing(desk: Desk, demo: StartedDemo) -> None:
    await desk.end(demo.token)
    await desk.end(demo.token)
    await desk.end("unknown")
    assert [event.kind for event in desk.memory.events] == ["session.ended"]
    with pytest.raises(UnauthenticatedError):
        await desk.authenticate(demo.token)


@pytest.mark.parametrize(
    "token", ["", "x", "A" * 42, "A" * 44, "A" * 10_000, "é" * 43, "１" * 43, "A" * 42 + "\n", "' OR 1=1 --".ljust(43)]
)
async def test_what_cannot_be_a_secret_never_reaches_the_database(desk: Desk, token: str) -> None:
    with pytest.raises(UnauthenticatedError, match="Your session is over"):
        await desk.authenticate(token)
    assert desk.memory.looked == 0


async def test_a_wrong_secret_and_an_expired_one_answer_alike(desk: Desk, demo: StartedDemo) -> None:
    with pytest.raises(UnauthenticatedError) as wrong:
        await desk.authenticate(SecretTokens().new())
    desk.wall.advance(10**6)
    with pytest.raises(UnauthenticatedError) as late:
        await desk.authenticate(demo.token)
    assert str(wrong.value) == str(late.value)


async def test_sweeping_takes_a_batch_at_a_time(desk: Desk) -> None:
    desk.memory.over = [TenantId(IDS.new()) for _ in range(25)]
    sweep = SweepDemos(demos=desk.memory)
    assert [await sweep(), await sweep(), await sweep()] == [20, 5, 0]


@pytest.mark.parametrize("changes", [{"life": timedelta(0)}, {"live": 0}, {"per_hour": 0}])
def test_caps_that_let_nobody_in_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError, match="above zero"):
        replace(CAPS, **changes)


def principal(role: Role) -> Principal:
    return Principal(
        tenant_id=TenantId(IDS.new()), user_id=UserId(IDS.new()), session_id=SessionId(IDS.new()), role=role
    )


@pytest.mark.parametrize("role", list(Role))
def test_a_role_grants_exactly_what_its_table_says(role: Role) -> None:
    me = principal(role)
    for permission in Permission:
        if permission in GRANTS[role]:
            me.require(permission)
        else:
            with pytest.raises(ForbiddenError, match=f"your role '{role}' may not"):
                me.require(permission)


def test_secrets_are_long_fresh_and_stored_as_hashes() -> None:
    tokens = SecretTokens()
    made = {tokens.new() for _ in range(1_000)}
    assert len(made) == 1_000
    assert {len(secret) for secret in made} == {43}
    assert tokens.digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
