"""What the engine hands to a venue: one call, the orders it is about, and how the outcome concerns them."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shared.ids import ClientOrderId, OrderId
from domain.shared.symbol import Symbol
from domain.trading.order import OrderRole
from domain.trading.venue import OrderListRequest, OrderRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What goes to a venue one after another: the entries of a symbol, or everything else of it.

    Different ways are gone side by side, so that no stop, exit or cancel waits behind a slow entry or another symbol.
    """

    symbol: Symbol
    entering: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit:
    """Send one order."""

    order_id: OrderId
    request: OrderRequest

    @property
    def order_ids(self) -> tuple[OrderId, ...]:
        """Orders whose status the outcome decides."""
        return (self.order_id,)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitList:
    """Send orders as one list; `order_ids` in the order of the request."""

    order_ids: tuple[OrderId, ...]
    request: OrderListRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """Put one order in the place of another, in one step."""

    order_id: OrderId
    old_id: OrderId
    old: ClientOrderId
    request: OrderRequest

    @property
    def order_ids(self) -> tuple[OrderId, ...]:
        """Orders whose status the outcome decides; the old one follows an acknowledgement."""
        return (self.order_id,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Ask for a cancel. Its outcome decides nothing; the order's end is told by a report."""

    order_id: OrderId
    symbol: Symbol
    client_order_id: ClientOrderId

    @property
    def order_ids(self) -> tuple[OrderId, ...]:
        """No order: a cancel that was acknowledged may still have been overtaken by a fill."""
        return ()


Dispatch = Submit | SubmitList | Replace | Cancel


def way_of(dispatch: Dispatch) -> Way:
    """Return the way a dispatch goes; a cancel of an entry does not go the entries' way."""
    match dispatch:
        case Cancel(symbol=symbol):
            return Way(symbol=symbol, entering=False)
        case SubmitList(request=requests):
            first = requests.orders[0]
        case Submit(request=request) | Replace(request=request):
            first = request
    return Way(symbol=first.symbol, entering=first.role is OrderRole.ENTRY)


def client_ids(dispatch: Dispatch) -> frozenset[ClientOrderId]:
    """Return the client ids of every order that the venue's answer is about."""
    match dispatch:
        case Submit(request=request):
            return frozenset({request.client_order_id})
        case SubmitList(request=requests):
            return frozenset(o.client_order_id for o in requests.orders)
        case Replace(old=old, request=request):
            return frozenset({old, request.client_order_id})
        case Cancel(client_order_id=client_order_id):
            return frozenset({client_order_id})
