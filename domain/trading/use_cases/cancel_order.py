"""A trader takes an order back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.identity.principal import Permission, Principal
from domain.shared.errors import ConflictError
from domain.shared.ids import OrderId
from domain.trading.account import Account
from domain.trading.aftermath import Aftermath
from domain.trading.chronicle import Chronicle, Fact
from domain.trading.order import Order, OrderRole, OrderStatus
from domain.trading.ports import UnitOfWork, UnitsOfWork
from domain.trading.reach import withdrawn
from domain.trading.transitions import ORDER_ENDED
from domain.trading.wording import plain


class CancelOrder:
    """Cancels an unsent order at once, and asks the venue for the others. A protective stop is never taken away."""

    def __init__(self, units: UnitsOfWork, chronicle: Chronicle, aftermath: Aftermath) -> None:
        """Take the books, the clocks and what follows."""
        self._units = units
        self._chronicle = chronicle
        self._aftermath = aftermath

    async def __call__(self, principal: Principal, order_id: OrderId) -> Order:
        """Cancel an order; one whose cancel was asked for already is returned as it is.

        Raises:
            ForbiddenError: the role may not trade.
            NotFoundError: no such order.
            ConflictError: it has ended, or it is a position's protective stop.
        """
        principal.require(Permission.TRADE)
        async with self._units(principal.tenant_id) as unit:
            seen = await unit.orders.get(order_id)
            account = await unit.accounts.get(seen.account_id, lock=True)
            order = await unit.orders.get(order_id)
            _check(order)
            if order.cancel_requested_at is not None:
                return order
            await self._cancel(unit, account, order, principal.actor)
            await unit.commit()
        async with self._units(principal.tenant_id) as unit:
            return await unit.orders.get(order_id)

    async def _cancel(self, unit: UnitOfWork, account: Account, order: Order, actor: str) -> None:
        now = self._chronicle.wall.now()
        self._chronicle.record(
            unit,
            account,
            Fact(
                kind="order.cancel_requested",
                actor=actor,
                subject=order.id,
                headline="Cancel asked for",
                detail=f"{order.role}, {order.side} {plain(order.remaining)} {order.symbol.base}",
                figures={"position": order.position_id, "symbol": str(order.symbol)},
            ),
        )
        unit.notify("intents", account.id)
        if order.position_id is None:
            unit.orders.save(_taken_back(order, now))
            return
        if order.role is OrderRole.ENTRY:
            siblings = await unit.orders.of_position(order.position_id)
            changed = withdrawn(siblings, now, "cancelled by the trader")
        else:
            changed = [_taken_back(order, now)]
        after = await self._aftermath(unit, account, order.position_id, changed)
        if after is not account:
            unit.accounts.save(after)


def _taken_back(order: Order, now: datetime) -> Order:
    if order.status is OrderStatus.INTENT:
        return replace(order, status=OrderStatus.CANCELLED, reason="cancelled by the trader", updated_at=now)
    return replace(order, cancel_requested_at=now, updated_at=now)


def _check(order: Order) -> None:
    if order.status in ORDER_ENDED:
        raise ConflictError(f"the order is {order.status} already; nothing was sent", field="order")
    if order.role is OrderRole.TARGET and order.status is OrderStatus.INTENT:
        raise ConflictError("the target is not at the venue yet; repeat in a moment", field="order")
    if order.role is OrderRole.STOP:
        raise ConflictError(
            "a protective stop is not cancelled: tighten it, or close the position", code="STOP_PROTECTS", field="order"
        )
