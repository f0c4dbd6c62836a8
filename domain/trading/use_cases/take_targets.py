"""Targets that no order rests for are taken when their price trades."""

from __future__ import annotations

from dataclasses import replace

from domain.marketdata.ports import MarketView
from domain.shared.ids import PositionId, TenantId
from domain.shared.money import Price
from domain.trading.aftermath import Aftermath
from domain.trading.chronicle import ENGINE, Chronicle
from domain.trading.lifecycle import pending_stop, sellable
from domain.trading.parting import parting_tickets, withdraw_targets
from domain.trading.plan import Target
from domain.trading.ports import UnitOfWork, UnitsOfWork
from domain.trading.position import CloseReason
from domain.trading.reach import Reached, reach_position
from domain.trading.situation import listed
from domain.trading.tickets import share_of
from domain.trading.use_cases.place_order import PlaceOrder
from domain.trading.watch import targets_reached


class TakeTargets:
    """Sells the share of the nearest target reached; the next one follows once the stop has settled again."""

    def __init__(
        self, units: UnitsOfWork, view: MarketView, chronicle: Chronicle, aftermath: Aftermath, place: PlaceOrder
    ) -> None:
        """Take the books, the venue's grid, the clocks, what follows and the birth of orders."""
        self._units = units
        self._view = view
        self._chronicle = chronicle
        self._aftermath = aftermath
        self._place = place

    async def __call__(self, tenant_id: TenantId, position_id: PositionId, price: Price) -> bool:
        """Take what the price has reached; False where nothing is due or the stop is on the move.

        Raises:
            NotFoundError: no such position.
            ConflictError: it moved on in the same moment; ask again at the next tick.
        """
        async with self._units(tenant_id) as unit:
            reached = await reach_position(unit, position_id)
            due = targets_reached(reached.position, price)
            if not due or reached.stop is None or pending_stop(reached.orders.values()) is not None:
                return False
            await self._take(unit, reached, due[0], price)
            await unit.commit()
        return True

    async def _take(self, unit: UnitOfWork, reached: Reached, target: Target, price: Price) -> None:
        account, position = reached.account, reached.position
        filters = listed(self._view, position.symbol).filters
        everything = sellable(position, filters)
        part = min(share_of(position.entered, target, filters), everything)
        rest = everything - part
        if rest < filters.min_quantity or rest * position.stop < filters.min_notional:
            after = await self._aftermath(unit, account, position.id, leave=CloseReason.TARGET)
            if after is not account:
                unit.accounts.save(after)
            return
        withdraw_targets(unit, reached, rest, self._chronicle.wall.now())
        smaller, leaving = parting_tickets(reached, part, filters, price)
        await self._place(unit, account, [smaller], ENGINE)
        (order,) = await self._place(unit, account, [leaving], ENGINE)
        targets = tuple(replace(t, order_id=order.id) if t == target else t for t in position.targets)
        unit.positions.save(replace(position, targets=targets))
        unit.notify("positions", account.id)
