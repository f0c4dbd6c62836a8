"""Signals and detectors as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.marketdata.ports import MarketView
from domain.signals.detectors import Detector, DetectorKind
from domain.signals.outcome import Outcome, Tally
from domain.signals.signal import LIVE, Signal, SignalStatus
from domain.signals.watch import SignalWatch
from robson_app.detectors import EXPLAINED, titled
from robson_app.display import NOTHING, duration, number, percent, signed, tone
from robson_app.i18n import t
from robson_app.i18n.vocabulary import word

Key = tuple[str, str, str]
"""Detector as written, pair, timeframe."""
_TONES = {SignalStatus.FORMING: "tag warn", SignalStatus.CONFIRMED: "tag info", SignalStatus.ACCEPTED: "tag long"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthRow:
    """What a detector's past findings came to; dashes where nothing was measured.

    Attributes:
        hits: Share that reached the target, of how many.
    """

    samples: str = "0"
    hits: str = NOTHING
    mean: str = NOTHING
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalRow:
    """One signal.

    Attributes:
        risk: Distance of the stop from the price.
        left: How long it still lives by the market's clock; empty when its life is over.
        status_tone: Class of the status tag.
        can_accept / can_dismiss / can_restore: What the row offers.
    """

    id: str
    iso: str
    symbol: str
    slug: str
    timeframe: str
    side: str
    kind: str
    title: str
    price: str
    stop: str
    risk: str
    worth: WorthRow
    status: str
    status_tone: str
    left: str
    can_accept: bool
    can_dismiss: bool
    can_restore: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorRow:
    """One detector with what it was worth over everything measured; `watched` says whether any of its kind is."""

    kind: str
    title: str
    finds: str
    worth: WorthRow
    watched: bool


def worth_row(measured: Outcome | Tally | None) -> WorthRow:
    """Describe what past findings came to."""
    if measured is None or measured.hit_rate is None or measured.mean_r is None:
        return WorthRow()
    return WorthRow(
        samples=number(Decimal(measured.samples), Decimal(1)),
        hits=t("{hits} of {n}", hits=percent(measured.hit_rate, 0), n=number(Decimal(measured.samples), Decimal(1))),
        mean=f"{signed(measured.mean_r)} R",
        tone=tone(measured.mean_r),
    )


def signal_row(signal: Signal, view: MarketView, now: datetime, outcomes: Mapping[Key, Outcome]) -> SignalRow:
    """Describe one signal at a market time."""
    instrument = view.instrument(signal.symbol)
    tick = instrument.filters.tick if instrument else Decimal("0.01")
    lives, over = signal.status in LIVE, signal.is_over(now)
    status = SignalStatus.EXPIRED if lives and over else signal.status
    key = (signal.detector, str(signal.symbol), signal.timeframe.value)
    return SignalRow(
        id=str(signal.id),
        iso=signal.found_at.isoformat(),
        symbol=str(signal.symbol),
        slug=signal.symbol.slug,
        timeframe=signal.timeframe.value,
        side=signal.side.value,
        kind=signal.detector.partition(":")[0],
        title=titled(signal.detector),
        price=number(signal.price, tick),
        stop=number(signal.stop, tick),
        risk=percent(abs(signal.price - signal.stop) / signal.price),
        worth=worth_row(outcomes.get(key)),
        status=word(status.value),
        status_tone=_TONES.get(status, "tag"),
        left=duration((signal.expires_at - now).total_seconds()) if lives and not over else "",
        can_accept=status is SignalStatus.CONFIRMED,
        can_dismiss=lives and not over,
        can_restore=status is SignalStatus.DISMISSED and not over,
    )


def detector_rows(watch: SignalWatch, tallies: Sequence[Tally]) -> list[DetectorRow]:
    """List every detector; worth is that of the numbers watched, or of the usual ones."""
    by_text = {tally.detector: tally for tally in tallies}
    rows = []
    for kind in DetectorKind:
        mine = [text for text in watch.detectors if text.partition(":")[0] == kind.value]
        text = mine[0] if mine else str(Detector.parse(kind.value))
        words = EXPLAINED[kind]
        title = titled(text) if mine else t(words.title)
        rows.append(
            DetectorRow(
                kind=kind.value,
                title=t("{detector} and {n} more", detector=title, n=len(mine) - 1) if len(mine) > 1 else title,
                finds=words.finds,
                worth=worth_row(by_text.get(text)),
                watched=bool(mine),
            )
        )
    return rows
