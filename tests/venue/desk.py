"""Everything the venue consists of, apart from the sockets."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.venue.accounts import Account, ApiKey
from tests.venue.clock import VenueClock
from tests.venue.exchange import Exchange
from tests.venue.faults import Script
from tests.venue.limits import Limits
from tests.venue.wires import Wires


@dataclass(slots=True)
class Desk:
    """`requests` counts what arrived per endpoint, `sent` how often each client order id arrived in a new order."""

    clock: VenueClock = field(default_factory=VenueClock)
    script: Script = field(default_factory=Script)
    wires: Wires = field(default_factory=Wires)
    requests: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    latency_s: float = 0
    under_maintenance: bool = False
    exchange: Exchange = field(init=False)
    limits: Limits = field(init=False)

    def __post_init__(self) -> None:
        self.exchange = Exchange(self.clock)
        self.limits = Limits(clock=self.clock)

    @property
    def accounts(self) -> dict[str, Account]:
        return self.exchange.accounts

    def open_account(self, name: str) -> Account:
        account = Account(name=name, uid=10_000 + len(self.accounts))
        self.accounts[name] = account
        return account

    def key_of(self, key: str) -> ApiKey:
        return next(account.keys[key] for account in self.accounts.values() if key in account.keys)
