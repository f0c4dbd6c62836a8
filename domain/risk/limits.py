"""Limits a tenant may tighten, and the hard ones nobody can loosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import InvalidInputError

MAX_RISK_FRACTION = Decimal("0.01")
MAX_BUDGET_FRACTION = Decimal("0.04")
MIN_STOP_FLOOR = Decimal("0.001")
MAX_STOP_CEILING = Decimal("0.20")
MAX_POSITIONS = 8

HARD_LIMITS: Mapping[str, tuple[Decimal, Decimal]] = {
    "risk_fraction": (Decimal(0), MAX_RISK_FRACTION),
    "budget_fraction": (Decimal(0), MAX_BUDGET_FRACTION),
    "headroom": (Decimal(0), Decimal("0.5")),
    "symbol_exposure": (Decimal(0), Decimal(1)),
    "total_exposure": (Decimal(0), Decimal(1)),
    "smallest_share": (Decimal(0), Decimal(1)),
    "stop_floor": (MIN_STOP_FLOOR, MAX_STOP_CEILING),
    "stop_ceiling": (MIN_STOP_FLOOR, MAX_STOP_CEILING),
    "stop_cluster": (Decimal(0), Decimal("0.05")),
    "stop_buffer": (Decimal(0), Decimal("0.05")),
    "stop_candles": (Decimal(50), Decimal(1000)),
    "stop_minimum_candles": (Decimal(15), Decimal(1000)),
    "losing_positions": (Decimal(1), Decimal(MAX_POSITIONS)),
    "daily_loss": (Decimal(0), Decimal("0.04")),
    "cool_down_s": (Decimal(0), Decimal(86_400)),
    "feed_age_s": (Decimal(1), Decimal(60)),
    "candle_age": (Decimal(1), Decimal(10)),
    "plan_life_s": (Decimal(10), Decimal(3600)),
    "resting_life_s": (Decimal(60), Decimal(30 * 86_400)),
    "protect_within_s": (Decimal(1), Decimal(60)),
}
"""What each limit may be at the least and at the most, whoever asks; a stop's ceiling also not below its floor,
and no more candles needed than are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskLimits:
    """Tenant settings with DOMAIN's defaults. Fractions are of equity or price, durations in seconds."""

    risk_fraction: Decimal = Decimal("0.01")
    budget_fraction: Decimal = Decimal("0.04")
    headroom: Decimal = Decimal("0.01")
    symbol_exposure: Decimal = Decimal(1)
    total_exposure: Decimal = Decimal(1)
    smallest_share: Decimal = Decimal("0.25")
    stop_timeframe: Timeframe = Timeframe.M15
    stop_candles: int = 200
    stop_minimum_candles: int = 50
    stop_cluster: Decimal = Decimal("0.005")
    stop_buffer: Decimal = Decimal("0.001")
    stop_floor: Decimal = Decimal("0.01")
    stop_ceiling: Decimal = Decimal("0.10")
    losing_positions: int = 4
    cool_down_s: int = 900
    daily_loss: Decimal = Decimal("0.02")
    feed_age_s: int = 5
    candle_age: int = 2
    plan_life_s: int = 300
    resting_life_s: int = 86_400
    protect_within_s: int = 5

    def __post_init__(self) -> None:
        """Hold the hard limits, whoever asks.

        Raises:
            InvalidInputError: a figure is looser than its hard limit, or out of range; it names the field.
        """
        for field, (low, high) in HARD_LIMITS.items():
            _within(field, Decimal(getattr(self, field)), low, high)
        _within("stop_ceiling", self.stop_ceiling, self.stop_floor, MAX_STOP_CEILING)
        _within("stop_minimum_candles", Decimal(self.stop_minimum_candles), Decimal(0), Decimal(self.stop_candles))


def _within(field: str, value: Decimal, low: Decimal, high: Decimal) -> None:
    if not (value.is_finite() and low <= value <= high):
        raise InvalidInputError(f"{field} must be from {low} to {high}, not {value}", field=field)


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Fees of the account's venue tier and the slippage assumed, as fractions of notional."""

    fee_in: Decimal = Decimal("0.001")
    fee_out: Decimal = Decimal("0.001")
    slippage: Decimal = Decimal("0.0010")

    def __post_init__(self) -> None:
        """Refuse costs that no market has.

        Raises:
            InvalidInputError: a fraction is below 0 or above 5 %; it names the field.
        """
        for name in ("fee_in", "fee_out", "slippage"):
            _within(name, getattr(self, name), Decimal(0), Decimal("0.05"))
