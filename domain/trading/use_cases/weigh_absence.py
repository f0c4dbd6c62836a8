"""An order that the venue does not know: each question is counted, and only proof ends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import domain.trading.transitions as life
from domain.shared.ids import AccountId, TenantId
from domain.trading.aftermath import Aftermath
from domain.trading.chronicle import ENGINE, Chronicle, Fact
from domain.trading.doubt import LATE_WATCH, absence_proven, missed
from domain.trading.order import Order, OrderStatus
from domain.trading.ports import UnitsOfWork, Venue
from domain.trading.use_cases.apply_report import ApplyReport
from domain.trading.venue_facts import CAPABILITIES

_FRESH = timedelta(seconds=30)
_MARGIN = timedelta(minutes=1)


class WeighAbsence:
    """Proves absence: two misses past the window, and no trade of the order among the symbol's since it was made.

    An order that was acknowledged once and is known no more is CANCELLED; one that never was is REJECTED. What is
    proven absent is remembered for a while, because a venue may know it after all.
    """

    def __init__(
        self, units: UnitsOfWork, chronicle: Chronicle, aftermath: Aftermath, apply_report: ApplyReport
    ) -> None:
        """Take the fenced units of work, the chronicle, the aftermath and the way trades are applied."""
        self._units = units
        self._chronicle = chronicle
        self._aftermath = aftermath
        self._apply_report = apply_report

    async def __call__(self, tenant_id: TenantId, account_id: AccountId, venue: Venue, missing: Sequence[Order]) -> int:
        """Count one more miss of each; return how many are not proven absent yet."""
        return sum([not await self._settled(tenant_id, account_id, venue, order) for order in missing])

    async def late(self, tenant_id: TenantId, account_id: AccountId) -> Sequence[Order]:
        """Return the account's orders proven absent a short while ago, by whichever engine."""
        async with self._units(tenant_id) as unit:
            return await unit.orders.absent(account_id, self._chronicle.wall.now() - LATE_WATCH)

    def is_fresh(self, order: Order) -> bool:
        """Say whether its absence was proven so lately that asking again soon is worth it."""
        return self._chronicle.wall.now() - order.updated_at < _FRESH

    async def _settled(self, tenant_id: TenantId, account_id: AccountId, venue: Venue, order: Order) -> bool:
        now = self._chronicle.wall.now()
        earliest = order.absent_from
        if earliest is not None and earliest <= now and await self._traded(tenant_id, account_id, venue, order):
            return True
        async with self._units(tenant_id) as unit:
            account = await unit.accounts.get(account_id, lock=True)
            present = await unit.orders.get(order.id)
            if present.status in life.ORDER_ENDED or present.version != order.version:
                return present.status in life.ORDER_ENDED
            proven = absence_proven(present, now)
            if not proven:
                unit.orders.save(missed(present, now, CAPABILITIES[account.venue].absence_window))
            else:
                gone = _gone(present, now)
                after = account
                if gone.position_id is not None:
                    after = await self._aftermath(unit, account, gone.position_id, [gone])
                else:
                    unit.orders.save(gone)
                if after is not account:
                    unit.accounts.save(after)
                self._chronicle.record(unit, account, _told(gone))
            unit.notify("orders", account_id)
            await unit.commit()
        return proven

    async def _traded(self, tenant_id: TenantId, account_id: AccountId, venue: Venue, order: Order) -> bool:
        age = self._chronicle.wall.now() - order.created_at + _MARGIN
        trades = await venue.fills(order.symbol, self._chronicle.market.now() - age)
        own = [
            t
            for t in trades
            if t.client_order_id == order.client_order_id or (t.venue_order_id == order.venue_order_id)
        ]
        for trade in own:
            await self._apply_report(tenant_id, account_id, trade, asked=True)
        return bool(own)


def _gone(order: Order, now: datetime) -> Order:
    unsure = order.status is OrderStatus.UNKNOWN
    wanted = OrderStatus.REJECTED if unsure else OrderStatus.CANCELLED
    return replace(
        order,
        status=life.step(life.ORDER, order.status, wanted, f"order {order.id}"),
        waiting=False,
        reason="the venue does not know it and has no trade of it: "
        + ("it never arrived" if unsure else "it is gone from there"),
        updated_at=now,
    )


def _told(order: Order) -> Fact:
    return Fact(
        kind="order.absent",
        actor=ENGINE,
        subject=order.id,
        headline="Not at the venue",
        detail=order.reason,
        figures={
            "position": order.position_id,
            "symbol": str(order.symbol),
            "role": order.role,
            "asked": order.asked + 1,
            "doubted_at": order.doubted_at,
            "absent_from": order.absent_from,
        },
    )
