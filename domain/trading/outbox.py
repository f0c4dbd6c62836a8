"""Which intents may go to the venue now, which wait, and which are refused before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.marketdata.ports import MarketView
from domain.shared.ids import OrderId, PositionId
from domain.trading.account import Account, TradingState
from domain.trading.dispatch import Cancel, Dispatch, Replace, Submit, SubmitList, Way, way_of
from domain.trading.order import Order, OrderRole, OrderStatus, TimeInForce
from domain.trading.requests import list_request_of, request_of
from domain.trading.transitions import ORDER_AT_VENUE, ORDER_ENDED, ORDER_IN_FLIGHT

STALE_ENTRY = timedelta(seconds=30)
"""A market entry that could not leave for so long is not sent any more: the trader decided on another price."""

_CANCELLABLE = ORDER_AT_VENUE | {OrderStatus.UNKNOWN}
_PRIORITY = {OrderRole.STOP: 0, OrderRole.EXIT: 0, OrderRole.TARGET: 1, OrderRole.ENTRY: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Orders that will never be sent, and why, in words."""

    orders: tuple[Order, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """The day's post: what leaves now in this order, and what is refused. Everything else waits."""

    leaving: tuple[Dispatch, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """What the decision rests on.

    Attributes:
        working: The account's orders in a non-terminal status.
        replaced: Orders that an intent wants to take the place of, by id.
        open_positions: Positions that are not closed.
        now: Wall time.
        busy: Ways on which something is being sent; what would go there waits.
    """

    account: Account
    working: Sequence[Order]
    replaced: Mapping[OrderId, Order]
    open_positions: frozenset[PositionId]
    view: MarketView
    now: datetime
    busy: Set[Way] = frozenset()

    def sort(self) -> Sorted:
        """Decide about every intent and every cancel asked for; cancels and exits go before entries."""
        leaving: list[Dispatch] = [_cancel(o) for o in self.working if _cancel_due(o)]
        refused: list[Refused] = []
        for group in sorted(self._groups(), key=lambda g: (min(_PRIORITY[o.role] for o in g), g[0].id)):
            reason = self._reason_against(group)
            if reason is not None:
                refused.append(Refused(orders=group, reason=reason))
            elif (dispatch := self._dispatch(group)) is not None:
                leaving.append(dispatch)
        free = tuple(d for d in leaving if way_of(d) not in self.busy)
        return Sorted(leaving=free, refused=tuple(refused))

    def _groups(self) -> Iterable[tuple[Order, ...]]:
        lists: dict[OrderId, list[Order]] = {}
        for order in self.working:
            if order.status is OrderStatus.INTENT:
                lists.setdefault(order.list_id or order.id, []).append(order)
        # The working order of a list gave the list its id; its stop and targets follow as they were born.
        return [tuple(sorted(group, key=lambda o: (o.id != key, o.created_at, o.id))) for key, group in lists.items()]

    def _reason_against(self, group: tuple[Order, ...]) -> str | None:
        first = group[0]
        if any(o.cancel_requested_at is not None for o in group):
            return "it was cancelled before it was sent"
        if first.role is OrderRole.ENTRY:
            return self._reason_against_amendment(first) or self._reason_against_entry(first)
        if first.list_id is not None and first.list_id != first.id:
            return "the entry of its list is not sent any more"
        if first.position_id is not None and first.position_id not in self.open_positions:
            return "its position is closed"
        old = self._old(first)
        if old is not None and old.status is OrderStatus.FILLED:
            return "the order it was to replace is filled"
        return None

    def _reason_against_amendment(self, entry: Order) -> str | None:
        old = self._old(entry)
        if old is None or old.status in ORDER_IN_FLIGHT:
            return None
        if old.status in ORDER_ENDED:
            return f"the entry it was to replace is {old.status}, and its stop with it"
        if old.remaining < entry.quantity:
            return "the entry it was to replace has traded in the meantime; amend what is left"
        return None

    def _reason_against_entry(self, entry: Order) -> str | None:
        instrument = self.view.instrument(entry.symbol)
        if self.account.state is not TradingState.ACTIVE:
            return f"the account is {self.account.state}: no new exposure"
        if self.account.suspended:
            return f"the account is suspended: {self.account.suspended}"
        if instrument is None or not instrument.trading:
            return f"{entry.symbol} is not trading"
        if instrument.filters.floor_to_step(entry.quantity) != entry.quantity:
            return "the venue's lot step has changed; make a new plan"
        if entry.limit is not None and entry.limit % instrument.filters.tick:
            return "the venue's tick has changed; make a new plan"
        if entry.time_in_force is not TimeInForce.GTC and self.now - entry.created_at > STALE_ENTRY:
            return "it could not be sent in time and the market has moved on; make a new plan"
        return None

    def _dispatch(self, group: tuple[Order, ...]) -> Dispatch | None:
        first = group[0]
        if len(group) > 1:
            return SubmitList(order_ids=tuple(o.id for o in group), request=list_request_of(group))
        if self._must_wait(first):
            return None
        old = self._old(first)
        if old is not None and old.status in ORDER_AT_VENUE:
            return Replace(order_id=first.id, old_id=old.id, old=old.client_order_id, request=request_of(first))
        return Submit(order_id=first.id, request=request_of(first))

    def _must_wait(self, order: Order) -> bool:
        old = self._old(order)
        if old is not None:
            # An exit does not wait for a stop of unknown fate. Where that stop rests after all, the venue refuses the
            # exit because the stop holds the base, and the position is protected.
            leaving = order.role is OrderRole.EXIT and old.status is OrderStatus.UNKNOWN
            return old.status in ORDER_IN_FLIGHT and not leaving
        if order.role is OrderRole.ENTRY or order.position_id is None:
            return False
        # What wants to take this order's place waits for it: waiting for that in turn, neither would ever leave.
        siblings = [
            o
            for o in self.working
            if o.position_id == order.position_id and o.id != order.id and o.replaces != order.id
        ]
        return any(_replaces_something(o, order) or _cancel_due(o) for o in siblings)

    def _old(self, order: Order) -> Order | None:
        return None if order.replaces is None else self.replaced.get(order.replaces)


def _replaces_something(sibling: Order, order: Order) -> bool:
    # A stop does not wait for an exit of unknown fate: it covers what that exit may not have sold.
    doubted = sibling.role is OrderRole.EXIT and sibling.status is OrderStatus.UNKNOWN
    covering = order.role is OrderRole.STOP and doubted
    return sibling.replaces is not None and sibling.status in ORDER_IN_FLIGHT and not covering


def _cancel_due(order: Order) -> bool:
    return order.cancel_requested_at is not None and order.status in _CANCELLABLE


def _cancel(order: Order) -> Cancel:
    return Cancel(order_id=order.id, symbol=order.symbol, client_order_id=order.client_order_id)


def replaced_ids(working: Iterable[Order]) -> frozenset[OrderId]:
    """Return the orders that intents want to take the place of."""
    intents = (o for o in working if o.status is OrderStatus.INTENT)
    return frozenset(o.replaces for o in intents if o.replaces is not None)
