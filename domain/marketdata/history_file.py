"""The rules of a history file: what a row must be before any of the file is taken.

Two layouts are known: a header line `timestamp,open,high,low,close,volume` (any order, further columns ignored), and
the kline archive that Binance publishes: no header, twelve columns, open time in milli- or microseconds.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

from domain.marketdata.history import History
from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import InvalidInputError
from domain.shared.fields import shown
from domain.shared.symbol import Symbol

COLUMNS = ("timestamp", "open", "high", "low", "close", "volume")
MAX_ROWS = 4_000_000
MAX_LINE = 2_000
_ARCHIVE_WIDTH = 12
_NUMBER = re.compile(r"\d{1,20}(\.\d{0,30})?([eE][+-]?\d{1,2})?", re.ASCII)
_WHOLE = re.compile(r"\d{9,16}", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST, _LATEST = datetime(2009, 1, 3, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_PLACES = Decimal("0.00000001")
_LARGEST = Decimal(90_000_000_000)


class HistoryFileError(InvalidInputError):
    """A history file breaks a rule; nothing of it was taken. Correct the line it names, or choose another file."""

    code = "HISTORY_INVALID"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One checked row; prices and volume rounded to eight places, all that a venue quotes."""

    open_time: datetime
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal


def read_lines(lines: Iterable[str], *, symbol: Symbol) -> History:
    """Read a text file of either layout.

    Raises:
        HistoryFileError: any line breaks a rule; it names the line and the rule, and nothing is taken.
    """
    split = ((number, _cells(number, line)) for number, line in enumerate(lines, 1) if line.strip("\r\n"))
    first = next(split, None)
    if first is None:
        raise HistoryFileError("the history file is empty; nothing of it was taken", field="file")
    number, cells = first
    if _WHOLE.fullmatch(cells[0]):
        if len(cells) != _ARCHIVE_WIDTH:
            raise _bad(number, f"a kline archive has {_ARCHIVE_WIDTH} columns, not {len(cells)}")
        order: Sequence[int] = range(len(COLUMNS))
        rows = ((n, _picked(n, c, order, _ARCHIVE_WIDTH)) for n, c in _chain(first, split))
    else:
        order = _header(number, cells)
        rows = ((n, _picked(n, c, order, len(cells))) for n, c in split)
    return read_cells(rows, symbol=symbol)


def read_cells(rows: Iterable[tuple[int, Sequence[str]]], *, symbol: Symbol) -> History:
    """Read numbered rows of six cells in the order of `COLUMNS`.

    Raises:
        HistoryFileError: any row breaks a rule; nothing is taken.
    """
    history = History(symbol)
    numbers = array("L")
    previous: datetime | None = None
    step: timedelta | None = None
    for number, cells in rows:
        row = check_row(number, cells)
        if previous is not None:
            gap = row.open_time - previous
            if gap <= timedelta(0):
                raise _bad(number, f"timestamps must rise; {cells[0]} is not after the line before")
            step = gap if step is None else min(step, gap)
        if len(history) >= MAX_ROWS:
            raise _bad(number, f"a history file may have at most {MAX_ROWS} rows")
        history.append(row.open_time, (row.open, row.high, row.low, row.close, row.volume))
        numbers.append(number)
        previous = row.open_time
    if step is None:
        raise HistoryFileError("a history file needs at least two rows; nothing of it was taken", field="file")
    history.settle(_timeframe(step))
    _check_alignment(history, numbers)
    return history


def check_row(number: int, cells: Sequence[str]) -> Row:
    """Check one row.

    Raises:
        HistoryFileError: a cell is malformed, not finite, not above zero, or prices are out of order.
    """
    open_time = _time(number, cells[0])
    prices = [_number(number, name, cell) for name, cell in zip(COLUMNS[1:5], cells[1:5], strict=True)]
    volume = _number(number, "volume", cells[5])
    for name, price in zip(COLUMNS[1:5], prices, strict=True):
        if price <= 0:
            raise _bad(number, f"{name} must be above zero, not {price}")
    open_, high, low, close = prices
    if not low <= min(open_, close) or not max(open_, close) <= high:
        raise _bad(number, f"low, open, close, high are out of order: {low}, {open_}, {close}, {high}")
    return Row(open_time=open_time, open=open_, high=high, low=low, close=close, volume=volume)


