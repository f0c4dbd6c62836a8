"""What venues have ordered this desk's addresses to keep silent, by the database's clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from adapters.db.errors import translated
from adapters.db.pool import Pool
from adapters.venues.lines import Pause, PauseStore

_LOAD = """
SELECT address, why, extract(epoch FROM until - clock_timestamp())::float8 AS left_s
FROM venue_pause WHERE until > clock_timestamp()
"""
_KEEP = """
INSERT INTO venue_pause AS known (address, why, until)
VALUES (%(address)s, %(why)s, clock_timestamp() + %(left_s)s * interval '1 second')
ON CONFLICT (address) DO UPDATE SET why = excluded.why, until = excluded.until WHERE excluded.until > known.until
"""


class PostgresPauses:
    """Implements `PauseStore`."""

    def __init__(self, pool: Pool) -> None:
        """Use the engine's pool."""
        self._pool = pool

    async def load(self) -> Mapping[str, Pause]:
        """Return the pauses that are not over, by address."""
        with translated():
            async with self._pool.connection() as connection:
                rows = await (await connection.execute(_LOAD)).fetchall()
        return {row["address"]: Pause(left_s=row["left_s"], why=row["why"]) for row in rows}

    async def keep(self, address: str, pause: Pause) -> None:
        """Store a pause; one that ends later stays."""
        with translated():
            async with self._pool.connection() as connection:
                await connection.execute(_KEEP, {"address": address, "why": pause.why, "left_s": pause.left_s})


if TYPE_CHECKING:
    _FITS: type[PauseStore] = PostgresPauses
