"""What each built-in strategy does, in words: its rule, where it comes from, and when it fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.strategies.built_in import BuiltIn
from robson_app.i18n import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One built-in in words; every text is English and a key of the catalogue.

    Attributes:
        fails: When not to expect anything of it.
    """

    title: str
    idea: str
    rule: str
    source: str
    fails: str


B = BuiltIn
EXPLAINED: Mapping[BuiltIn, Explained] = {
    B.SECOND_RESISTANCE_SHORT: Explained(
        title=N_("Short at a resistance, stop on the second"),
        idea=N_(
            "Where sellers turned the price back before, they may do so again; beyond two such levels they were wrong."
        ),
        rule=N_(
            "Sell short when a candle reaches a resistance that held at least twice and closes below it. The stop "
            "stands behind the second resistance of the last 200 candles of 15 minutes, never at a percentage."
        ),
        source=N_("The desk's own first strategy; support and resistance after Edwards and Magee."),
        fails=N_(
            "In a strong rise: each resistance is broken in turn, and a string of full losses comes before the month's "
            "budget ends it. It goes short, which a spot account cannot do."
        ),
    ),
    B.CHANNEL_BREAK: Explained(
        title=N_("Channel break"),
        idea=N_("A price that leaves the range of its last 20 candles often keeps going for a while."),
        rule=N_(
            "Enter when a candle of 4 hours closes beyond the highest high or lowest low of the 20 before it, on the "
            "side of the average of 100 closes. The stop stands behind the second level of the same candles."
        ),
        source=N_("R. Donchian's channel; the rules of the Turtle traders."),
        fails=N_(
            "While the market moves sideways: most breaks turn back, and many losses are paid for few large gains."
        ),
    ),
    B.AVERAGE_CROSS: Explained(
        title=N_("Crossing averages with a trend"),
        idea=N_("A short average that passes a long one shows that the latest prices pull ahead."),
        rule=N_(
            "Enter when the mean of 9 closes of an hour passes that of 21, long only above the mean of 100 closes and "
            "short only below it."
        ),
        source=N_("J. Murphy, Technical Analysis of the Financial Markets (1999)."),
        fails=N_("In narrow markets the averages cross again and again, and each cross comes late."),
    ),
    B.RSI_RETURN: Explained(
        title=N_("Buying a dip in a rise"),
        idea=N_("In a rise, a fast fall that has just ended is a better price for the same idea."),
        rule=N_(
            "Buy when the RSI of 14 hours returns to 30 from below while the price is above the mean of 200 closes. It "
            "risks half of the usual."
        ),
        source=N_("J. W. Wilder, New Concepts in Technical Trading Systems (1978)."),
        fails=N_("When the rise is over and nobody knows it yet: the dip is then the beginning of the fall."),
    ),
    B.SQUEEZE_BREAK: Explained(
        title=N_("Break out of a squeeze"),
        idea=N_("After a time of unusual quiet, the first large move often sets the direction."),
        rule=N_(
            "Enter when a candle closes beyond its Bollinger Bands (20, 2) and the bands were at their narrowest of "
            "120 candles within the last five."
        ),
        source=N_("J. Bollinger, Bollinger on Bollinger Bands (2001)."),
        fails=N_("The first move is often a false start in the other direction; quiet weekends give many of them."),
    ),
    B.BASE_REVERSAL: Explained(
        title=N_("Reversal from a base"),
        idea=N_("Three lows, the middle one deepest, show sellers who cannot reach it again."),
        rule=N_("Buy at the first hourly close above the neckline of an inverse head and shoulders."),
        source=N_("A. Lo, H. Mamaysky, J. Wang, Foundations of Technical Analysis, Journal of Finance 55 (2000)."),
        fails=N_("It is rare, and in a long fall most bases break; few trades prove nothing either way."),
    ),
}
