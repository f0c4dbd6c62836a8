"""A demo: one click, a tenant of one's own with paper money, gone after a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from domain.identity.opening import Opening
from domain.identity.session import Session
from domain.shared.errors import InvalidInputError
from domain.shared.ids import AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCaps:
    """How many demos there may be.

    Attributes:
        life: How long one lives.
        live: How many may live at once.
        per_hour: How many one address may start within an hour.
    """

    life: timedelta
    live: int
    per_hour: int

    def __post_init__(self) -> None:
        """Refuse caps that would let nobody or everybody in."""
        if self.life <= timedelta(0) or self.live < 1 or self.per_hour < 1:
            raise InvalidInputError("demo life and limits must be above zero", field="demo_limit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo(Opening):
    """A tenant that ends by itself.

    Attributes:
        session: The only one it ever has.
        address_hash: Hash of the visitor's network address, for the hourly cap.
    """

    session: Session
    address_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedDemo:
    """What the visitor gets; `token` is the session's secret, known to the browser alone."""

    token: str
    session: Session
    account_id: AccountId
