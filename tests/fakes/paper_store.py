"""The paper venue's books, held in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.shared.errors import ConflictError
from domain.shared.ids import AccountId, ClientOrderId, VenueOrderId
from domain.shared.symbol import Symbol
from domain.trading.order import OrderStatus
from domain.trading.paper.ports import BooksUnavailableError
from domain.trading.paper.state import PaperKey, PaperOrder, PaperState, Step
from domain.trading.venue import FillReport


class MemoryPaperStore:
    """Implements `PaperStore`; `down` makes every call fail, `lose_next_commit` writes and then fails."""

    def __init__(self) -> None:
        self.states: dict[PaperKey, PaperState] = {}
        self.orders: dict[PaperKey, dict[str, PaperOrder]] = {}
        self.trades: dict[PaperKey, list[FillReport]] = {}
        self.down = False
        self.lose_next_commit = False

    async def load(self, key: PaperKey) -> PaperState | None:
        self._reach()
        return self.states.get(key)

    async def create(self, key: PaperKey, state: PaperState) -> PaperState:
        self._reach()
        if key not in self.states:
            earlier = [k for k in self.states if k.account_id == key.account_id]
            state = replace(
                state,
                next_order=max((self.states[k].next_order for k in earlier), default=1),
                next_trade=max((self.states[k].next_trade for k in earlier), default=1),
            )
            for old in earlier:
                self._cancel_all(old)
            self.states[key] = state
            self.orders[key] = {}
            self.trades[key] = []
        return self.states[key]

    async def commit(self, key: PaperKey, step: Step) -> None:
        self._reach()
        if self.states[key].version != step.before:
            raise ConflictError("the paper books moved on")
        self.states[key] = step.after
        self.orders[key].update({o.venue_order_id: o for o in step.orders})
        self.trades[key].extend(step.fills)
        if self.lose_next_commit:
            self.lose_next_commit = False
            raise BooksUnavailableError("the connection was lost at commit")

    async def order(self, key: PaperKey, client_order_id: ClientOrderId) -> PaperOrder | None:
        self._reach()
        found = [o for o in self.orders[key].values() if o.client_order_id == client_order_id]
        return found[-1] if found else None

    async def trades_of(self, key: PaperKey, symbol: Symbol, venue_order_id: VenueOrderId) -> Sequence[FillReport]:
        self._reach()
        return [t for t in self.trades[key] if t.symbol == symbol and t.venue_order_id == venue_order_id]

    async def fills(self, key: PaperKey, symbol: Symbol, since: datetime) -> Sequence[FillReport]:
        self._reach()
        return [t for t in self.trades[key] if t.symbol == symbol and t.at >= since]

    def accounts(self) -> set[AccountId]:
        return {key.account_id for key in self.states}

    def _cancel_all(self, key: PaperKey) -> None:
        for order in self.states[key].orders.values():
            ended = replace(order, status=OrderStatus.CANCELLED, reason="the account was reset")
            self.orders[key][order.venue_order_id] = ended
        self.states[key] = replace(self.states[key], orders={})

    def _reach(self) -> None:
        if self.down:
            raise BooksUnavailableError("the database is away")
