"""What follows when orders of a position change: its new state, its events, its result on the account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from domain.marketdata.market import Side
from domain.marketdata.ports import MarketView
from domain.shared.ids import OrderId, PositionId
from domain.shared.money import ZERO, Price
from domain.trading.account import Account, TradingState
from domain.trading.chronicle import ENGINE, Chronicle, Fact
from domain.trading.cover import certain
from domain.trading.lifecycle import (
    advance,
    pending_stop,
    sellable,
    stop_refused,
    working_exit,
    working_stop,
)
from domain.trading.order import Fill, Order, OrderRole, OrderStatus
from domain.trading.ports import UnitOfWork
from domain.trading.position import CloseReason, Position, PositionStatus
from domain.trading.situation import listed
from domain.trading.telling import Change, tell
from domain.trading.tickets import exit_ticket, missing_stop
from domain.trading.transitions import ORDER_AT_VENUE, ORDER_ENDED
from domain.trading.use_cases.place_order import PlaceOrder
from domain.trading.wording import exact, money

_LEAVING = frozenset({PositionStatus.ACTIVE, PositionStatus.PROTECTING})
_LATE_EXITS = 3


class Aftermath:
    """The one place where changed orders, their position and its result are saved."""

    def __init__(self, view: MarketView, chronicle: Chronicle, place: PlaceOrder) -> None:
        """Take the venue's grid, the chronicle and the birth of orders."""
        self._view = view
        self._chronicle = chronicle
        self._place = place

    async def __call__(
        self,
        unit: UnitOfWork,
        account: Account,
        position_id: PositionId,
        changed: Sequence[Order] = (),
        *,
        fill: Fill | None = None,
        at: datetime | None = None,
        leave: CloseReason | None = None,
        actor: str = ENGINE,
    ) -> Account:
        """Save changed orders and carry the change through to position and account.

        Args:
            unit: The caller's unit of work, in which the account's row is locked.
            account: The account; the caller saves what is returned if it differs.
            position_id: The position the orders belong to.
            changed: Orders in their new state, not saved yet.
            fill: A trade that was added in this unit.
            at: Market time of the change; now if not given.
            leave: Asks to close the position completely, for this reason.
            actor: Who asks for that.

        Returns:
            The account with the result booked; the very same object if nothing changed on it.
        """
        before = await unit.positions.get(position_id)
        orders = {o.id: o for o in await unit.orders.of_position(position_id)}
        orders |= {o.id: o for o in changed}
        fills = [*await unit.orders.fills_of(position_id), *([fill] if fill is not None else [])]
        moment = at or self._chronicle.market.now()
        filters = listed(self._view, before.symbol).filters
        asked = before if leave is None else replace(before, close_reason=leave)
        after = await self._late(unit, account, before, advance(asked, orders.values(), fills, filters, moment))
        dirty = {o.id: o for o in changed}
        if after.late:
            after, withdrawn = self._unwanted(after, orders.values())
            dirty |= withdrawn
        if after.status is PositionStatus.CLOSED:
            dirty |= self._called_back(orders.values(), entered=after.entered > 0)
        elif after.close_reason is not None and after.status in _LEAVING and not working_exit(orders.values()):
            after = await self._leave(unit, account, after, orders.values(), actor)
        elif after.status is PositionStatus.PROTECTING:
            await self._protect(unit, account, after, orders.values())
        elif after.status is PositionStatus.ACTIVE and (any(_given_up(o) for o in changed) or _grew(changed, fill)):
            await self._cover_again(unit, account, after, orders.values())
        elif after.status is PositionStatus.ACTIVE and fill is not None:
            await self._cover_less(unit, account, after, orders.values())
        self._save(unit, account, before, after, dirty)
        change = Change(
            before=before,
            after=after,
            orders=orders,
            fills=fills,
            filters=filters,
            costs=account.costs,
            limits=account.limits,
        )
        for fact in tell(change):
            self._chronicle.record(unit, account, fact)
        return self._booked(unit, account, before, after)

    async def _late(self, unit: UnitOfWork, account: Account, before: Position, after: Position) -> Position:
        if before.status is not PositionStatus.CLOSED or after.status is PositionStatus.CLOSED:
            return after
        others = [p for p in await unit.positions.open(account.id) if p.symbol == after.symbol and p.id != after.id]
        if after.late or all(p.late for p in others):
            return after
        self._chronicle.record(unit, account, _told_late(after, others[0]))
        return replace(after, late=True)

    def _unwanted(self, position: Position, orders: Iterable[Order]) -> tuple[Position, dict[OrderId, Order]]:
        known, now = list(orders), self._chronicle.wall.now()
        entries = (o for o in known if o.role is OrderRole.ENTRY and o.status in ORDER_AT_VENUE)
        working = (o for o in entries if o.cancel_requested_at is None)
        withdrawn = {o.id: replace(o, cancel_requested_at=now, updated_at=now) for o in working}
        tried = sum(o.role is OrderRole.EXIT for o in known)
        # Sold at once; where the venue refuses that again and again, it stays held with its stop.
        wanted = position.close_reason is None and position.status in _LEAVING and tried < _LATE_EXITS
        return (replace(position, close_reason=CloseReason.LATE) if wanted else position), withdrawn

    async def _leave(
        self, unit: UnitOfWork, account: Account, position: Position, orders: Iterable[Order], actor: str
    ) -> Position:
        instrument, known = listed(self._view, position.symbol), list(orders)
        # A stop on its way takes the resting one's place before this exit leaves, so the exit takes its.
        stop = pending_stop(known) or working_stop(known)
        quote = self._view.quote(position.symbol)
        expected: Price | None = None if quote is None else quote.price
        quantity = sellable(position, instrument.filters)
        ticket = exit_ticket(position, quantity, expected=expected, replaces=None if stop is None else stop.id)
        await self._place(unit, account, [ticket], actor)
        return replace(position, status=PositionStatus.EXITING)

    async def _protect(self, unit: UnitOfWork, account: Account, position: Position, orders: Iterable[Order]) -> None:
        known, filters = list(orders), listed(self._view, position.symbol).filters
        quantity = certain(position, known, filters)
        if quantity and pending_stop(known) is None and not stop_refused(known):
            await self._place(unit, account, [missing_stop(position, quantity, filters)], ENGINE)

    async def _cover_again(
        self, unit: UnitOfWork, account: Account, position: Position, orders: Iterable[Order]
    ) -> None:
        # The stop was made smaller for a sale that did not happen: what stays held is protected again.
        known, filters = list(orders), listed(self._view, position.symbol).filters
        stop, quantity = pending_stop(known) or working_stop(known), sellable(position, filters)
        sized_there = stop is not None and stop.list_id is not None
        if stop is not None and stop.remaining < quantity and not sized_there and not working_exit(known):
            guarded = position if stop.stop is None else replace(position, stop=stop.stop)
            ticket = missing_stop(guarded, quantity, filters)
            await self._place(unit, account, [replace(ticket, replaces=stop.id)], ENGINE)

    async def _cover_less(
        self, unit: UnitOfWork, account: Account, position: Position, orders: Iterable[Order]
    ) -> None:
        # The stop was made larger while a sale was in doubt, and the sale was carried out after all.
        known, filters = list(orders), listed(self._view, position.symbol).filters
        stop, quantity = working_stop(known), certain(position, known, filters)
        if stop is None or stop.list_id is not None or pending_stop(known) is not None:
            return
        if quantity and stop.remaining > position.quantity:
            guarded = position if stop.stop is None else replace(position, stop=stop.stop)
            ticket = missing_stop(guarded, quantity, filters)
            await self._place(unit, account, [replace(ticket, replaces=stop.id)], ENGINE)

    def _called_back(self, orders: Iterable[Order], *, entered: bool) -> dict[OrderId, Order]:
        now = self._chronicle.wall.now()
        left: dict[OrderId, Order] = {}
        for order in orders:
            if order.status is OrderStatus.INTENT:
                left[order.id] = replace(
                    order, status=OrderStatus.CANCELLED, reason="its position closed", updated_at=now
                )
            elif order.list_id is not None and not entered:
                # The venue ends a list with its entry; given up as absent and turning up after all, it is whole.
                continue
            elif order.status not in ORDER_ENDED and order.cancel_requested_at is None:
                left[order.id] = replace(order, cancel_requested_at=now, updated_at=now)
        return left

    def _save(
        self,
        unit: UnitOfWork,
        account: Account,
        before: Position,
        after: Position,
        dirty: dict[OrderId, Order],
    ) -> None:
        for order in dirty.values():
            unit.orders.save(order)
            if order.cancel_requested_at is not None and order.status not in ORDER_ENDED:
                unit.notify("intents", account.id)
        if dirty:
            unit.notify("orders", account.id)
        if after != before:
            unit.positions.save(replace(after, updated_at=self._chronicle.wall.now()))
            unit.notify("positions", account.id)

    def _booked(self, unit: UnitOfWork, account: Account, before: Position, after: Position) -> Account:
        won = after.net - before.net
        dust = _dust_cost(after) - _dust_cost(before)
        if not won and not dust:
            return account
        unit.notify("account", account.id)
        return self._latched(
            unit,
            replace(
                account,
                realised=account.realised + won,
                month_realised=account.month_realised + won,
                day_realised=account.day_realised + won,
                dust_cost=account.dust_cost + dust,
            ),
        )

    def _latched(self, unit: UnitOfWork, account: Account) -> Account:
        budget = account.month_capital * account.limits.budget_fraction
        if account.state is not TradingState.ACTIVE or -account.month_realised < budget:
            return account
        reason = f"The month's budget of {money(budget)} {account.quote} is lost"
        self._chronicle.record(
            unit,
            account,
            Fact(
                kind="budget.latched",
                actor=ENGINE,
                subject=account.id,
                headline="Only exits until the month turns",
                detail=reason,
                figures={"budget": budget, "realised": account.month_realised},
            ),
        )
        return replace(account, state=TradingState.REDUCING, halt_reason=reason)


def _told_late(position: Position, other: Position) -> Fact:
    return Fact(
        kind="position.late",
        actor=ENGINE,
        subject=position.id,
        headline="Turned up late",
        detail=f"its entry was given up and is at the venue after all, while another position on {position.symbol} is "
        "open; what works is cancelled, what it bought is sold",
        plan_id=position.plan_id,
        position_id=position.id,
        figures={"symbol": str(position.symbol), "beside": other.id, "quantity": position.quantity},
    )


def _grew(changed: Iterable[Order], fill: Fill | None) -> bool:
    return fill is not None and any(o.role is OrderRole.ENTRY and o.id == fill.order_id for o in changed)


def _given_up(order: Order) -> bool:
    told = order.reported <= order.filled
    return order.role is OrderRole.EXIT and order.status in ORDER_ENDED and order.remaining > 0 and told


def _dust_cost(position: Position) -> Decimal:
    if position.side is Side.SHORT or position.average_entry is None:
        return ZERO
    return exact(position.dust * position.average_entry * position.rate)
