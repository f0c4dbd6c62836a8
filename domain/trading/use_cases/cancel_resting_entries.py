"""Takes resting entries back when their time is over or their reason is gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from domain.marketdata.ports import MarketView
from domain.shared.ids import AccountId, PositionId, TenantId
from domain.shared.money import Price
from domain.trading.account import Account, TradingState
from domain.trading.chronicle import ENGINE, Chronicle, Fact
from domain.trading.order import Order, OrderRole, OrderStatus, TimeInForce
from domain.trading.ports import UnitsOfWork
from domain.trading.position import Position, PositionStatus
from domain.trading.transitions import ORDER_AT_VENUE

_RESTING = ORDER_AT_VENUE | {OrderStatus.UNKNOWN}


class CancelRestingEntries:
    """Asks for the cancel of entries whose lifetime ended, whose stop traded first, or that may not add exposure."""

    def __init__(self, units: UnitsOfWork, view: MarketView, chronicle: Chronicle) -> None:
        """Take the fenced units of work, the market and the chronicle."""
        self._units = units
        self._view = view
        self._chronicle = chronicle

    async def __call__(self, tenant_id: TenantId, account_id: AccountId) -> int:
        """Ask for every cancel that is due; return how many. Harmless when nothing is."""
        async with self._units(tenant_id) as unit:
            account = await unit.accounts.get(account_id, lock=True)
            positions = {p.id: p for p in await unit.positions.open(account_id)}
            now = self._chronicle.wall.now()
            asked = 0
            for order in await unit.orders.working(account_id):
                reason = self._reason(account, order, positions)
                if reason is not None:
                    unit.orders.save(replace(order, cancel_requested_at=now, updated_at=now))
                    self._chronicle.record(unit, account, _asked(order, reason))
                    asked += 1
            if asked:
                unit.notify("intents", account_id)
                unit.notify("orders", account_id)
                await unit.commit()
            return asked

    def _reason(self, account: Account, order: Order, positions: Mapping[PositionId, Position]) -> str | None:
        resting = order.role is OrderRole.ENTRY and order.time_in_force is TimeInForce.GTC
        if not resting or order.status not in _RESTING or order.cancel_requested_at is not None:
            return None
        if order.rest_until is not None and order.rest_until <= self._chronicle.market.now():
            return "its lifetime is over"
        if account.state is not TradingState.ACTIVE:
            return f"the account is {account.state}"
        position = positions.get(order.position_id) if order.position_id is not None else None
        quote = self._view.quote(order.symbol)
        if position is not None and quote is not None and stop_traded_first(position, quote.price):
            return "its stop traded first"
        return None


def stop_traded_first(position: Position, price: Price) -> bool:
    """Say whether the price has reached the stop of an entry that has not filled at all."""
    waiting = position.status is PositionStatus.ARMED
    return waiting and position.side.sign * (price - position.initial_stop) <= 0


def _asked(order: Order, reason: str) -> Fact:
    return Fact(
        kind="order.cancel_requested",
        actor=ENGINE,
        subject=order.id,
        headline="Entry withdrawn",
        detail=reason,
        figures={"position": order.position_id, "symbol": str(order.symbol)},
    )
