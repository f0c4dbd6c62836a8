"""Average true range."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from domain.marketdata.candle import Candle

PERIOD = 14


def average_true_range(candles: Sequence[Candle], period: int = PERIOD) -> Decimal | None:
    """Return Wilder's ATR of the newest candle in quote units, or None with fewer than `period + 1` candles.

    True range is the largest of high - low, |high - previous close|, |low - previous close|. The first
    average is the plain mean of the first `period` true ranges that have a previous close; then
    `(previous * (period - 1) + range) / period`.

    Source: J. Welles Wilder, New Concepts in Technical Trading Systems (1978); the same start as TA-Lib's.
    """
    ranges = [_true_range(previous, candle) for previous, candle in pairwise(candles)]
    if len(ranges) < period:
        return None
    average = sum(ranges[:period], Decimal(0)) / period
    for value in ranges[period:]:
        average = (average * (period - 1) + value) / period
    return average


def _true_range(previous: Candle, candle: Candle) -> Decimal:
    return max(candle.high, previous.close) - min(candle.low, previous.close)
