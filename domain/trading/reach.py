"""Takes hold of a position for a command: account locked first, then read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.shared.ids import OrderId, PositionId
from domain.trading.account import Account
from domain.trading.lifecycle import working_stop
from domain.trading.order import Order, OrderRole, OrderStatus
from domain.trading.ports import UnitOfWork
from domain.trading.position import Position
from domain.trading.transitions import ORDER_ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A position with its orders under the account's lock."""

    account: Account
    position: Position
    orders: Mapping[OrderId, Order]

    @property
    def stop(self) -> Order | None:
        """The protective stop confirmed at the venue."""
        return working_stop(self.orders.values())

    def withdrawn_entries(self, now: datetime, reason: str) -> list[Order]:
        """Return its working entries, and what hangs on unsent ones, as taken back."""
        return withdrawn(self.orders.values(), now, reason)


async def reach_position(unit: UnitOfWork, position_id: PositionId) -> Reached:
    """Lock a position's account, then read it with its orders.

    Raises:
        NotFoundError: no such position for this tenant.
    """
    seen = await unit.positions.get(position_id)
    account = await unit.accounts.get(seen.account_id, lock=True)
    position = await unit.positions.get(position_id)
    orders = await unit.orders.of_position(position_id)
    return Reached(account=account, position=position, orders={o.id: o for o in orders})


def withdrawn(orders: Iterable[Order], now: datetime, reason: str) -> list[Order]:
    """Take back every entry: unsent ones at once, with their stop and targets; the others when the venue agrees."""
    known = list(orders)
    unsent = {o.id for o in known if o.role is OrderRole.ENTRY and o.status is OrderStatus.INTENT}
    taken: list[Order] = []
    for order in known:
        if order.status is OrderStatus.INTENT and (order.id in unsent or order.list_id in unsent):
            taken.append(replace(order, status=OrderStatus.CANCELLED, reason=reason, updated_at=now))
        elif order.role is OrderRole.ENTRY and order.status not in ORDER_ENDED and not order.cancel_requested_at:
            taken.append(replace(order, cancel_requested_at=now, updated_at=now))
    return taken
