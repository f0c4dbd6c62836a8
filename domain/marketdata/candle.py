"""One candle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import InvalidInputError
from domain.shared.money import Price
from domain.shared.symbol import Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class Candle:
    """Open, high, low, close (quote per base) and volume (base units) of one timeframe.

    Attributes:
        open_time: UTC, aligned to the timeframe.
        filled: True when nothing traded and the candle only carries the previous close forward.
    """

    symbol: Symbol
    timeframe: Timeframe
    open_time: datetime
    open: Price
    high: Price
    low: Price
    close: Price
    volume: Decimal
    filled: bool = False

    def __post_init__(self) -> None:
        """Refuse impossible candles: corrupt data is worse than none."""
        if not self.low <= min(self.open, self.close) <= max(self.open, self.close) <= self.high:
            raise InvalidInputError(
                f"candle {self.symbol} {self.open_time:%Y-%m-%d %H:%M}: low, open, close, high are out of order",
                field="candle",
            )
        if self.volume < 0:
            raise InvalidInputError(f"candle {self.symbol}: volume must not be negative", field="volume")

    @property
    def close_time(self) -> datetime:
        """Moment the candle is over (exclusive end, UTC)."""
        return self.open_time + self.timeframe.delta
