"""The stream's messages, as the AsyncAPI document defines them: JSON arrays, the kind first, decimals as text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from domain.marketdata.market import Book, FeedStatus, Level, Quote, Tick
from domain.shared.errors import InvalidInputError, RobsonError
from domain.shared.symbol import Symbol
from domain.trading.wording import plain

BOOK_DEPTH = 12
MOST_SYMBOLS = 16
LONGEST_REQUEST = 1_024
PING = "ping"


def ms(at: datetime) -> int:
    """Return whole milliseconds since the epoch."""
    return round(at.timestamp() * 1000)


def _text(*parts: Any) -> str:
    return orjson.dumps(parts).decode()


def hello(symbols: Iterable[Symbol], wall: datetime) -> str:
    """The first message: protocol version, the pairs on offer, the wall clock."""
    return _text("hello", 1, [str(symbol) for symbol in symbols], ms(wall))


def tick(event: Tick) -> str:
    """One trade; at most 100 bytes."""
    return _text("t", str(event.symbol), plain(event.price), plain(event.quantity), ms(event.at))


def quote(known: Quote) -> str:
    """The last price, with the change over a day."""
    change = None if known.change_24h is None else plain(round(known.change_24h, 6))
    return _text("q", str(known.symbol), plain(known.price), change, ms(known.at))


def book(event: Book) -> str:
    """The best bids and asks."""
    return _text("b", str(event.symbol), _levels(event.bids), _levels(event.asks), ms(event.at), int(event.synthetic))


def _levels(levels: tuple[Level, ...]) -> list[tuple[str, str]]:
    return [(plain(level.price), plain(level.quantity)) for level in levels[:BOOK_DEPTH]]


def feed(status: FeedStatus, wall: datetime) -> str:
    """The feed's state; the age of its last sign of life is on the wall clock."""
    age = max(0, ms(wall) - ms(status.heartbeat_at))
    return _text(
        "f", status.source.value, plain(status.speed), int(status.paused), age, ms(status.market_at), status.note
    )


def fact(topic: str, about: str) -> str:
    """Something of an account, or a user's preferences, changed: ask for it again."""
    return _text("x", topic, about)


def pong() -> str:
    """The answer to a ping."""
    return _text("pong")


def error(failure: RobsonError) -> str:
    """A request was refused."""
    return _text("e", failure.code, str(failure))


def bye(reason: str) -> str:
    """The last message before the desk closes the socket."""
    return _text("bye", reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a client wants to see; replaces what it wanted before."""

    symbols: frozenset[Symbol]
    book: Symbol | None


def request(text: str) -> Watch | str:
    """Read what a client sent: a `Watch`, or `PING`.

    Raises:
        InvalidInputError: it is not a request of the protocol; it names the field.
    """
    try:
        raw = orjson.loads(text)
    except orjson.JSONDecodeError as failure:
        raise InvalidInputError("the message is not JSON", field="message") from failure
    if not isinstance(raw, dict) or raw.get("op") not in ("watch", PING):
        raise InvalidInputError("op must be watch or ping", field="op")
    unknown = raw.keys() - ({"op", "symbols", "book", "trades"} if raw["op"] == "watch" else {"op"})
    if unknown:
        raise InvalidInputError(f"a {raw['op']} has no field {sorted(unknown)[0][:40]!r}", field="message")
    return PING if raw["op"] == PING else _watch(raw)


def _watch(raw: dict[str, Any]) -> Watch:
    symbols = raw.get("symbols")
    if not isinstance(symbols, list) or len(symbols) > MOST_SYMBOLS:
        raise InvalidInputError(f"symbols must be a list of at most {MOST_SYMBOLS} pairs", field="symbols")
    trades = _optional(raw.get("trades"))
    watched = frozenset(Symbol.parse(symbol) for symbol in symbols)
    return Watch(symbols=watched | {trades} if trades else watched, book=_optional(raw.get("book")))


def _optional(raw: Any) -> Symbol | None:
    return None if raw is None else Symbol.parse(raw)
