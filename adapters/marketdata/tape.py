"""What a played feed plays: candles by their open time, and the past before any moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Instrument
from domain.marketdata.market import SourceKind
from domain.marketdata.timeframe import Timeframe
from domain.shared.symbol import Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """A candle to be played, and whether its low came before its high, where that is known."""

    candle: Candle
    low_first: bool | None = None


class Tape(Protocol):
    """A market's candles, past and to come."""

    @property
    def name(self) -> str:
        """Which market this is."""
        ...

    @property
    def source(self) -> SourceKind:
        """What the screen calls it."""
        ...

    @property
    def timeframe(self) -> Timeframe:
        """Length of the candles that are played."""
        ...

    @property
    def end(self) -> datetime | None:
        """When there is nothing left to play; None for never."""
        ...

    def instruments(self) -> Sequence[Instrument]:
        """Return every pair with its grid."""
        ...

    def takes(self, open_time: datetime) -> Sequence[Take]:
        """Return the candles that open then; none where the history has a gap."""
        ...

    def minute_volume(self, symbol: Symbol, at: datetime) -> Decimal:
        """Return the base units a pair trades in a minute around then."""
        ...

    def history(self, symbol: Symbol, timeframe: Timeframe, since: datetime, until: datetime) -> Sequence[Candle]:
        """Return closed candles from `since` that are over by `until`, ascending, without gaps."""
        ...
