"""What moves: ticks, books, the freshness of the feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from domain.marketdata.candle import Candle
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol


class Side(StrEnum):
    """Direction of a position or plan."""

    LONG = "long"
    SHORT = "short"

    @property
    def sign(self) -> int:
        """Plus one for long, minus one for short."""
        return 1 if self is Side.LONG else -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One trade.

    Attributes:
        at: Market clock, UTC.
        received_at: Wall clock at arrival, UTC.
        sequence: Rises per symbol; a tick whose sequence is not above the last is a duplicate or late.
        mirror: What a *short* sees at this moment, where it differs. History has only four prices a candle
            and the adverse extreme must come first for both sides, so longs are shown open, low, high, close
            and shorts open, high, low, close. None when the order of trades is known.
    """

    symbol: Symbol
    price: Price
    quantity: Quantity
    at: datetime
    received_at: datetime
    sequence: int
    mirror: Price | None = None

    def price_for(self, side: Side) -> Price:
        """Return the price that a position of this side must be judged at."""
        return self.mirror if side is Side.SHORT and self.mirror is not None else self.price


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One step of a book: price and the quantity resting there (base units)."""

    price: Price
    quantity: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Best-first bids and asks.

    Attributes:
        synthetic: True when spread and depth were made from volume (candle replay has no book).
    """

    symbol: Symbol
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]
    at: datetime
    received_at: datetime
    synthetic: bool = False


class SourceKind(StrEnum):
    """Where prices come from; the screen says which."""

    LIVE = "live"
    REPLAY = "replay"
    SIMULATED = "simulated"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedStatus:
    """State of the feed as shown on every screen.

    Attributes:
        speed: Market seconds per wall second.
        paused: A paused replay is paused, not stale.
        heartbeat_at: Wall time of the last sign of life.
        note: What the screen should say about the feed, e.g. that the history has ended; empty mostly.
    """

    source: SourceKind
    speed: Decimal
    paused: bool
    heartbeat_at: datetime
    market_at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forming:
    """The one-minute candle that is still open, as the feed's one consumer has built it so far."""

    candle: Candle


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketCursor:
    """How far a market has run, so that it continues there after a restart.

    Attributes:
        feed: Name of the feed, e.g. `simulated?seed=7`; another name is another market.
        market_at: Market clock, UTC.
    """

    feed: str
    market_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The last price of one symbol, with the age of the feed that gave it.

    Attributes:
        change_24h: Fraction, e.g. 0.0231; None without a day of history.
    """

    symbol: Symbol
    price: Price
    at: datetime
    received_at: datetime
    change_24h: Decimal | None = None
