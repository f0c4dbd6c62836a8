"""Pairs on offer, so that every process knows their grid before the first tick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from adapters.db.errors import translated
from adapters.db.pool import Pool
from adapters.db.statements import insert_row, select_where, text_of
from adapters.db.tables import METADATA
from domain.marketdata.instrument import Filters, Instrument
from domain.marketdata.ports import InstrumentStore
from domain.shared.symbol import Symbol

_TABLE = METADATA.tables["instrument"]
_GRID = ("tick", "step", "min_quantity", "max_quantity", "min_notional")
_ALL = text_of(select_where(_TABLE, _TABLE.c.keys()).order_by(_TABLE.c.symbol))
_INSERT = insert_row(_TABLE)


class PostgresInstrumentStore:
    """Implements `InstrumentStore`."""

    def __init__(self, pool: Pool) -> None:
        """Use the pool of the process; only the engine's may replace."""
        self._pool = pool

    async def replace(self, instruments: Sequence[Instrument]) -> None:
        """Make these the pairs on offer, and no others."""
        with translated():
            async with self._pool.connection() as connection, connection.transaction(), connection.pipeline():
                await connection.execute("DELETE FROM instrument")
                for instrument in instruments:
                    await connection.execute(_INSERT, _row(instrument))

    async def all(self) -> Sequence[Instrument]:
        """Return every pair on offer, sorted by symbol."""
        with translated():
            async with self._pool.connection() as connection:
                rows = await (await connection.execute(_ALL)).fetchall()
        return [
            Instrument(
                symbol=Symbol.parse(row["symbol"]),
                filters=Filters(**{name: row[name] for name in _GRID}),
                trading=row["trading"],
            )
            for row in rows
        ]


def _row(instrument: Instrument) -> dict[str, object]:
    grid = {name: getattr(instrument.filters, name) for name in _GRID}
    return {"symbol": str(instrument.symbol), "trading": instrument.trading, **grid}


if TYPE_CHECKING:
    _FITS: type[InstrumentStore] = PostgresInstrumentStore
