"""Market events as text: one JSON list a message, one short list an event, decimals as exact strings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, assert_never

import msgspec

from domain.marketdata.candle import Candle
from domain.marketdata.market import Book, FeedStatus, Forming, Level, SourceKind, Tick
from domain.marketdata.ports import MarketEvent
from domain.marketdata.timeframe import Timeframe
from domain.shared.bus import MAX_PAYLOAD
from domain.shared.errors import InvalidInputError
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(list[list[Any]])
_MALFORMED = (
    msgspec.DecodeError,
    ArithmeticError,
    AttributeError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
    InvalidInputError,
)


class MarketPayloadError(InvalidInputError):
    """A message on the market channel is not one of ours. Drop it; the next one is complete in itself."""

    code = "PAYLOAD_INVALID"


def encode(events: Iterable[MarketEvent]) -> Iterator[str]:
    """Yield payloads, each below the bus's limit, that together carry all events in order."""
    rows: list[bytes] = []
    size = 2
    for event in events:
        row = _encoder.encode(_row(event))
        if rows and size + len(row) + 1 >= MAX_PAYLOAD:
            yield _payload(rows)
            rows, size = [], 2
        rows.append(row)
        size += len(row) + 1
    if rows:
        yield _payload(rows)


def decode(payload: str) -> Sequence[MarketEvent]:
    """Read a payload.

    Raises:
        MarketPayloadError: it is not a list of market events.
    """
    try:
        return [_event(row) for row in _decoder.decode(payload)]
    except _MALFORMED as error:
        raise MarketPayloadError(f"not a market message: {error}; it was dropped", field="payload") from error


def _payload(rows: Sequence[bytes]) -> str:
    return f"[{b','.join(rows).decode()}]"


def _row(event: MarketEvent) -> list[object]:
    match event:
        case Tick():
            mirror = None if event.mirror is None else _text(event.mirror)
            times = (_us(event.at), _us(event.received_at))
            return ["t", str(event.symbol), _text(event.price), _text(event.quantity), *times, event.sequence, mirror]
        case Forming(candle=candle):
            return ["f", *_candle_row(candle)]
        case Candle():
            return ["k", *_candle_row(event)]
        case Book():
            sides = (_levels(event.bids), _levels(event.asks))
            return ["b", str(event.symbol), *sides, _us(event.at), _us(event.received_at), event.synthetic]
        case FeedStatus():
            times = (_us(event.heartbeat_at), _us(event.market_at))
            return ["s", event.source.value, _text(event.speed), event.paused, *times, event.note]
        case _:
            assert_never(event)


def _candle_row(candle: Candle) -> list[object]:
    figures = (candle.open, candle.high, candle.low, candle.close, candle.volume)
    head = (str(candle.symbol), candle.timeframe.value, _us(candle.open_time))
    return [*head, *(_text(figure) for figure in figures), candle.filled]


def _event(row: list[Any]) -> MarketEvent:
    return _READERS[row[0]](row)


def _tick(row: list[Any]) -> Tick:
    return Tick(
        symbol=Symbol.parse(row[1]),
        price=Price(row[2]),
        quantity=Quantity(row[3]),
        at=_time(row[4]),
        received_at=_time(row[5]),
        sequence=int(row[6]),
        mirror=None if row[7] is None else Price(row[7]),
    )


def _forming(row: list[Any]) -> Forming:
    return Forming(candle=_candle(row))


def _candle(row: list[Any]) -> Candle:
    return Candle(
        symbol=Symbol.parse(row[1]),
        timeframe=Timeframe(row[2]),
        open_time=_time(row[3]),
        open=Price(row[4]),
        high=Price(row[5]),
        low=Price(row[6]),
        close=Price(row[7]),
        volume=Decimal(row[8]),
        filled=bool(row[9]),
    )


def _book(row: list[Any]) -> Book:
    bids, asks = (tuple(Level(price=Price(p), quantity=Quantity(q)) for p, q in side) for side in row[2:4])
    return Book(
        symbol=Symbol.parse(row[1]),
        bids=bids,
        asks=asks,
        at=_time(row[4]),
        received_at=_time(row[5]),
        synthetic=bool(row[6]),
    )


def _status(row: list[Any]) -> FeedStatus:
    return FeedStatus(
        source=SourceKind(row[1]),
        speed=Decimal(row[2]),
        paused=bool(row[3]),
        heartbeat_at=_time(row[4]),
        market_at=_time(row[5]),
        note=str(row[6]),
    )


def _levels(levels: Sequence[Level]) -> list[list[str]]:
    return [[_text(level.price), _text(level.quantity)] for level in levels]


def _text(number: Decimal) -> str:
    return f"{number:f}"


def _us(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _time(us: int) -> datetime:
    return _EPOCH + us * _MICROSECOND


_READERS: dict[str, Callable[[list[Any]], MarketEvent]] = {
    "t": _tick,
    "f": _forming,
    "k": _candle,
    "b": _book,
    "s": _status,
}
