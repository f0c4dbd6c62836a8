"""Why there is no stop, and why a level was passed over, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from domain.marketdata.candle import Candle
from domain.marketdata.market import Side
from domain.risk.limits import RiskLimits
from domain.risk.verdict import Denied
from domain.risk.words import percent, plain


def unusable_candles(candles: Sequence[Candle], limits: RiskLimits, now: datetime) -> Denied | None:
    """Refuse a chart too short or too old to read a stop from."""
    if len(candles) < limits.stop_minimum_candles:
        return Denied(
            code="CANDLES_TOO_FEW",
            sentence=f"Only {len(candles)} closed {limits.stop_timeframe} candles are known; a technical stop "
            f"needs {limits.stop_minimum_candles}. Wait for history, or choose another symbol.",
            figures={"candles": str(len(candles)), "needed": str(limits.stop_minimum_candles)},
        )
    age = now - candles[-1].close_time
    if age > limits.candle_age * limits.stop_timeframe.delta:
        return stale_candles(age.total_seconds(), limits)
    return None


def stale_candles(age_s: float, limits: RiskLimits) -> Denied:
    """The newest closed candle is too old."""
    allowed = limits.candle_age * limits.stop_timeframe.seconds
    return Denied(
        code="CANDLES_STALE",
        sentence=f"The newest {limits.stop_timeframe} candle closed {int(age_s)} s ago; at most {allowed} s "
        "is allowed. Nothing was planned; wait for the feed.",
        figures={"age_s": str(int(age_s)), "allowed_s": str(allowed)},
    )


def wrong_side(side: Side, entry: Decimal, stop: Decimal) -> Denied:
    """A stop that would not lose."""
    place = "below" if side is Side.LONG else "above"
    return Denied(
        code="STOP_WRONG_SIDE",
        sentence=f"The stop {plain(stop)} of a {side.value} must be {place} its entry {plain(entry)}. Move it there.",
        figures={"entry": plain(entry), "stop": plain(stop)},
    )


def too_near(stop: Decimal, distance: Decimal, limits: RiskLimits) -> Denied:
    """A stop inside the market's noise."""
    return Denied(
        code="STOP_TOO_NEAR",
        sentence=f"The stop {plain(stop)} is {percent(distance)} from the entry; at least "
        f"{percent(limits.stop_floor)} is needed. Move it farther away.",
        figures={"stop": plain(stop), "distance": plain(distance), "floor": plain(limits.stop_floor)},
    )


def too_far(stop: Decimal, distance: Decimal, limits: RiskLimits) -> Denied:
    """A stop beyond what a trade may be built on."""
    return Denied(
        code="STOP_TOO_FAR",
        sentence=f"The stop {plain(stop)} is {percent(distance)} from the entry; at most "
        f"{percent(limits.stop_ceiling)} is allowed. Move it nearer, or wait for a better entry.",
        figures={"stop": plain(stop), "distance": plain(distance), "ceiling": plain(limits.stop_ceiling)},
    )


def level_too_far(level: Decimal, distance: Decimal, limits: RiskLimits) -> Denied:
    """The first level that is far enough is too far."""
    return Denied(
        code="STOP_TOO_FAR",
        sentence=f"The level {plain(level)} that invalidates the idea puts the stop {percent(distance)} away; "
        f"at most {percent(limits.stop_ceiling)} is allowed. Wait for a better entry, or place a stop by hand.",
        figures={"level": plain(level), "distance": plain(distance), "ceiling": plain(limits.stop_ceiling)},
    )


def fallback_too_far(multiple: int, distance: Decimal, limits: RiskLimits) -> Denied:
    """No level, and a market too wild for the average range."""
    return Denied(
        code="STOP_TOO_FAR",
        sentence=f"No level is usable, and {multiple} average ranges put the stop {percent(distance)} away; "
        f"at most {percent(limits.stop_ceiling)} is allowed. Wait until the market is calmer.",
        figures={
            "multiple": str(multiple),
            "distance": plain(distance),
            "ceiling": plain(limits.stop_ceiling),
        },
    )


def flat_market() -> Denied:
    """No level and no movement to measure."""
    return Denied(
        code="STOP_NOT_FOUND",
        sentence="No level is usable and the market has not moved, so no stop can be read from the chart. "
        "Place one by hand, or wait.",
    )


def level_words(use: str, rank: int, distance: Decimal, limits: RiskLimits) -> str:
    """Say what became of a level."""
    away = f"its stop would be {percent(distance)} from the entry"
    return {
        "chosen": f"level {rank}: the stop leans on it, {percent(distance)} from the entry",
        "nearest": "level 1 is the first the market will try; the stop goes one deeper",
        "too_near": f"level {rank} passed over: {away}, nearer than {percent(limits.stop_floor)}",
        "too_far": f"level {rank} refused: {away}, farther than {percent(limits.stop_ceiling)}",
        "deeper": f"level {rank} is deeper than needed",
    }[use]
