"""Brings our books and the venue's together, in both directions; only evidence moves an order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import domain.trading.transitions as life
from domain.shared.ids import AccountId, ClientOrderId, OrderId, TenantId
from domain.trading.aftermath import Aftermath
from domain.trading.chronicle import ENGINE, Chronicle, Fact
from domain.trading.order import Order, OrderStatus
from domain.trading.ports import UnitsOfWork, Venue
from domain.trading.use_cases.apply_report import ApplyReport
from domain.trading.venue import FillReport, OrderReport

ABSENCE_WINDOW = timedelta(seconds=10)
"""Receive window, processing time and lag together: a request older than this can no longer arrive."""

MISSES_NEEDED = 2
_AT_VENUE = life.ORDER_AT_VENUE | {OrderStatus.SENDING, OrderStatus.UNKNOWN}


class ReconcileAccount:
    """Asks the venue about every order that should be there, adopts what it says, and looks for what we do not know.

    No order may be on its way to the venue meanwhile: whoever calls this also sends, and does not do both at once.
    An order that the venue does not know is UNKNOWN until two questions, the later one past the absence window, found
    neither order nor trade; then it is proven that it never arrived. Running it again, or half of it, does no harm.
    """

    def __init__(
        self, units: UnitsOfWork, chronicle: Chronicle, aftermath: Aftermath, apply_report: ApplyReport
    ) -> None:
        """Take the fenced units of work, the chronicle, the aftermath and the way reports are applied."""
        self._units = units
        self._chronicle = chronicle
        self._aftermath = aftermath
        self._apply_report = apply_report
        self._misses: dict[OrderId, int] = {}
        self._foreign: set[ClientOrderId] = set()

    async def __call__(self, tenant_id: TenantId, account_id: AccountId, venue: Venue) -> int:
        """Reconcile one account.

        Returns:
            How many orders the venue does not know and whose absence is not proven yet: ask again soon.

        Raises:
            RobsonError: the venue or the database could not be asked; what was adopted so far stays adopted.
        """
        ours = await self._doubt_what_was_being_sent(tenant_id, account_id)
        theirs = {r.client_order_id: r for r in await venue.open_orders()}
        reports = await self._ask(venue, ours, theirs)
        short = await self._short_of_trades(tenant_id, account_id)
        behind = {o.client_order_id: o for o in (*_behind(ours, reports), *short)}
        for order in behind.values():
            for trade in await _trades(venue, order, reports.get(order.client_order_id)):
                await self._apply_report(tenant_id, account_id, trade)
        for report in reports.values():
            await self._apply_report(tenant_id, account_id, report)
        missing = [o for o in ours if o.client_order_id not in reports]
        unproven = await self._weigh_absence(tenant_id, account_id, missing)
        unknown = [r for r in theirs.values() if r.client_order_id not in reports]
        await self._look_into(tenant_id, account_id, venue, unknown)
        return unproven

    async def _doubt_what_was_being_sent(self, tenant_id: TenantId, account_id: AccountId) -> Sequence[Order]:
        async with self._units(tenant_id) as unit:
            account = await unit.accounts.get(account_id, lock=True)
            ours = [o for o in await unit.orders.working(account_id) if o.status in _AT_VENUE]
            doubted = [_doubted(o) for o in ours if o.status is OrderStatus.SENDING]
            for order in doubted:
                unit.orders.save(order)
                self._chronicle.record(unit, account, _unsure(order))
            if doubted:
                unit.notify("orders", account_id)
                await unit.commit()
            by_id = {o.id: o for o in doubted}
            return [by_id.get(o.id, o) for o in ours]

    async def _ask(
        self, venue: Venue, ours: Iterable[Order], theirs: Mapping[ClientOrderId, OrderReport]
    ) -> dict[ClientOrderId, OrderReport]:
        found: dict[ClientOrderId, OrderReport] = {}
        for order in ours:
            report = theirs.get(order.client_order_id) or await venue.order(order.symbol, order.client_order_id)
            if report is not None:
                found[order.client_order_id] = report
                self._misses.pop(order.id, None)
        return found

    async def _short_of_trades(self, tenant_id: TenantId, account_id: AccountId) -> Sequence[Order]:
        async with self._units(tenant_id) as unit:
            positions = await unit.positions.open(account_id)
            orders = [o for p in positions for o in await unit.orders.of_position(p.id)]
        return [o for o in orders if o.reported > o.filled]

    async def _weigh_absence(self, tenant_id: TenantId, account_id: AccountId, missing: Sequence[Order]) -> int:
        proven = 0
        for order in missing:
            misses = self._misses[order.id] = self._misses.get(order.id, 0) + 1
            waited = self._chronicle.wall.now() - order.updated_at
            if misses >= MISSES_NEEDED and waited >= ABSENCE_WINDOW and not order.filled:
                await self._give_up(tenant_id, account_id, order.id)
                del self._misses[order.id]
                proven += 1
        return len(missing) - proven

    async def _give_up(self, tenant_id: TenantId, account_id: AccountId, order_id: OrderId) -> None:
        async with self._units(tenant_id) as unit:
            account = await unit.accounts.get(account_id, lock=True)
            order = await unit.orders.get(order_id)
            if order.status in life.ORDER_ENDED or order.filled:
                return
            gone = replace(
                order,
                status=life.step(life.ORDER, order.status, OrderStatus.REJECTED, f"order {order.id}"),
                reason="the venue does not know it: it never arrived, or is gone without a trade",
                updated_at=self._chronicle.wall.now(),
            )
            after = account
            if gone.position_id is not None:
                after = await self._aftermath(unit, account, gone.position_id, [gone])
            else:
                unit.orders.save(gone)
            if after is not account:
                unit.accounts.save(after)
            self._chronicle.record(unit, account, _absent(gone))
            unit.notify("orders", account_id)
            await unit.commit()

    async def _look_into(
        self, tenant_id: TenantId, account_id: AccountId, venue: Venue, reports: Iterable[OrderReport]
    ) -> None:
        for report in reports:
            async with self._units(tenant_id) as unit:
                order = await unit.orders.by_client_id(account_id, report.client_order_id)
                if order is None and report.client_order_id not in self._foreign:
                    account = await unit.accounts.get(account_id, lock=True)
                    self._chronicle.record(unit, account, _external(report, account_id))
                    await unit.commit()
                    self._foreign.add(report.client_order_id)
            if order is not None and order.status in life.ORDER_ENDED:
                # Ours, and we had proof or word that it was over: it must not trade any more.
                await venue.cancel(report.symbol, report.client_order_id)


def _doubted(order: Order) -> Order:
    return replace(order, status=OrderStatus.UNKNOWN, reason="the engine stopped while it was being sent")


async def _trades(venue: Venue, order: Order, report: OrderReport | None) -> Sequence[FillReport]:
    number = order.venue_order_id
    if number is None:
        told = report or await venue.order(order.symbol, order.client_order_id)
        number = None if told is None else told.venue_order_id
    return () if number is None else await venue.trades_of(order.symbol, number)


def _behind(ours: Iterable[Order], reports: Mapping[ClientOrderId, OrderReport]) -> Sequence[Order]:
    told = ((o, reports.get(o.client_order_id)) for o in ours)
    return [order for order, report in told if report is not None and report.filled > order.filled]


def _unsure(order: Order) -> Fact:
    return _fact("order.unknown", order, "Outcome unknown", order.reason)


def _absent(order: Order) -> Fact:
    return _fact("order.absent", order, "Not at the venue", order.reason)


def _fact(kind: str, order: Order, headline: str, detail: str) -> Fact:
    return Fact(
        kind=kind,
        actor=ENGINE,
        subject=order.id,
        headline=headline,
        detail=detail,
        figures={"position": order.position_id, "symbol": str(order.symbol), "role": order.role},
    )


def _external(report: OrderReport, account_id: AccountId) -> Fact:
    return Fact(
        kind="order.external",
        actor=ENGINE,
        subject=account_id,
        headline="Found at the venue, not ours",
        detail=f"{report.side} {report.quantity} {report.symbol}, left alone",
        figures={"client_order_id": report.client_order_id, "symbol": str(report.symbol)},
    )
