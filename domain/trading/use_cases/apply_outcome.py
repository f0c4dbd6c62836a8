"""Step four of the protocol: write down what the venue answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from domain.shared.ids import AccountId, OrderId, TenantId, VenueOrderId
from domain.trading.account import Account
from domain.trading.aftermath import Aftermath
from domain.trading.chronicle import VENUE, Chronicle, Fact
from domain.trading.dispatch import Dispatch, Replace
from domain.trading.doubt import doubted, known
from domain.trading.order import Order, OrderStatus
from domain.trading.ports import UnitOfWork, UnitsOfWork
from domain.trading.transitions import ORDER, ORDER_ENDED
from domain.trading.venue import Acknowledged, CancelledOnly, NotSent, Outcome, OutcomeUnknown, ProvenReject
from domain.trading.venue_facts import CAPABILITIES

_UNDECIDED = frozenset({OrderStatus.SENDING, OrderStatus.UNKNOWN})


class ApplyOutcome:
    """Takes over one answer. Reports may have overtaken it: what is already known better is left alone."""

    def __init__(self, units: UnitsOfWork, chronicle: Chronicle, aftermath: Aftermath) -> None:
        """Take the fenced units of work, the chronicle and the aftermath."""
        self._units = units
        self._chronicle = chronicle
        self._aftermath = aftermath

    async def __call__(self, tenant_id: TenantId, account_id: AccountId, dispatch: Dispatch, outcome: Outcome) -> None:
        """Apply the outcome to the orders it decides, in one transaction; repeating it changes nothing."""
        if not dispatch.order_ids:
            return
        async with self._units(tenant_id) as unit:
            account = await unit.accounts.get(account_id, lock=True)
            orders = {i: await unit.orders.get(i) for i in dispatch.order_ids}
            now = self._chronicle.wall.now()
            window = CAPABILITIES[account.venue].absence_window
            changed = [
                after
                for index, order in enumerate(orders.values())
                if (after := _after(order, index, outcome, now, window)) != order
            ]
            if not changed:
                return
            if isinstance(dispatch, Replace) and isinstance(outcome, Acknowledged | CancelledOnly):
                changed += await _replaced(unit, dispatch.old_id, now)
            after_account = await self._save(unit, account, changed)
            first = orders[changed[0].id]
            if not isinstance(outcome, Acknowledged) and changed[0].reason != first.reason:
                self._chronicle.record(unit, account, _told(changed[0], outcome))
            if after_account is not account:
                unit.accounts.save(after_account)
            unit.notify("orders", account_id)
            await unit.commit()

    async def _save(self, unit: UnitOfWork, account: Account, changed: list[Order]) -> Account:
        position_id = changed[0].position_id
        if position_id is not None:
            return await self._aftermath(unit, account, position_id, changed)
        for order in changed:
            unit.orders.save(order)
        return account


def _after(order: Order, index: int, outcome: Outcome, now: datetime, window: timedelta) -> Order:
    match outcome:
        case Acknowledged(venue_order_ids=ids):
            return _acknowledged(order, ids[index], now)
        case NotSent(code=code, sentence=sentence):
            return _moved(order, OrderStatus.INTENT, f"{code}: {sentence}", now)
        case ProvenReject(code=code, sentence=sentence) | CancelledOnly(code=code, sentence=sentence):
            # What failed for the moment's sake is an intent again; the outbox decides whether it is still wanted.
            status = OrderStatus.INTENT if outcome.passing else OrderStatus.REJECTED
            return _moved(order, status, f"{code}: {sentence}", now)
        case OutcomeUnknown(cause=cause):
            # What is heard of the order from the venue itself outweighs an answer that got lost.
            sending = order.status is OrderStatus.SENDING
            return replace(doubted(order, now, window), reason=cause) if sending else order


def _acknowledged(order: Order, venue_order_id: VenueOrderId, now: datetime) -> Order:
    named = order if order.venue_order_id else replace(order, venue_order_id=venue_order_id, updated_at=now)
    if order.status not in _UNDECIDED:
        return named
    leg = order.list_id is not None and order.list_id != order.id
    return replace(known(named), status=OrderStatus.OPEN, reason="", waiting=leg)


def _moved(order: Order, status: OrderStatus, reason: str, now: datetime) -> Order:
    # Anything heard of the order from the venue itself outweighs an answer that got lost or came late.
    if order.status is not OrderStatus.SENDING or status not in ORDER[order.status]:
        return order
    return replace(order, status=status, reason=reason, updated_at=now)


async def _replaced(unit: UnitOfWork, old_id: OrderId, now: datetime) -> Iterator[Order]:
    old = await unit.orders.get(old_id)
    ended = old.status in ORDER_ENDED
    return iter(() if ended else (replace(old, status=OrderStatus.CANCELLED, reason="replaced", updated_at=now),))


def _told(order: Order, outcome: Outcome) -> Fact:
    kind, headline = "order.rejected", "Refused by the venue"
    if isinstance(outcome, OutcomeUnknown):
        kind, headline = "order.unknown", "Outcome unknown"
    elif order.status is OrderStatus.INTENT:
        kind, headline = "order.delayed", f"{order.role.capitalize()} not sent yet"
    return Fact(
        kind=kind,
        actor=VENUE,
        subject=order.id,
        headline=headline,
        detail=order.reason,
        figures={"position": order.position_id, "symbol": str(order.symbol), "role": order.role},
    )
