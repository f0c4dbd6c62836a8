"""The identity use cases over one memory and one pair of clocks."""

from __future__ import annotations

from datetime import UTC, datetime

from adapters.auth.tokens import SecretTokens
from domain.identity.making import Maker, Started
from domain.identity.session import Visit
from domain.identity.use_cases.authenticate import Authenticate
from domain.identity.use_cases.sign_in import SignIn
from domain.identity.use_cases.sign_up import SignUp, SignUpPolicy
from tests.fakes.clocks import FakeClock
from tests.fakes.identity import MemoryPeople, PlainPasswords
from tests.rows import IDS

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
EMAIL, PASSWORD = "maria@example.com", "four quiet rivers"
HOME, ELSEWHERE = Visit(address="192.0.2.1", device="Firefox on Linux"), Visit(address="198.51.100.7")


class People:
    """Everything that lets people in."""

    def __init__(self, policy: SignUpPolicy = SignUpPolicy.OPEN) -> None:
        self.memory, self.wall, self.passwords = MemoryPeople(), FakeClock(NOW), PlainPasswords()
        market = FakeClock(datetime(2022, 1, 11, tzinfo=UTC))
        self.maker = Maker(tokens=SecretTokens(), ids=IDS, wall=self.wall, market=market)
        self.sign_up = SignUp(
            units=self.memory, passwords=self.passwords, throttle=self.memory, maker=self.maker, policy=policy
        )
        self.sign_in = SignIn(
            entrances=self.memory,
            units=self.memory,
            passwords=self.passwords,
            throttle=self.memory,
            maker=self.maker,
        )
        self.authenticate = Authenticate(sessions=self.memory, tokens=self.maker.tokens, wall=self.wall)

    async def maria(self) -> Started:
        """Sign somebody up."""
        return await self.sign_up(EMAIL, PASSWORD, HOME)
