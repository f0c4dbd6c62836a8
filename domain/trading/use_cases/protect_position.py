"""What is held without a confirmed stop gets one, or is sold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from domain.marketdata.ports import MarketView
from domain.shared.ids import PositionId, TenantId
from domain.trading.aftermath import Aftermath
from domain.trading.chronicle import ENGINE, Chronicle, Fact
from domain.trading.cover import certain, cover_due
from domain.trading.lifecycle import pending_stop, stop_refused
from domain.trading.order import Order, OrderRole, OrderStatus
from domain.trading.ports import UnitOfWork, UnitsOfWork
from domain.trading.position import CloseReason, PositionStatus
from domain.trading.reach import Reached, reach_position
from domain.trading.situation import listed
from domain.trading.tickets import missing_stop
from domain.trading.use_cases.place_order import PlaceOrder

_OPEN_TO_LOSS = frozenset({PositionStatus.ENTERING, PositionStatus.PROTECTING})
_PATIENCE = 0.7
"""Share of the time allowed after which the sale begins: it is asked for each second, and takes its time too."""
_REFUSED = frozenset({OrderStatus.REJECTED, OrderStatus.DENIED})


class Protection(StrEnum):
    """What was found and done."""

    SAFE = "safe"
    WAITING = "waiting"
    STOP_PLACED = "stop_placed"
    COVERED_AGAIN = "covered_again"
    FLATTENED = "flattened"
    ENTRY_WITHDRAWN = "entry_withdrawn"


class ProtectPosition:
    """Places a missing stop first; sells only when the venue refused it or did not confirm it in time.

    What a sale in doubt may have left unsold is covered again by a stop for everything.
    """

    def __init__(
        self, units: UnitsOfWork, view: MarketView, chronicle: Chronicle, aftermath: Aftermath, place: PlaceOrder
    ) -> None:
        """Take the books, the venue's grid, the clocks, what follows and the birth of orders."""
        self._units = units
        self._view = view
        self._chronicle = chronicle
        self._aftermath = aftermath
        self._place = place

    async def __call__(self, tenant_id: TenantId, position_id: PositionId) -> Protection:
        """Look after one position; harmless for one that is safe.

        Raises:
            NotFoundError: no such position.
            ConflictError: it moved on in the same moment; look again.
        """
        async with self._units(tenant_id) as unit:
            reached = await reach_position(unit, position_id)
            position = reached.position
            if await self._covered_again(unit, reached):
                return Protection.COVERED_AGAIN
            if position.status not in _OPEN_TO_LOSS or not position.quantity or reached.stop is not None:
                return Protection.SAFE
            if reached.account.suspended:
                return Protection.WAITING
            pending = pending_stop(reached.orders.values())
            if position.status is PositionStatus.ENTERING and pending is not None:
                return await self._withdraw_the_rest(unit, reached)
            if pending is not None and not self._overdue(pending, reached):
                return Protection.WAITING
            if pending is None and not stop_refused(reached.orders.values()):
                return await self._place_stop(unit, reached)
            return await self._flatten(unit, reached, pending)

    def _overdue(self, stop: Order, reached: Reached) -> bool:
        allowed = timedelta(seconds=reached.account.limits.protect_within_s) * _PATIENCE
        return self._chronicle.wall.now() - max(stop.created_at, reached.position.updated_at) > allowed

    async def _covered_again(self, unit: UnitOfWork, reached: Reached) -> bool:
        position, account, stop = reached.position, reached.account, reached.stop
        filters = listed(self._view, position.symbol).filters
        now = self._chronicle.wall.now()
        quantity = cover_due(position, reached.orders.values(), filters, now)
        if not quantity or account.suspended:
            return False
        ticket = missing_stop(position, quantity, filters)
        await self._place(unit, account, [replace(ticket, replaces=None if stop is None else stop.id)], ENGINE)
        await unit.commit()
        return True

    async def _place_stop(self, unit: UnitOfWork, reached: Reached) -> Protection:
        position, account = reached.position, reached.account
        filters = listed(self._view, position.symbol).filters
        quantity = certain(position, reached.orders.values(), filters)
        if not quantity:
            return Protection.WAITING
        await self._place(unit, account, [missing_stop(position, quantity, filters)], ENGINE)
        await unit.commit()
        return Protection.STOP_PLACED

    async def _withdraw_the_rest(self, unit: UnitOfWork, reached: Reached) -> Protection:
        # The venue makes the stop live when the entry is filled completely: what has filled in part waits no longer.
        position, now = reached.position, self._chronicle.wall.now()
        if now - position.updated_at <= timedelta(seconds=reached.account.limits.protect_within_s):
            return Protection.WAITING
        changed = reached.withdrawn_entries(now, "what has filled must not stay without a live stop")
        if not changed:
            return Protection.WAITING
        after = await self._aftermath(unit, reached.account, position.id, changed)
        if after is not reached.account:
            unit.accounts.save(after)
        await unit.commit()
        return Protection.ENTRY_WITHDRAWN

    async def _flatten(self, unit: UnitOfWork, reached: Reached, pending: Order | None) -> Protection:
        account, position, now = reached.account, reached.position, self._chronicle.wall.now()
        changed = reached.withdrawn_entries(now, "no stop could be placed for what had filled")
        # The sale of everything takes the place of a stop and of the sale of a part that have not left yet.
        unsent = [o for o in reached.orders.values() if o.role is OrderRole.EXIT] + ([pending] if pending else [])
        for order in unsent:
            if order.status is OrderStatus.INTENT and order not in changed:
                taken = replace(order, status=OrderStatus.CANCELLED, reason="too late", updated_at=now)
                changed = [o for o in changed if o.id != order.id] + [taken]
        self._chronicle.record(
            unit,
            account,
            Fact(
                kind="position.flattened",
                actor=ENGINE,
                subject=position.id,
                headline="Flattened",
                detail=self._why(reached),
                plan_id=position.plan_id,
                position_id=position.id,
                figures={"quantity": position.quantity, "stop": position.stop},
            ),
        )
        after = await self._aftermath(unit, account, position.id, changed, leave=CloseReason.UNPROTECTED)
        if after is not account:
            unit.accounts.save(after)
        await unit.commit()
        return Protection.FLATTENED

    def _why(self, reached: Reached) -> str:
        refused = [o for o in reached.orders.values() if o.role is OrderRole.STOP and o.status in _REFUSED]
        if refused:
            return f"the venue refused its stop: {refused[-1].reason or 'no reason given'}"
        return f"no stop was confirmed in time to be safe within {reached.account.limits.protect_within_s} s"
