"""The technical stop: the price that invalidates the idea, read from the chart, never from a percentage."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from operator import attrgetter

from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Filters
from domain.marketdata.market import Side
from domain.risk import stop_denials as deny
from domain.risk.atr import average_true_range
from domain.risk.levels import PriceLevel, find_levels
from domain.risk.limits import RiskLimits
from domain.risk.pivots import find_pivots
from domain.risk.verdict import Denied
from domain.risk.vocabulary import StopSource
from domain.shared.money import ONE, Price

ANCHOR_RANK = 2
MIN_ATR_MULTIPLE = 2


class LevelUse(StrEnum):
    """What the search made of a level."""

    CHOSEN = "chosen"
    NEAREST = "nearest"
    TOO_NEAR = "too_near"
    TOO_FAR = "too_far"
    DEEPER = "deeper"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedLevel:
    """A level found and what was made of it, for the chart and the ticket.

    Attributes:
        rank: 1 is the nearest to the entry.
        stop: Where a stop anchored on it would be; None if that would not be above zero.
        distance: Of that stop from the entry, as a fraction of the entry.
        sentence: Why it was chosen or passed over.
    """

    rank: int
    level: PriceLevel
    stop: Price | None
    distance: Decimal
    use: LevelUse
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenStop:
    """A stop that holds every bound.

    Attributes:
        distance: From the worst entry, as a fraction of it.
        rank: Rank of the level it leans on; None for a fallback or a manual stop.
        atr: Average true range behind a fallback, quote units, and `multiple` how many of them.
    """

    stop: Price
    source: StopSource
    distance: Decimal
    rank: int | None = None
    atr: Decimal | None = None
    multiple: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSearch:
    """The answer, and every level found, nearest first."""

    answer: ChosenStop | Denied
    levels: tuple[JudgedLevel, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StopQuestion:
    """Where a stop is wanted: side, worst entry price `L`, the venue's grid, the limits and market time."""

    side: Side
    entry: Price
    filters: Filters
    limits: RiskLimits
    now: datetime


def find_stop(question: StopQuestion, candles: Sequence[Candle]) -> StopSearch:
    """Find the technical stop on the last closed candles (ascending) of the limits' timeframe."""
    end = bisect_right(candles, question.now, key=attrgetter("close_time"))
    closed = candles[max(0, end - question.limits.stop_candles) : end]
    refusal = deny.unusable_candles(closed, question.limits, question.now)
    if refusal is not None:
        return StopSearch(answer=refusal)
    pivots = find_pivots(closed, question.side)
    levels = find_levels(pivots, question.entry, question.side, question.limits.stop_cluster)
    judged = _judge(question, levels)
    return StopSearch(answer=_answer(question, judged, closed), levels=judged)


def manual_stop(question: StopQuestion, wanted: Price) -> ChosenStop | Denied:
    """Take a stop the trader placed: to the adverse tick, within the same bounds as a technical one."""
    if question.side.sign * (question.entry - wanted) <= 0:
        return deny.wrong_side(question.side, question.entry, wanted)
    stop = _to_adverse_tick(question, wanted)
    distance = ONE if stop is None else _distance(question, stop)
    if stop is None or distance > question.limits.stop_ceiling:
        return deny.too_far(wanted, distance, question.limits)
    if distance < question.limits.stop_floor:
        return deny.too_near(stop, distance, question.limits)
    return ChosenStop(stop=stop, source=StopSource.MANUAL, distance=distance)


def _answer(question: StopQuestion, judged: Sequence[JudgedLevel], candles: Sequence[Candle]) -> ChosenStop | Denied:
    for item in judged:
        if item.use is LevelUse.TOO_FAR:
            return deny.level_too_far(item.level.price, item.distance, question.limits)
        if item.use is LevelUse.CHOSEN and item.stop is not None:
            return ChosenStop(stop=item.stop, source=StopSource.LEVEL, distance=item.distance, rank=item.rank)
    return _fallback(question, candles)


def _judge(question: StopQuestion, levels: Sequence[PriceLevel]) -> tuple[JudgedLevel, ...]:
    judged: list[JudgedLevel] = []
    settled = False
    for rank, level in enumerate(levels, start=1):
        anchor = level.price * (ONE - question.side.sign * question.limits.stop_buffer)
        stop = _to_adverse_tick(question, anchor)
        distance = ONE if stop is None else _distance(question, stop)
        use = LevelUse.DEEPER if settled else _use(rank, distance, question.limits)
        settled = settled or use in (LevelUse.CHOSEN, LevelUse.TOO_FAR)
        sentence = deny.level_words(use.value, rank, distance, question.limits)
        judged.append(JudgedLevel(rank=rank, level=level, stop=stop, distance=distance, use=use, sentence=sentence))
    return tuple(judged)


def _use(rank: int, distance: Decimal, limits: RiskLimits) -> LevelUse:
    if rank < ANCHOR_RANK:
        return LevelUse.NEAREST
    if distance < limits.stop_floor:
        return LevelUse.TOO_NEAR
    return LevelUse.TOO_FAR if distance > limits.stop_ceiling else LevelUse.CHOSEN


def _fallback(question: StopQuestion, candles: Sequence[Candle]) -> ChosenStop | Denied:
    atr = average_true_range(candles)
    if not atr:
        return deny.flat_market()
    needed = (question.entry * question.limits.stop_floor / atr).to_integral_value(ROUND_CEILING)
    multiple = max(MIN_ATR_MULTIPLE, int(needed))
    stop = _to_adverse_tick(question, question.entry - question.side.sign * multiple * atr)
    distance = ONE if stop is None else _distance(question, stop)
    if stop is None or distance > question.limits.stop_ceiling:
        return deny.fallback_too_far(multiple, distance, question.limits)
    return ChosenStop(stop=stop, source=StopSource.FALLBACK, distance=distance, atr=atr, multiple=multiple)


def _to_adverse_tick(question: StopQuestion, price: Decimal) -> Price | None:
    if price < question.filters.tick:
        return None
    filters = question.filters
    return filters.tick_down(price) if question.side is Side.LONG else filters.tick_up(price)


def _distance(question: StopQuestion, stop: Decimal) -> Decimal:
    return question.side.sign * (question.entry - stop) / question.entry
