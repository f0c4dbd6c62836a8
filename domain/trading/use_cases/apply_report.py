"""What a venue tells is taken into the books: each trade once, in any order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from domain.marketdata.ports import MarketView
from domain.shared.ids import AccountId, FillId, TenantId
from domain.shared.symbol import Symbol
from domain.trading.account import Account, TradingState
from domain.trading.aftermath import Aftermath
from domain.trading.chronicle import VENUE, Chronicle, Fact
from domain.trading.fills import apply_fill, apply_order_report
from domain.trading.ledger import fee_value
from domain.trading.order import Fill, Order
from domain.trading.ports import UnitOfWork, UnitsOfWork
from domain.trading.venue import FillReport, OrderReport, VenueReport
from domain.trading.wording import grouped, plain


class Applied(StrEnum):
    """What became of a report."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportResult:
    """The answer to one report.

    Attributes:
        fills_missing: The venue has traded more of the order than we have heard of: ask for its trades.
    """

    applied: Applied
    fills_missing: bool = False


class ApplyReport:
    """Applies order and trade reports; replaying any of them changes nothing."""

    def __init__(self, units: UnitsOfWork, view: MarketView, chronicle: Chronicle, aftermath: Aftermath) -> None:
        """Take the books, last prices (for fees in a third asset), the clocks and what follows."""
        self._units = units
        self._view = view
        self._chronicle = chronicle
        self._aftermath = aftermath

    async def __call__(
        self, tenant_id: TenantId, account_id: AccountId, report: VenueReport, *, asked: bool = False
    ) -> ReportResult:
        """Apply one report; `asked` says that the venue told it when asked, which the event then says too.

        Returns:
            `FOREIGN` for an order that is not ours: it is left alone.

        Raises:
            IllegalTransitionError: a trade of an order that was never sent.
            ConflictError: the order moved on in the same moment; apply it again.
        """
        async with self._units(tenant_id) as unit:
            account = await unit.accounts.get(account_id, lock=True)
            order = await unit.orders.by_client_id(account_id, report.client_order_id)
            if order is None:
                return ReportResult(applied=Applied.FOREIGN)
            if isinstance(report, FillReport):
                return await self._trade(unit, account, order, report, asked)
            return await self._state(unit, account, order, report, asked)

    async def _state(
        self, unit: UnitOfWork, account: Account, order: Order, report: OrderReport, asked: bool
    ) -> ReportResult:
        heard = apply_order_report(order, report, self._chronicle.wall.now())
        if heard.order == order:
            return ReportResult(applied=Applied.UNCHANGED, fills_missing=heard.fills_missing)
        corrected = asked and heard.order.quantity != order.quantity
        if heard.order.status is not order.status or corrected:
            self._chronicle.record(unit, account, _moved(heard.order, order, asked))
        if heard.order.cancel_requested_at != order.cancel_requested_at:
            unit.notify("intents", account.id)
        after = await self._follow(unit, account, heard.order, None, report)
        if after is not account:
            unit.accounts.save(after)
        await unit.commit()
        return ReportResult(applied=Applied.APPLIED, fills_missing=heard.fills_missing)

    async def _trade(
        self, unit: UnitOfWork, account: Account, order: Order, report: FillReport, asked: bool
    ) -> ReportResult:
        if await unit.orders.has_fill(account.id, report.symbol, report.trade_id):
            return ReportResult(applied=Applied.UNCHANGED)
        fill = self._fill(account, order, report)
        applied = apply_fill(order, fill, self._chronicle.wall.now())
        unit.orders.add_fill(fill)
        self._chronicle.record(unit, account, _traded(applied.order, fill, asked))
        after = await self._follow(unit, account, applied.order, fill, report)
        if applied.over_filled:
            after = self._paused(unit, after, applied.order)
        if after is not account:
            unit.accounts.save(after)
        await unit.commit()
        missing = applied.order.reported > applied.order.filled
        return ReportResult(applied=Applied.APPLIED, fills_missing=missing)

    async def _follow(
        self, unit: UnitOfWork, account: Account, order: Order, fill: Fill | None, report: VenueReport
    ) -> Account:
        if order.position_id is None:
            unit.orders.save(order)
            unit.notify("orders", account.id)
            return account
        return await self._aftermath(unit, account, order.position_id, [order], fill=fill, at=report.at)

    def _fill(self, account: Account, order: Order, report: FillReport) -> Fill:
        return Fill(
            id=FillId(self._chronicle.ids.new()),
            tenant_id=account.tenant_id,
            account_id=account.id,
            order_id=order.id,
            position_id=order.position_id,
            trade_id=report.trade_id,
            price=report.price,
            quantity=report.quantity,
            fee=report.fee,
            fee_asset=report.fee_asset,
            at=report.at,
            received_at=self._chronicle.wall.now(),
            fee_value=self._fee_value(report),
        )

    def _fee_value(self, report: FillReport) -> Decimal | None:
        base, quote = report.symbol.base, report.symbol.quote
        known = fee_value(report.price, report.fee, report.fee_asset, base, quote)
        if known is not None:
            return known
        rate = self._view.quote(Symbol(base=report.fee_asset, quote=quote))
        return None if rate is None else report.fee * rate.price

    def _paused(self, unit: UnitOfWork, account: Account, order: Order) -> Account:
        reason = f"The venue traded {plain(order.filled)} of an order for {plain(order.quantity)} on {order.symbol}"
        self._chronicle.record(
            unit,
            account,
            Fact(
                kind="order.overfilled",
                actor=VENUE,
                subject=order.id,
                headline="Trading paused",
                detail=f"{reason}; look at the venue before resuming",
                figures={"position": order.position_id, "quantity": order.quantity, "filled": order.filled},
            ),
        )
        unit.notify("account", account.id)
        return replace(account, state=TradingState.HALTED, halt_reason=reason)


def _moved(order: Order, before: Order, asked: bool) -> Fact:
    sized = order.status is before.status
    words = f"sized to {plain(order.quantity)}" if sized else order.status.replace("_", " ")
    return Fact(
        kind="order.sized" if sized else f"order.{order.status}",
        actor=VENUE,
        subject=order.id,
        headline=f"{order.role.capitalize()} {words}",
        detail="; ".join(part for part in (order.reason, "learned by asking the venue" if asked else "") if part),
        figures={
            "asked": asked or None,
            "was": before.status,
            "position": order.position_id,
            "symbol": str(order.symbol),
            "quantity": order.quantity,
            "filled": order.filled,
            "venue_order": order.venue_order_id,
        },
    )


def _traded(order: Order, fill: Fill, asked: bool) -> Fact:
    fee = f"{plain(fill.fee)} {fill.fee_asset}" + ("" if fill.fee_value is not None else ", its worth not known")
    return Fact(
        kind="order.fill",
        actor=VENUE,
        subject=order.id,
        headline=f"Trade {plain(fill.quantity)}",
        detail=f"{order.side} at {grouped(fill.price)}, fee {fee}" + ("; learned by asking the venue" if asked else ""),
        figures={
            "asked": asked or None,
            "position": order.position_id,
            "symbol": str(order.symbol),
            "trade": fill.trade_id,
            "price": fill.price,
            "quantity": fill.quantity,
            "fee": fill.fee,
            "fee_asset": fill.fee_asset,
            "fee_value": fill.fee_value,
            "filled": order.filled,
        },
    )
