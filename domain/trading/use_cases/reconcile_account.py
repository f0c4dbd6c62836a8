"""Brings our books and the venue's together, in both directions; only evidence moves an order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set

import domain.trading.transitions as life
from domain.shared.ids import AccountId, ClientOrderId, TenantId
from domain.shared.symbol import Symbol
from domain.trading.finding import FindingKind, Seen
from domain.trading.order import Order, OrderRole, OrderStatus
from domain.trading.ports import UnitsOfWork, Venue
from domain.trading.use_cases.apply_report import ApplyReport
from domain.trading.use_cases.keep_findings import KeepFindings
from domain.trading.use_cases.weigh_absence import WeighAbsence
from domain.trading.venue import OrderReport
from domain.trading.wording import plain

UnderWay = Callable[[], Set[ClientOrderId]]
Reports = dict[ClientOrderId, OrderReport]

_AT_VENUE = life.ORDER_AT_VENUE | {OrderStatus.UNKNOWN}


class ReconcileAccount:
    """Asks the venue about every order that should be there, adopts what it says, and looks for what we do not know.

    What is being sent is not asked about: whoever calls this also sends, and says what is under way. What was being
    sent and is no more has been doubted before (`DoubtSending`). Running this again, or half of it, does no harm.
    """

    def __init__(
        self, units: UnitsOfWork, apply_report: ApplyReport, weigh_absence: WeighAbsence, keep_findings: KeepFindings
    ) -> None:
        """Take the fenced units of work, how reports are applied, absence is judged and strangers are kept."""
        self._units = units
        self._apply_report = apply_report
        self._weigh_absence = weigh_absence
        self._keep_findings = keep_findings

    async def __call__(
        self,
        tenant_id: TenantId,
        account_id: AccountId,
        venue: Venue,
        *,
        under_way: UnderWay = frozenset,
        everywhere: bool = True,
    ) -> int:
        """Reconcile one account.

        Args:
            tenant_id: The account's tenant.
            account_id: The account.
            venue: Its venue.
            under_way: Says which orders something is being sent about at this moment.
            everywhere: Look for strangers on every pair; otherwise only where we have something, which is cheaper.

        Returns:
            How many orders the venue does not know and whose absence is not proven yet: ask again soon.

        Raises:
            RobsonError: the venue or the database could not be asked; what was adopted so far stays adopted.
        """
        ours, short = await self._ours(tenant_id, account_id)
        theirs = await self._open_there(venue, (*ours, *short), everywhere)
        reports = await self._ask(venue, ours, theirs, under_way)
        for order in {o.client_order_id: o for o in (*_behind(ours, reports), *short)}.values():
            await self._read_trades(tenant_id, account_id, venue, order, reports.get(order.client_order_id))
        settled = under_way()
        for report in (r for r in reports.values() if r.client_order_id not in settled):
            await self._apply_report(tenant_id, account_id, report, asked=True)
        missing = [o for o in ours if o.client_order_id not in reports and o.client_order_id not in settled]
        unproven = await self._weigh_absence(tenant_id, account_id, venue, missing)
        unproven += await self._ask_for_the_late(tenant_id, account_id, venue)
        strange = [r for r in theirs.values() if r.client_order_id not in reports]
        foreign = await self._look_into(tenant_id, account_id, venue, strange, under_way)
        if everywhere:
            await self._keep_findings(tenant_id, account_id, {FindingKind.EXTERNAL_ORDER}, foreign)
        return unproven

    async def _ours(self, tenant_id: TenantId, account_id: AccountId) -> tuple[Sequence[Order], Sequence[Order]]:
        """Return the orders that should be at the venue, and ended ones of open positions that lack trades."""
        async with self._units(tenant_id) as unit:
            ours = [o for o in await unit.orders.working(account_id) if o.status in _AT_VENUE]
            positions = await unit.positions.open(account_id)
            held = [o for p in positions for o in await unit.orders.of_position(p.id)]
        return ours, [o for o in held if o.reported > o.filled]

    async def _open_there(self, venue: Venue, ours: Iterable[Order], everywhere: bool) -> Reports:
        symbols: set[Symbol] = {o.symbol for o in ours}
        reports = await venue.open_orders(None if everywhere else sorted(symbols))
        return {r.client_order_id: r for r in reports}

    async def _ask(self, venue: Venue, ours: Iterable[Order], theirs: Reports, under_way: UnderWay) -> Reports:
        found: Reports = {}
        for order in ours:
            if order.client_order_id in under_way():
                continue
            report = theirs.get(order.client_order_id) or await venue.order(order.symbol, order.client_order_id)
            if report is not None:
                found[order.client_order_id] = report
        return found

    async def _read_trades(
        self, tenant_id: TenantId, account_id: AccountId, venue: Venue, order: Order, report: OrderReport | None
    ) -> None:
        number = order.venue_order_id
        if number is None:
            told = report or await venue.order(order.symbol, order.client_order_id)
            number = None if told is None else told.venue_order_id
        trades = () if number is None else await venue.trades_of(order.symbol, number)
        for trade in trades:
            await self._apply_report(tenant_id, account_id, trade, asked=True)

    async def _ask_for_the_late(self, tenant_id: TenantId, account_id: AccountId, venue: Venue) -> int:
        """Ask again for what was proven absent a short while ago; return how many may still turn up soon."""
        late = await self._weigh_absence.late(tenant_id, account_id)
        # The entry first: a stop without its entry would be called back.
        for order in sorted(late, key=lambda o: (o.role is not OrderRole.ENTRY, o.id)):
            report = await venue.order(order.symbol, order.client_order_id)
            if report is not None:
                await self._apply_report(tenant_id, account_id, report, asked=True)
        for order in late:
            await self._read_trades_of_the_late(tenant_id, account_id, venue, order)
        return sum(self._weigh_absence.is_fresh(order) for order in late)

    async def _read_trades_of_the_late(
        self, tenant_id: TenantId, account_id: AccountId, venue: Venue, order: Order
    ) -> None:
        async with self._units(tenant_id) as unit:
            present = await unit.orders.get(order.id)
        if present.venue_order_id is not None:
            await self._read_trades(tenant_id, account_id, venue, present, None)

    async def _look_into(
        self,
        tenant_id: TenantId,
        account_id: AccountId,
        venue: Venue,
        reports: Iterable[OrderReport],
        under_way: UnderWay,
    ) -> Sequence[Seen]:
        foreign: list[Seen] = []
        for report in reports:
            async with self._units(tenant_id) as unit:
                order = await unit.orders.by_client_id(account_id, report.client_order_id)
            if order is None:
                foreign.append(_external(report))
                continue
            if order.status not in life.ORDER_ENDED or order.client_order_id in under_way():
                continue
            await self._apply_report(tenant_id, account_id, report, asked=True)
            if order.venue_order_id is not None:
                # Ours, and we had proof or word that it was over: it must not trade any more.
                await venue.cancel(report.symbol, report.client_order_id)
        return foreign


def _behind(ours: Iterable[Order], reports: Mapping[ClientOrderId, OrderReport]) -> Sequence[Order]:
    told = ((o, reports.get(o.client_order_id)) for o in ours)
    return [order for order, report in told if report is not None and report.filled > order.filled]


def _external(report: OrderReport) -> Seen:
    quantity = plain(report.quantity - report.filled)
    return Seen(
        kind=FindingKind.EXTERNAL_ORDER,
        subject=report.client_order_id,
        sentence=f"an order to {report.side} {quantity} {report.symbol} works there; it is left alone",
        figures={
            "client_order_id": report.client_order_id,
            "venue_order_id": report.venue_order_id,
            "symbol": str(report.symbol),
            "side": report.side.value,
            "quantity": plain(report.quantity),
            "filled": plain(report.filled),
        },
    )
