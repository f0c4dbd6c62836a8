"""A tenant that begins: its first user, their session, a paper account and the first events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.identity.login import Login
from domain.identity.session import Session
from domain.identity.tenant import Tenant, User
from domain.shared.events import Event
from domain.shared.ids import AccountId
from domain.shared.money import Money

CAPITAL = Money(amount=Decimal(10_000), currency="USDT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """All that a tenant starts with; stored together or not at all.

    Attributes:
        session: The first one; None when its user is not the one who makes it.
        account_name: What the paper account is called, opened with `capital`.
        market_at: Market clock at the start, UTC; it names the account's first month and day.
    """

    tenant: Tenant
    user: User
    session: Session | None
    account_id: AccountId
    account_name: str
    capital: Money
    market_at: datetime
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDesk(Opening):
    """A tenant of somebody who signs in."""

    login: Login
