"""Everything open of an account: what a decision is taken on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.shared.ids import UserId
from domain.shared.symbol import Symbol
from domain.trading.account import Account
from domain.trading.order import Order, OrderStatus
from domain.trading.plan import Plan
from domain.trading.position import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """An account with its open positions, live plans and working orders.

    Attributes:
        last_stopped_at: Market time of the latest stop-out on the symbol in question, None if there was none.
    """

    account: Account
    positions: Sequence[Position]
    plans: Sequence[Plan]
    orders: Sequence[Order]
    last_stopped_at: datetime | None

    def replaced_by(self, user_id: UserId, symbol: Symbol) -> Sequence[Plan]:
        """Return the live plans that a new plan of this user on this symbol takes the place of."""
        return [p for p in self.plans if p.user_id == user_id and p.symbol == symbol]

    def without(self, gone: Sequence[Plan]) -> Books:
        """Return the books as if some plans had let go of what they hold."""
        ids = {p.id for p in gone}
        return replace(self, plans=[p for p in self.plans if p.id not in ids])

    @property
    def unknown_symbols(self) -> frozenset[Symbol]:
        """Symbols with an order whose outcome is not known."""
        return frozenset(o.symbol for o in self.orders if o.status is OrderStatus.UNKNOWN)

    @property
    def fills_complete(self) -> bool:
        """False while the venue has traded more of an order than we have read."""
        return all(o.reported <= o.filled for o in self.orders)
