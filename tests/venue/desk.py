"""Everything the venue consists of, apart from its connections."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

from tests.venue.accounts import Account, ApiKey
from tests.venue.clock import VenueClock
from tests.venue.exchange import Exchange
from tests.venue.faults import Script
from tests.venue.limits import Limits
from tests.venue.wires import Wires

REMEMBERED = 10_000


@dataclass(slots=True)
class Desk:
    """`requests` counts what arrived per endpoint, `sent` how often each client order id arrived in a POST.

    `journal` has the latest requests in the order of their arrival; `result` stays empty while one is not decided.
    """

    clock: VenueClock = field(default_factory=VenueClock)
    script: Script = field(default_factory=Script)
    wires: Wires = field(default_factory=Wires)
    requests: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    journal: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
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

    def owner_of(self, key: str) -> str:
        return next((name for name, account in self.accounts.items() if key and key in account.keys), "")

    def key_of(self, key: str) -> ApiKey:
        return next(account.keys[key] for account in self.accounts.values() if key in account.keys)
