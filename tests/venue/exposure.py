"""How long an account held what it had bought without a resting stop that covers it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.venue.accounts import Account
from tests.venue.market import Market
from tests.venue.model import STOPS, Status
from tests.venue.money import ZERO, plain


@dataclass(slots=True, kw_only=True)
class Interval:
    begun: int
    held: Decimal
    covered: Decimal
    ended: int | None = None

    def described(self, now: int) -> dict[str, Any]:
        until = now if self.ended is None else self.ended
        return {
            "from": self.begun,
            "to": self.ended,
            "seconds": (until - self.begun) / 1000,
            "held": plain(self.held),
            "covered": plain(self.covered),
        }


@dataclass(slots=True)
class Exposure:
    """Looked at after every step of the exchange, so that what happens within one step takes no time."""

    intervals: dict[tuple[str, str], list[Interval]] = field(default_factory=dict)

    def look(self, account: Account, market: Market, now: int) -> None:
        rules = market.rules
        held = account.held[rules.symbol]
        covered = sum(
            (
                order.remaining
                for order in account.open.values()
                if order.symbol == rules.symbol
                and order.spec.side == "SELL"
                and order.spec.type in STOPS
                and order.status is not Status.PENDING_NEW
            ),
            ZERO,
        )
        bare = held >= rules.lowest_qty and held - covered >= rules.step and _sellable(held - covered, market)
        seen = self.intervals.setdefault((account.name, rules.symbol), [])
        running = bool(seen) and seen[-1].ended is None
        if bare and not running:
            seen.append(Interval(begun=now, held=held, covered=covered))
        elif running and not bare:
            seen[-1].ended = now


def _sellable(qty: Decimal, market: Market) -> bool:
    """What is worth less than the venue lets anybody sell cannot be protected."""
    return qty * market.last >= market.rules.min_notional
