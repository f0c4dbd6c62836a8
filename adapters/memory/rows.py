"""Tables of one account: only what is open, or closed last, is kept at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from domain.shared.errors import ConflictError, NotFoundError
from domain.shared.ids import AccountId, ClientOrderId, OrderId, PlanId, PositionId, TradeId
from domain.shared.symbol import Symbol
from domain.trading.account import Account
from domain.trading.order import Fill, Order
from domain.trading.plan import Plan
from domain.trading.position import CloseReason, Position, PositionStatus
from domain.trading.transitions import ORDER_ENDED, PLAN_LIVE


class Row(Protocol):
    """What every row has."""

    @property
    def id(self) -> Any:
        """Its identity."""
        ...

    @property
    def version(self) -> int:
        """Rises with every write."""
        ...


R = TypeVar("R", bound=Row)
Write = Callable[[], None]


class Table(Generic[R]):
    """Rows by identity; writes wait for the commit, and a row that moved on meanwhile refuses it."""

    def __init__(self, rows: dict[object, R], writes: list[Write], what: str) -> None:
        """Take the committed rows and where the unit gathers its writes."""
        self.rows = rows
        self._writes = writes
        self._what = what

    def one(self, row_id: object) -> R:
        """Return a row (raises NotFoundError)."""
        row = self.rows.get(row_id)
        if row is None:
            raise NotFoundError(f"there is no {self._what} {row_id}; nothing was changed", field=self._what)
        return row

    def add(self, row: R) -> None:
        """Insert at the commit."""
        self._writes.append(lambda: self._put(row))

    def save(self, row: R) -> None:
        """Replace at the commit (raises ConflictError when it moved on)."""
        if self.one(row.id).version != row.version:
            raise ConflictError(f"{self._what} {row.id} moved on meanwhile; nothing was changed")
        changed: R = replace(row, version=row.version + 1)  # type: ignore[type-var]
        self._writes.append(lambda: self._put(changed))

    def _put(self, row: R) -> None:
        self.rows[row.id] = row


class Accounts(Table[Account]):
    """Implements `Accounts`."""

    async def get(self, account_id: AccountId, *, lock: bool = False) -> Account:
        """Return the account; a run's units never overlap, so there is nothing to lock."""
        return self.one(account_id)

    async def all(self) -> Sequence[Account]:
        """Return the account."""
        return list(self.rows.values())


class Plans(Table[Plan]):
    """Implements `Plans`."""

    async def get(self, plan_id: PlanId) -> Plan:
        """Return a plan."""
        return self.one(plan_id)

    async def live(self, account_id: AccountId) -> Sequence[Plan]:
        """Return plans that may still be executed."""
        return [p for p in self.rows.values() if p.status in PLAN_LIVE]


class Orders(Table[Order]):
    """Implements `Orders`."""

    def __init__(self, rows: dict[object, Order], fills: dict[object, Fill], writes: list[Write]) -> None:
        """Take the committed orders and trades."""
        super().__init__(rows, writes, "order")
        self._fills = fills

    async def get(self, order_id: OrderId) -> Order:
        """Return an order."""
        return self.one(order_id)

    async def by_client_id(self, account_id: AccountId, client_order_id: ClientOrderId) -> Order | None:
        """Return the order the venue knows by this id."""
        return next((o for o in self.rows.values() if o.client_order_id == client_order_id), None)

    async def working(self, account_id: AccountId) -> Sequence[Order]:
        """Return orders that have not ended."""
        return [o for o in self.rows.values() if o.status not in ORDER_ENDED]

    async def absent(self, account_id: AccountId, since: datetime) -> Sequence[Order]:
        """Return none: what a run's venue is asked, it answers."""
        return ()

    async def of_position(self, position_id: PositionId) -> Sequence[Order]:
        """Return a position's orders, oldest first."""
        return sorted((o for o in self.rows.values() if o.position_id == position_id), key=lambda o: o.id)

    async def has_fill(self, account_id: AccountId, symbol: Symbol, trade_id: TradeId) -> bool:
        """Say whether a trade is known."""
        return (symbol, trade_id) in self._fills

    async def fills_of(self, position_id: PositionId) -> Sequence[Fill]:
        """Return a position's trades."""
        return sorted((f for f in self._fills.values() if f.position_id == position_id), key=lambda f: f.at)

    def add_fill(self, fill: Fill) -> None:
        """Insert a trade at the commit."""
        place = (self.one(fill.order_id).symbol, fill.trade_id)

        def write() -> None:
            self._fills[place] = fill

        self._writes.append(write)


class Positions(Table[Position]):
    """Implements `Positions`."""

    def __init__(
        self,
        rows: dict[object, Position],
        closed: dict[object, Position],
        stopped: dict[Symbol, datetime],
        writes: list[Write],
    ) -> None:
        """Take the positions at hand, those put away, and when a stop was hit last."""
        super().__init__(rows, writes, "position")
        self._closed = closed
        self._stopped = stopped

    async def get(self, position_id: PositionId) -> Position:
        """Return a position, open or over."""
        return self._closed.get(position_id) or self.one(position_id)

    async def open(self, account_id: AccountId) -> Sequence[Position]:
        """Return open positions."""
        return [p for p in self.rows.values() if p.status is not PositionStatus.CLOSED]

    def _put(self, row: Position) -> None:
        super()._put(row)
        if row.close_reason is CloseReason.STOPPED and row.closed_at is not None:
            self._stopped[row.symbol] = row.closed_at
