"""Where the market stands: one row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.db.errors import translated
from adapters.db.pool import Pool
from domain.marketdata.market import MarketCursor
from domain.marketdata.ports import CursorStore

_LOAD = "SELECT feed, market_at FROM market_cursor"
_SAVE = """
INSERT INTO market_cursor (one_row, feed, market_at) VALUES (true, %(feed)s, %(market_at)s)
ON CONFLICT (one_row) DO UPDATE SET feed = excluded.feed, market_at = excluded.market_at
"""


class PostgresCursorStore:
    """Implements `CursorStore`."""

    def __init__(self, pool: Pool) -> None:
        """Use the pool of the process; only the engine's may save."""
        self._pool = pool

    async def load(self) -> MarketCursor | None:
        """Return it, or None on a fresh database."""
        with translated():
            async with self._pool.connection() as connection:
                row = await (await connection.execute(_LOAD)).fetchone()
        return MarketCursor(**row) if row else None

    async def save(self, cursor: MarketCursor) -> None:
        """Replace it."""
        with translated():
            async with self._pool.connection() as connection:
                await connection.execute(_SAVE, {"feed": cursor.feed, "market_at": cursor.market_at})


if TYPE_CHECKING:
    _FITS: type[CursorStore] = PostgresCursorStore