def symbol_of(file_name: str) -> Symbol | None:
    """Guess the pair from a name such as `BTCUSDT-1m-2022-01.zip`; None if it does not begin with one."""
    letters = re.match(r"[A-Za-z0-9]+", file_name, re.ASCII)
    text = letters[0].upper() if letters else ""
    for quote in ("USDT", "USDC", "FDUSD", "TUSD", "BUSD", "BTC", "ETH", "BNB", "EUR", "TRY", "USD"):
        if text.endswith(quote) and 0 < len(text) - len(quote) <= 15:
            return Symbol(base=text.removesuffix(quote), quote=quote)
    return None


def _bad(number: int, rule: str) -> HistoryFileError:
    return HistoryFileError(f"line {number}: {rule}; nothing of the file was taken", field=f"line {number}")


def _chain(first: tuple[int, list[str]], rest: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    yield first
    yield from rest


def _cells(number: int, line: str) -> list[str]:
    if len(line) > MAX_LINE:
        raise _bad(number, f"a line may have at most {MAX_LINE} characters")
    return [cell.strip() for cell in line.lstrip("\ufeff").strip("\r\n").split(",")]


def _header(number: int, cells: Sequence[str]) -> Sequence[int]:
    names = [cell.strip('"').lower() for cell in cells]
    missing = [name for name in COLUMNS if names.count(name) != 1]
    if missing:
        raise _bad(number, f"the header must name {', '.join(COLUMNS)} once each; check {', '.join(missing)}")
    return [names.index(name) for name in COLUMNS]


def _picked(number: int, cells: Sequence[str], order: Sequence[int], width: int) -> Sequence[str]:
    if len(cells) != width:
        raise _bad(number, f"expected {width} columns, found {len(cells)}")
    return [cells[i] for i in order]


def _number(number: int, name: str, cell: str) -> Decimal:
    if _NUMBER.fullmatch(cell) is None:
        raise _bad(number, f"{name} must be a plain, finite number, not {shown(cell)}")
    try:
        value = Decimal(cell).quantize(_PLACES)
    except InvalidOperation:
        raise _bad(number, f"{name} is out of range: {shown(cell)}") from None
    if value > _LARGEST:
        raise _bad(number, f"{name} must be at most {_LARGEST}, not {shown(cell)}")
    return value


def _time(number: int, cell: str) -> datetime:
    at = _epoch_time(cell) if _WHOLE.fullmatch(cell) else _iso_time(cell)
    if at is None or not _EARLIEST <= at < _LATEST:
        raise _bad(
            number,
            "timestamp must be a whole second, ISO 8601 or seconds, milli- or microseconds since 1970, "
            f"between 2009 and 2100, not {shown(cell)}",
        )
    return at


def _epoch_time(cell: str) -> datetime | None:
    unit = {range(9, 12): 1_000_000, range(12, 15): 1_000, range(15, 17): 1}
    scale = next(scale for lengths, scale in unit.items() if len(cell) in lengths)
    at = _EPOCH + timedelta(microseconds=int(cell) * scale)
    return None if at.microsecond else at


def _iso_time(cell: str) -> datetime | None:
    if not cell.isascii() or len(cell) > 40:
        return None
    try:
        at = datetime.fromisoformat(cell)
    except ValueError:
        return None
    if at.microsecond or not _EARLIEST.year <= at.year <= _LATEST.year:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _timeframe(step: timedelta) -> Timeframe:
    found = next((t for t in Timeframe if t.delta == step), None)
    if found is None:
        raise HistoryFileError(
            f"rows lie {int(step.total_seconds())} s apart at the closest; candles must be of "
            f"{', '.join(Timeframe)}; nothing of the file was taken",
            field="file",
        )
    return found


def _check_alignment(history: History, numbers: Sequence[int]) -> None:
    timeframe = history.timeframe
    for i, number in enumerate(numbers):
        at = history.open_time(i)
        if timeframe.floor(at) != at:
            raise _bad(number, f"{at:%Y-%m-%dT%H:%M:%SZ} is not the opening of a {timeframe} candle")
