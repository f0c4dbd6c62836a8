"""A signal: a finding told to a tenant, from its forming to its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.marketdata.market import Side
from domain.marketdata.timeframe import Timeframe
from domain.shared.ids import PlanId, SignalId, TenantId, UserId
from domain.shared.money import Price
from domain.shared.symbol import Symbol
from domain.signals.errors import IllegalTransitionError

LIFE = 12
"""Candles of its timeframe that a signal lives."""


class SignalStatus(StrEnum):
    """Where a signal is in its life."""

    FORMING = "forming"
    CONFIRMED = "confirmed"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    INVALIDATED = "invalidated"
    EXPIRED = "expired"


S = SignalStatus
MOVES: Mapping[SignalStatus, frozenset[SignalStatus]] = {
    S.FORMING: frozenset({S.CONFIRMED, S.DISMISSED, S.INVALIDATED, S.EXPIRED}),
    S.CONFIRMED: frozenset({S.ACCEPTED, S.DISMISSED, S.INVALIDATED, S.EXPIRED}),
    S.DISMISSED: frozenset({S.FORMING, S.CONFIRMED}),  # an undo, while it lives
    S.ACCEPTED: frozenset(),
    S.INVALIDATED: frozenset(),
    S.EXPIRED: frozenset(),
}
"""The one transition table."""
LIVE = frozenset({S.FORMING, S.CONFIRMED})


def before(target: SignalStatus) -> tuple[SignalStatus, ...]:
    """Return the statuses that may become `target`, live ones only: what the market alone may move."""
    return tuple(status for status in SignalStatus if status in LIVE and target in MOVES[status])


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What makes a finding the same one again, whoever looks.

    Attributes:
        detector: As written, e.g. `ma_cross:9:21`.
        bar: Open time of the pattern's last candle.
    """

    detector: str
    symbol: Symbol
    timeframe: Timeframe
    bar: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketSignal:
    """A finding as it is for everybody.

    Attributes:
        price: Close of the candle at which it was found.
        stop: A close at or beyond it invalidates the signal; the stop of the hypothetical trade.
        found_at: Market time of that close.
        expires_at: Market time.
    """

    key: Key
    side: Side
    status: SignalStatus
    price: Price
    stop: Price
    found_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A tenant's signal.

    Attributes:
        formed: It never was confirmed before it was dismissed; what an undo goes back to.
        decided_at: Wall time of accepting or dismissing.
        plan_id: The plan made of it.
    """

    tenant_id: TenantId
    id: SignalId
    detector: str
    symbol: Symbol
    timeframe: Timeframe
    bar: datetime
    side: Side
    status: SignalStatus
    price: Price
    stop: Price
    found_at: datetime
    expires_at: datetime
    formed: bool = False
    decided_by: UserId | None = None
    decided_at: datetime | None = None
    plan_id: PlanId | None = None
    version: int = 0

    def moved(self, target: SignalStatus) -> Signal:
        """Return it in another status.

        Raises:
            IllegalTransitionError: the table forbids it; nothing was changed.
        """
        if target not in MOVES[self.status]:
            raise IllegalTransitionError(
                f"the signal on {self.symbol} is {self.status} and cannot become {target}; nothing was changed",
                field="signal",
            )
        return replace(self, status=target)

    def is_over(self, market_now: datetime) -> bool:
        """Say whether its life is over by a market time."""
        return market_now >= self.expires_at
