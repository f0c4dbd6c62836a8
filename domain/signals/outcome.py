"""What a detector's past findings came to, by one hypothetical rule; never a made-up confidence.

Enter at the close of the candle. The stop is one tick beyond the extreme of the ten newest candles, the finding's own
included, and never nearer than 1 %, as the desk's stops; the target is two risks away. Whichever trades first within
the next 48 candles ends it, the stop first where a candle has both, and at the candle's open where that is beyond;
otherwise the last close does. Fees of 0.1 % each way are part of the result, which is quoted in R. A finding whose 48
candles are not over is no sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.marketdata.timeframe import Timeframe
from domain.shared.symbol import Symbol

STOP_CANDLES = 10
NEAREST_STOP = 0.01
TARGET_R = 2
HOLD = 48
FEE = 0.001
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One detector on one pair and timeframe.

    Attributes:
        samples: Findings whose end is known.
        hits: Those that reached their target.
        total_r: Sum of results after fees, in R.
        since / until: Market time of the candles looked at.
    """

    detector: str
    symbol: Symbol
    timeframe: Timeframe
    samples: int
    hits: int
    total_r: Decimal
    since: datetime
    until: datetime

    @property
    def hit_rate(self) -> Decimal | None:
        """Share that reached the target; None without samples."""
        return _each(Decimal(self.hits), self.samples)

    @property
    def mean_r(self) -> Decimal | None:
        """Mean result after fees, in R; None without samples."""
        return _each(self.total_r, self.samples)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One detector with its numbers, over everything it was measured on.

    Attributes:
        series: Pairs and timeframes it was measured on.
        samples / hits / total_r: As an `Outcome`'s, summed.
    """

    detector: str
    series: int
    samples: int
    hits: int
    total_r: Decimal

    @property
    def hit_rate(self) -> Decimal | None:
        """Share that reached the target; None without samples."""
        return _each(Decimal(self.hits), self.samples)

    @property
    def mean_r(self) -> Decimal | None:
        """Mean result after fees, in R; None without samples."""
        return _each(self.total_r, self.samples)


def _each(total: Decimal, samples: int) -> Decimal | None:
    return (total / samples).quantize(_PLACES) if samples else None
