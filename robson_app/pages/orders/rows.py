"""Orders as text for the blotter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.marketdata.ports import MarketView
from domain.trading.order import Order, OrderRole, OrderStatus
from domain.trading.transitions import ORDER_AT_VENUE, ORDER_ENDED
from robson_app.display import NOTHING, number, plain, shown
from robson_app.doubt import doubt_words
from robson_app.i18n import N_, t, told
from robson_app.i18n.figures import written
from robson_app.i18n.vocabulary import word

STATUSES = {
    OrderStatus.INTENT: N_("to be sent"),
    OrderStatus.SENDING: N_("sending"),
    OrderStatus.OPEN: N_("open at the venue"),
    OrderStatus.PARTIALLY_FILLED: N_("partly filled"),
    OrderStatus.UNKNOWN: N_("unknown"),
}
_MOVABLE = frozenset({OrderRole.ENTRY, OrderRole.TARGET})


@dataclass(frozen=True, slots=True, kw_only=True)
class BlotterRow:
    """One order.

    Attributes:
        tone: Class of the status tag: `warn` where something is unsure, `bad` where it was refused.
        raw_price: Exact text of the working price, for the amend field.
        can_cancel / can_amend / can_close: What the row's menu offers. A stop is tightened on its position instead,
            and where one rests there is something to close a part of.
    """

    id: str
    iso: str
    symbol: str
    slug: str
    side: str
    role: str
    kind: str
    price: str
    quantity: str
    filled: str
    average: str
    fees: str
    status: str
    tone: str
    reason: str
    position_id: str
    raw_price: str
    can_cancel: bool
    can_amend: bool
    can_close: bool


def blotter_row(order: Order, view: MarketView, wall: datetime) -> BlotterRow:
    """Describe one order."""
    instrument = view.instrument(order.symbol)
    tick = instrument.filters.tick if instrument else Decimal("0.01")
    step = instrument.filters.step if instrument else Decimal("0.00001")
    price = order.stop or order.limit
    free = order.status not in ORDER_ENDED and order.cancel_requested_at is None and order.role is not OrderRole.STOP
    return BlotterRow(
        id=str(order.id),
        iso=order.created_at.isoformat(),
        symbol=str(order.symbol),
        slug=order.symbol.slug,
        side=order.side.value,
        role=order.role.value,
        kind=f"{word(order.type.value)} · {order.time_in_force.value.upper()}",
        price=number(price, tick) if price is not None else t("market"),
        quantity=number(order.quantity, step),
        filled=number(order.filled, step),
        average=number(order.average, tick) if order.average is not None else NOTHING,
        fees=_fees(order),
        status=_status(order),
        tone=_tone(order),
        reason=doubt_words(order, wall) if order.status is OrderStatus.UNKNOWN else told(order.reason),
        position_id=str(order.position_id) if order.position_id else "",
        raw_price=written(plain(price)) if price is not None else "",
        can_cancel=free,
        can_amend=free and order.role in _MOVABLE and order.status in ORDER_AT_VENUE and order.limit is not None,
        can_close=order.role is OrderRole.STOP and order.status in ORDER_AT_VENUE and order.position_id is not None,
    )


def _fees(order: Order) -> str:
    return " + ".join(f"{shown(amount)} {asset}" for asset, amount in order.fees.items()) or NOTHING


def _status(order: Order) -> str:
    if order.cancel_requested_at is not None and order.status not in ORDER_ENDED:
        return t("cancelling · asking the venue")
    return t(STATUSES[order.status]) if order.status in STATUSES else word(order.status.value)


def _tone(order: Order) -> str:
    if order.status in (OrderStatus.REJECTED, OrderStatus.DENIED):
        return "tag bad"
    unsure = order.status is OrderStatus.UNKNOWN or (
        order.cancel_requested_at is not None and order.status not in ORDER_ENDED
    )
    return "tag warn" if unsure else "tag"
