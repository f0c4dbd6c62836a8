"""Step two of the protocol: commit `SENDING`, then send."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from domain.marketdata.ports import MarketView
from domain.shared.ids import AccountId, OrderId, PositionId, TenantId
from domain.trading.aftermath import Aftermath
from domain.trading.chronicle import ENGINE, Chronicle, Fact
from domain.trading.dispatch import Dispatch, Way
from domain.trading.order import Order, OrderStatus
from domain.trading.outbox import Outbox, Refused, replaced_ids
from domain.trading.ports import UnitOfWork, UnitsOfWork
from domain.trading.transitions import ORDER, step


class BeginSending:
    """Moves an account's intents to SENDING and says what to hand to the venue, in this order."""

    def __init__(self, units: UnitsOfWork, view: MarketView, chronicle: Chronicle, aftermath: Aftermath) -> None:
        """Take the fenced units of work, the venue's grid, the chronicle and the aftermath."""
        self._units = units
        self._view = view
        self._chronicle = chronicle
        self._aftermath = aftermath

    async def __call__(
        self, tenant_id: TenantId, account_id: AccountId, epoch: int, busy: Set[Way] = frozenset()
    ) -> Sequence[Dispatch]:
        """Commit and return what to send now; empty when nothing is due.

        What is returned must be sent exactly once. What cannot be sent stays SENDING, and whoever reconciles
        asks the venue about it.

        Args:
            tenant_id: The account's tenant.
            account_id: The account.
            epoch: Epoch of the leader that will send.
            busy: Ways on which something is under way; what would go there stays an intent until it has arrived.
        """
        async with self._units(tenant_id) as unit:
            books = await unit.books(account_id, lock=True)
            account, working = books.account, books.orders
            sorted_ = Outbox(
                account=account,
                working=working,
                replaced={i: await unit.orders.get(i) for i in sorted(replaced_ids(working))},
                open_positions=frozenset(p.id for p in books.positions),
                view=self._view,
                now=self._chronicle.wall.now(),
                busy=busy,
            ).sort()
            leaving = {i for dispatch in sorted_.leaving for i in dispatch.order_ids}
            sending = [self._sending(o, epoch) for o in working if o.id in leaving]
            denied = [o for refused in sorted_.refused for o in self._denied(refused)]
            if sending or denied:
                after = account
                for position_id, orders in _by_position([*sending, *denied]):
                    if position_id is None or all(o.status is OrderStatus.SENDING for o in orders):
                        _save(unit, orders)
                    else:
                        after = await self._aftermath(unit, after, position_id, orders)
                for refused in sorted_.refused:
                    self._chronicle.record(unit, account, _told(refused))
                if after is not account:
                    unit.accounts.save(after)
                unit.notify("orders", account_id)
                await unit.commit()
            return sorted_.leaving

    def _sending(self, order: Order, epoch: int) -> Order:
        status = step(ORDER, order.status, OrderStatus.SENDING, f"order {order.id}")
        return replace(order, status=status, epoch=epoch, updated_at=self._chronicle.wall.now())

    def _denied(self, refused: Refused) -> Iterable[Order]:
        for order in refused.orders:
            wanted = OrderStatus.DENIED if order.cancel_requested_at is None else OrderStatus.CANCELLED
            status = step(ORDER, order.status, wanted, f"order {order.id}")
            yield replace(order, status=status, reason=refused.reason, updated_at=self._chronicle.wall.now())


def _save(unit: UnitOfWork, orders: Iterable[Order]) -> None:
    for order in orders:
        unit.orders.save(order)


def _by_position(orders: Sequence[Order]) -> Iterable[tuple[PositionId | None, Sequence[Order]]]:
    grouped: dict[PositionId | None, list[Order]] = {}
    for order in orders:
        grouped.setdefault(order.position_id, []).append(order)
    return grouped.items()


def _told(refused: Refused) -> Fact:
    first = refused.orders[0]
    subject: OrderId = first.id
    return Fact(
        kind="order.denied",
        actor=ENGINE,
        subject=subject,
        headline=f"{first.role.capitalize()} not sent",
        detail=refused.reason,
        figures={"position": first.position_id, "symbol": str(first.symbol), "orders": len(refused.orders)},
    )
