"""Closed candles, under the feed that the market cursor names; another feed's candles are never mixed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import DateTime, Integer, bindparam, select

from adapters.db.errors import translated
from adapters.db.mappers.rows import Mapper
from adapters.db.pool import Pool
from adapters.db.statements import given, select_where, text_of
from adapters.db.tables import METADATA
from domain.marketdata.candle import Candle
from domain.marketdata.ports import CandleStore
from domain.marketdata.timeframe import Timeframe
from domain.shared.symbol import Symbol

CANDLES = Mapper(Candle)

_TABLE = METADATA.tables["candle"]
_FEED = select(METADATA.tables["market_cursor"].c.feed).scalar_subquery()
_SAVE = """
INSERT INTO candle (feed, symbol, timeframe, open_time, open, high, low, close, volume, filled)
SELECT market_cursor.feed, given.* FROM market_cursor, unnest(
    %(symbol)s::text[], %(timeframe)s::text[], %(open_time)s::timestamptz[], %(open)s::numeric[], %(high)s::numeric[],
    %(low)s::numeric[], %(close)s::numeric[], %(volume)s::numeric[], %(filled)s::boolean[]
) AS given
ON CONFLICT (feed, symbol, timeframe, open_time) DO UPDATE
SET open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close, volume = excluded.volume,
    filled = excluded.filled
"""
_MONTH = "SELECT candle_month(%s)"
_SERIES = select_where(_TABLE, CANDLES.columns, _TABLE.c.feed == _FEED, *given(_TABLE, "symbol", "timeframe"))
_NEWEST = _SERIES.order_by(_TABLE.c.open_time.desc()).limit(bindparam("count", type_=Integer))
_LATEST = text_of(_NEWEST)
_BEFORE = text_of(_NEWEST.where(_TABLE.c.open_time < bindparam("before", type_=DateTime(timezone=True))))
_PRUNE = "DELETE FROM candle WHERE timeframe = %s AND open_time < %s"
_DROP_EMPTY = "SELECT candle_drop_empty(%s)"
_BATCH = 5_000


class PostgresCandleStore:
    """Implements `CandleStore`. The engine writes; the web reads."""

    def __init__(self, pool: Pool) -> None:
        """Use the pool of the process."""
        self._pool = pool
        self._months: set[datetime] = set()

    async def save(self, candles: Sequence[Candle]) -> None:
        """Insert or replace closed candles.

        Raises:
            LookupError: no market cursor was saved yet, so nobody knows whose candles these are.
        """
        unique = list({(c.symbol, c.timeframe, c.open_time): c for c in candles}.values())
        for start in range(0, len(unique), _BATCH):
            await self._save(unique[start : start + _BATCH])

    async def latest(
        self, symbol: Symbol, timeframe: Timeframe, count: int, before: datetime | None = None
    ) -> Sequence[Candle]:
        """Return the last `count` closed candles, ascending, optionally those opened before a moment."""
        asked = {"of_symbol": str(symbol), "of_timeframe": timeframe.value, "count": count, "before": before}
        with translated():
            async with self._pool.connection() as connection:
                rows = await (await connection.execute(_BEFORE if before else _LATEST, asked)).fetchall()
        return [CANDLES.entity(row) for row in reversed(rows)]

    async def prune(self, timeframe: Timeframe, older_than: datetime) -> int:
        """Drop candles past retention, and the partitions they leave empty; return how many."""
        with translated():
            async with self._pool.connection() as connection:
                gone = await connection.execute(_PRUNE, (timeframe.value, older_than))
                await connection.execute(_DROP_EMPTY, (older_than,))
        self._months.clear()
        return gone.rowcount

    async def _save(self, candles: Sequence[Candle]) -> None:
        rows = [CANDLES.row(candle) for candle in candles]
        columns = {name: [row[name] for row in rows] for name in CANDLES.columns}
        with translated():
            async with self._pool.connection() as connection:
                for month in {_month(candle.open_time) for candle in candles} - self._months:
                    await connection.execute(_MONTH, (month,))
                    self._months.add(month)
                saved = await connection.execute(_SAVE, columns)
        if saved.rowcount != len(candles):
            raise LookupError("save the market cursor before its first candles: they belong to the feed it names")


def _month(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


if TYPE_CHECKING:
    _FITS: type[CandleStore] = PostgresCandleStore
