"""Stored candles of a period, for what plays them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import DateTime, Integer, bindparam, select

from adapters.db.candles import CANDLES
from adapters.db.errors import translated
from adapters.db.pool import Pool
from adapters.db.statements import given, select_where, text_of
from adapters.db.tables import METADATA
from domain.marketdata.candle import Candle
from domain.marketdata.timeframe import Timeframe
from domain.shared.symbol import Symbol

MOST_CANDLES = 600_000
"""A year of minutes and more; what is beyond is left out at the end."""
_TABLE = METADATA.tables["candle"]
_FEED = select(METADATA.tables["market_cursor"].c.feed).scalar_subquery()
_MOMENT = DateTime(timezone=True)
_PERIOD = text_of(
    select_where(_TABLE, CANDLES.columns, _TABLE.c.feed == _FEED, *given(_TABLE, "symbol", "timeframe"))
    .where(
        _TABLE.c.open_time >= bindparam("begins", type_=_MOMENT), _TABLE.c.open_time < bindparam("ends", type_=_MOMENT)
    )
    .order_by(_TABLE.c.open_time)
    .limit(bindparam("count", type_=Integer))
)


class PostgresHistories:
    """Reads periods of the feed that the market cursor names."""

    def __init__(self, pool: Pool) -> None:
        """Use the pool of the process."""
        self._pool = pool

    async def between(self, symbol: Symbol, timeframe: Timeframe, begins: datetime, ends: datetime) -> Sequence[Candle]:
        """Return the closed candles that open from `begins` to before `ends`, ascending."""
        asked = {
            "of_symbol": str(symbol),
            "of_timeframe": timeframe.value,
            "begins": begins,
            "ends": ends,
            "count": MOST_CANDLES,
        }
        with translated():
            async with self._pool.connection() as connection:
                rows = await (await connection.execute(_PERIOD, asked)).fetchall()
        return [CANDLES.entity(row) for row in rows]
