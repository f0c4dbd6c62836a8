"""The paper venue's books in memory, for one run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.shared.errors import ConflictError
from domain.shared.ids import ClientOrderId, VenueOrderId
from domain.shared.symbol import Symbol
from domain.trading.paper.state import PaperKey, PaperOrder, PaperState, Step
from domain.trading.venue import FillReport

_KEPT = 64


class MemoryPaperBooks:
    """Implements `PaperStore` for one account; of orders and trades that are over only the latest are kept."""

    def __init__(self) -> None:
        """Start without books."""
        self._state: PaperState | None = None
        self._orders: dict[VenueOrderId, PaperOrder] = {}
        self._trades: list[FillReport] = []

    async def load(self, key: PaperKey) -> PaperState | None:
        """Return the books."""
        return self._state

    async def create(self, key: PaperKey, state: PaperState) -> PaperState:
        """Open the books."""
        self._state = self._state or state
        return self._state

    async def commit(self, key: PaperKey, step: Step) -> None:
        """Write one step (raises ConflictError when the books moved on)."""
        if self._state is None or self._state.version != step.before:
            raise ConflictError("the paper books moved on")
        self._state = step.after
        self._orders.update({o.venue_order_id: o for o in step.orders})
        self._trades = [*self._trades[-_KEPT:], *step.fills]
        while len(self._orders) > _KEPT:
            self._orders.pop(next(iter(self._orders)))

    async def order(self, key: PaperKey, client_order_id: ClientOrderId) -> PaperOrder | None:
        """Return the newest order with this client id."""
        return next((o for o in reversed(self._orders.values()) if o.client_order_id == client_order_id), None)

    async def trades_of(self, key: PaperKey, symbol: Symbol, venue_order_id: VenueOrderId) -> Sequence[FillReport]:
        """Return the trades of one order."""
        return [t for t in self._trades if t.symbol == symbol and t.venue_order_id == venue_order_id]

    async def fills(self, key: PaperKey, symbol: Symbol, since: datetime) -> Sequence[FillReport]:
        """Return the trades of a pair since a moment."""
        return [t for t in self._trades if t.symbol == symbol and t.at >= since]
