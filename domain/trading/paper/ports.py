"""What the paper venue needs from outside: books that are durable before it acknowledges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.shared.errors import RobsonError
from domain.shared.ids import ClientOrderId, VenueOrderId
from domain.shared.symbol import Symbol
from domain.trading.paper.state import PaperKey, PaperOrder, PaperState, Step
from domain.trading.venue import FillReport


class BooksUnavailableError(RobsonError):
    """The venue's books cannot be read or written now.

    What was asked may or may not be booked: load them again before doing anything else.
    """

    code = "BOOKS_UNAVAILABLE"


class PaperStore(Protocol):
    """Keeps the venue's own books, apart from the desk's: its own tables, its own transactions.

    Every method raises BooksUnavailableError when the database cannot be reached.
    """

    async def load(self, key: PaperKey) -> PaperState | None:
        """Return the books with live orders only, or None when this epoch was never opened."""
        ...

    async def create(self, key: PaperKey, state: PaperState) -> PaperState:
        """Open an epoch with its first balances and return what is stored.

        Order and trade numbers go on from the account's earlier epochs, whose live orders are cancelled. When
        another process opened it first, that one's books are returned.
        """
        ...

    async def commit(self, key: PaperKey, step: Step) -> None:
        """Write one step in one transaction.

        Raises:
            ConflictError: the stored version is not `step.before`; nothing was written.
        """
        ...

    async def order(self, key: PaperKey, client_order_id: ClientOrderId) -> PaperOrder | None:
        """Return the newest order with this client id, live or done."""
        ...

    async def trades_of(self, key: PaperKey, symbol: Symbol, venue_order_id: VenueOrderId) -> Sequence[FillReport]:
        """Return all trades of one order, ascending by trade number."""
        ...

    async def fills(self, key: PaperKey, symbol: Symbol, since: datetime) -> Sequence[FillReport]:
        """Return trades of one symbol at or after a moment (venue time), ascending by trade number."""
        ...
