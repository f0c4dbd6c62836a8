"""The stop follows the price in whole spans."""

from __future__ import annotations

from dataclasses import replace

from domain.marketdata.ports import MarketView
from domain.shared.ids import PositionId, TenantId
from domain.shared.money import Price
from domain.trading.chronicle import ENGINE
from domain.trading.lifecycle import coverable, pending_stop
from domain.trading.order import Order
from domain.trading.ports import UnitsOfWork
from domain.trading.reach import reach_position
from domain.trading.situation import listed
from domain.trading.tickets import stop_ticket
from domain.trading.use_cases.place_order import PlaceOrder
from domain.trading.watch import trail_move


class TrailStop:
    """Asks the venue to put a tighter stop in the resting one's place. The move counts once it is confirmed."""

    def __init__(self, units: UnitsOfWork, view: MarketView, place: PlaceOrder) -> None:
        """Take the books, the venue's grid and the birth of orders."""
        self._units = units
        self._view = view
        self._place = place

    async def __call__(self, tenant_id: TenantId, position_id: PositionId, price: Price) -> Order | None:
        """Move the stop if the price has earned it.

        Args:
            tenant_id: The position's tenant.
            position_id: The position.
            price: Last trade price as this side must see it.

        Returns:
            The new stop on its way; None where the stop stays, or another move is on its way already.

        Raises:
            NotFoundError: no such position.
            ConflictError: the position moved on in the same moment; ask again at the next tick.
        """
        async with self._units(tenant_id) as unit:
            reached = await reach_position(unit, position_id)
            position, stop = reached.position, reached.stop
            if stop is None or stop.filled or pending_stop(reached.orders.values()) is not None:
                return None
            filters = listed(self._view, position.symbol).filters
            move = trail_move(position, price, reached.account.costs, filters)
            if move is None:
                return None
            ticket = stop_ticket(position, coverable(stop, position, filters), move.stop, replaces=stop.id)
            (order,) = await self._place(unit, reached.account, [ticket], ENGINE)
            seen = replace(
                position, highest=max(position.highest or price, price), lowest=min(position.lowest or price, price)
            )
            if seen != position:
                unit.positions.save(seen)
            await unit.commit()
        return order
