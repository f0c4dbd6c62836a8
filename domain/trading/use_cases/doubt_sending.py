"""What was being sent and is under way no more has an unknown outcome, until the venue is asked."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from domain.shared.ids import AccountId, ClientOrderId, TenantId
from domain.trading.chronicle import ENGINE, Chronicle, Fact
from domain.trading.doubt import doubted
from domain.trading.order import OrderStatus
from domain.trading.ports import UnitsOfWork
from domain.trading.venue_facts import CAPABILITIES


class DoubtSending:
    """Moves SENDING orders that nobody is sending to UNKNOWN: the process stopped, or the answer could not be kept."""

    def __init__(self, units: UnitsOfWork, chronicle: Chronicle) -> None:
        """Take the fenced units of work and the chronicle."""
        self._units = units
        self._chronicle = chronicle

    async def __call__(
        self, tenant_id: TenantId, account_id: AccountId, under_way: Set[ClientOrderId] = frozenset()
    ) -> int:
        """Doubt them; return how many there were.

        Args:
            tenant_id: The account's tenant.
            account_id: The account; nothing of it may begin to be sent meanwhile.
            under_way: Orders that are being sent right now.
        """
        async with self._units(tenant_id) as unit:
            account = await unit.accounts.get(account_id, lock=True)
            working = await unit.orders.working(account_id)
            left = [o for o in working if o.status is OrderStatus.SENDING and o.client_order_id not in under_way]
            window = CAPABILITIES[account.venue].absence_window
            for order in left:
                reason = "the engine stopped while it was being sent"
                unsure = replace(doubted(order, self._chronicle.wall.now(), window), reason=reason)
                unit.orders.save(unsure)
                self._chronicle.record(
                    unit,
                    account,
                    Fact(
                        kind="order.unknown",
                        actor=ENGINE,
                        subject=order.id,
                        headline="Outcome unknown",
                        detail=reason,
                        figures={"position": order.position_id, "symbol": str(order.symbol), "role": order.role},
                    ),
                )
            if left:
                unit.notify("orders", account_id)
                await unit.commit()
        return len(left)
