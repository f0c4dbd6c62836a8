"""Words that the rules and the books share."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.shared.ids import OrderId
from domain.shared.money import Price


class TradingState(StrEnum):
    """`REDUCING` allows exits only; `HALTED` is the kill switch."""

    ACTIVE = "active"
    REDUCING = "reducing"
    HALTED = "halted"


class StopSource(StrEnum):
    """Where the stop came from. A fallback must be confirmed by the trader."""

    LEVEL = "level"
    FALLBACK = "fallback"
    MANUAL = "manual"


class ExitPolicy(StrEnum):
    """How the position is left."""

    TRAIL = "trail"
    TARGET = "target"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A price at which a share (fraction of the position, above 0, together at most 1) is taken.

    Attributes:
        order_id: The order that takes it, None while the price has not been reached and nothing rests.
    """

    price: Price
    share: Decimal
    order_id: OrderId | None = None
