"""Six strategies to begin with. They are copied into a tenant's own before anything is done with them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from domain.marketdata.timeframe import Timeframe
from domain.strategies.definition import Definition, Sides, StopPolicy


class BuiltIn(StrEnum):
    """Their names; what each is about is told in the words of the pages."""

    SECOND_RESISTANCE_SHORT = "second_resistance_short"
    CHANNEL_BREAK = "channel_break"
    AVERAGE_CROSS = "average_cross"
    RSI_RETURN = "rsi_return"
    SQUEEZE_BREAK = "squeeze_break"
    BASE_REVERSAL = "base_reversal"


_HOURLY = StopPolicy(timeframe=Timeframe.H1, farthest=Decimal("0.10"))
_FOUR_HOURLY = StopPolicy(timeframe=Timeframe.H4, farthest=Decimal("0.15"))

DEFINITIONS: Mapping[BuiltIn, Definition] = {
    BuiltIn.SECOND_RESISTANCE_SHORT: Definition(
        detector="key_level", sides=Sides.SHORT, timeframes=(Timeframe.M15, Timeframe.H1), stop=StopPolicy()
    ),
    BuiltIn.CHANNEL_BREAK: Definition(
        detector="donchian_break:20", timeframes=(Timeframe.H4,), trend=100, stop=_FOUR_HOURLY
    ),
    BuiltIn.AVERAGE_CROSS: Definition(detector="ma_cross:9:21", timeframes=(Timeframe.H1,), trend=100, stop=_HOURLY),
    BuiltIn.RSI_RETURN: Definition(
        detector="rsi_reversal:14:30",
        sides=Sides.LONG,
        timeframes=(Timeframe.H1,),
        trend=200,
        stop=_HOURLY,
        risk=Decimal("0.005"),
    ),
    BuiltIn.SQUEEZE_BREAK: Definition(
        detector="squeeze_break:20:2:120", timeframes=(Timeframe.H1, Timeframe.H4), stop=_HOURLY
    ),
    BuiltIn.BASE_REVERSAL: Definition(
        detector="inverse_head_and_shoulders", sides=Sides.LONG, timeframes=(Timeframe.H1,), stop=_HOURLY
    ),
}
