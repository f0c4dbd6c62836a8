"""What each detector looks for, in words: its rule and where the rule comes from. docs/specs/signals.md is as exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from domain.signals.detectors import Detector, DetectorKind
from robson_app.display import shown
from robson_app.i18n import N_, t

RISE, FALL, BOTH = "rise", "fall", "both"
_NISON = N_(
    "S. Nison, Japanese Candlestick Charting Techniques (1991); trend after G. Morris, Candlestick Charting Explained"
)
_LO = N_(
    "A. Lo, H. Mamaysky, J. Wang, Foundations of Technical Analysis, Journal of Finance 55 (2000); "
    "neckline after Edwards and Magee"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One detector in words; every text is English and a key of the catalogue.

    Attributes:
        finds: `rise`, `fall` or `both`.
        idea: Why anybody looks for it.
        rule: When exactly it is found.
    """

    title: str
    finds: str
    idea: str
    rule: str
    source: str


K = DetectorKind
EXPLAINED: Mapping[DetectorKind, Explained] = {
    K.HAMMER: Explained(
        title=N_("Hammer"),
        finds=RISE,
        idea=N_("Sellers pushed the price far down and could not hold it there."),
        rule=N_(
            "After a fall, a candle with a small body at its top and a lower shadow at least twice as long. "
            "Before it, the close was below the mean of the ten candles up to then."
        ),
        source=_NISON,
    ),
    K.INVERTED_HAMMER: Explained(
        title=N_("Inverted hammer"),
        finds=RISE,
        idea=N_("After a fall buyers dared a first attempt; those who sold short get nervous."),
        rule=N_(
            "After a fall, a candle with a small body at its bottom, a long upper shadow and a gap below the body"
            " before. Rare where a market never closes."
        ),
        source=_NISON,
    ),
    K.BULLISH_ENGULFING: Explained(
        title=N_("Bullish engulfing"),
        finds=RISE,
        idea=N_("One candle of buyers takes back more than the candle of sellers before it."),
        rule=N_("After a fall, a rising body that covers the falling body before it entirely."),
        source=_NISON,
    ),
    K.BEARISH_ENGULFING: Explained(
        title=N_("Bearish engulfing"),
        finds=FALL,
        idea=N_("One candle of sellers takes back more than the candle of buyers before it."),
        rule=N_("After a rise, a falling body that covers the rising body before it entirely."),
        source=_NISON,
    ),
    K.MORNING_STAR: Explained(
        title=N_("Morning star"),
        finds=RISE,
        idea=N_("A long fall, a pause, and a rise that takes back a good part of it."),
        rule=N_(
            "After a fall: a long falling candle, a small body below it, and a rising candle that closes at least"
            " 0.3 into the first body."
        ),
        source=_NISON,
    ),
    K.EVENING_STAR: Explained(
        title=N_("Evening star"),
        finds=FALL,
        idea=N_("A long rise, a pause, and a fall that takes back a good part of it."),
        rule=N_(
            "After a rise: a long rising candle, a small body above it, and a falling candle that closes at least"
            " 0.3 into the first body."
        ),
        source=_NISON,
    ),
    K.HEAD_AND_SHOULDERS: Explained(
        title=N_("Head and shoulders"),
        finds=FALL,
        idea=N_("The last top is lower than the one before: buyers run out of strength."),
        rule=N_(
            "Of the last 60 candles' pivots the newest five: a head above two shoulders that differ by at most a "
            "third of its height. Forms at the second shoulder, confirmed by a close below the line through the "
            "two lows."
        ),
        source=_LO,
    ),
    K.INVERSE_HEAD_AND_SHOULDERS: Explained(
        title=N_("Inverse head and shoulders"),
        finds=RISE,
        idea=N_("The last bottom is higher than the one before: sellers run out of strength."),
        rule=N_("A head and shoulders upside down, confirmed by a close above the line through the two highs."),
        source=_LO,
    ),
    K.MA_CROSS: Explained(
        title=N_("Average cross"),
        finds=BOTH,
        idea=N_("The short memory of the price overtakes the long one: a trend may have turned."),
        rule=N_(
            "The fast simple average of closes comes from at or below the slow one to above it; for a fall the "
            "other way round."
        ),
        source=N_("J. Murphy, Technical Analysis of the Financial Markets (1999)"),
    ),
    K.RSI_REVERSAL: Explained(
        title=N_("RSI reversal"),
        finds=BOTH,
        idea=N_("The price fell faster than it usually does, and stops doing so."),
        rule=N_(
            "Wilder's relative strength index comes from below the low mark to at or above it; for a fall from "
            "above 100 less that mark back."
        ),
        source=N_("J. W. Wilder, New Concepts in Technical Trading Systems (1978)"),
    ),
    K.MACD_CROSS: Explained(
        title=N_("MACD cross"),
        finds=BOTH,
        idea=N_("The distance of two averages grows faster than it did: a move gains strength."),
        rule=N_("The MACD less its signal line comes from at most 0.01 tick to more; for a fall the other way round."),
        source=N_("G. Appel, Technical Analysis (2005)"),
    ),
    K.SQUEEZE_BREAK: Explained(
        title=N_("Squeeze break"),
        finds=BOTH,
        idea=N_("Quiet markets do not stay quiet: the first close outside narrow bands shows the way."),
        rule=N_(
            "Within the five candles before this one the Bollinger bands were, for the price, at their narrowest "
            "of many, and this candle closes beyond a band."
        ),
        source=N_("J. Bollinger, Bollinger on Bollinger Bands (2001)"),
    ),
    K.DONCHIAN_BREAK: Explained(
        title=N_("Channel break"),
        finds=BOTH,
        idea=N_("A price not seen for long means that somebody knows more, or has to act."),
        rule=N_(
            "A close above the highest high of the candles before, while the close before was not above its own; "
            "for a fall the other way round."
        ),
        source=N_("R. Donchian's channel; the rules of the Turtles"),
    ),
    K.KEY_LEVEL: Explained(
        title=N_("Key level"),
        finds=BOTH,
        idea=N_("Where the price has turned before, orders wait; it may turn again."),
        rule=N_(
            "The nearest level with at least two touches in the 200 candles before: this candle reaches its "
            "nearer edge, the one before did not, and the close is back beyond it."
        ),
        source=N_("the levels of the technical stop"),
    ),
}


def numbers_of(text: str) -> str:
    """Return a detector's numbers for reading: `squeeze_break:20:2.5:120` has "20/2.5/120"."""
    return "/".join(shown(Decimal(f"{number:g}")) for number in Detector.parse(text).parameters)


def titled(text: str) -> str:
    """Name a detector with its numbers in the language being spoken: `ma_cross:9:21` is "Average cross 9/21"."""
    title = t(EXPLAINED[Detector.parse(text).kind].title)
    return f"{title} {numbers_of(text)}".rstrip()
