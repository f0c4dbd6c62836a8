"""What is said to a venue and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from domain.shared.ids import ClientOrderId, TradeId, VenueOrderId
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol
from domain.trading.order import OrderRole, OrderSide, OrderStatus, OrderType, TimeInForce


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest:
    """One order as the venue is asked for it."""

    client_order_id: ClientOrderId
    symbol: Symbol
    side: OrderSide
    role: OrderRole
    type: OrderType
    time_in_force: TimeInForce
    quantity: Quantity
    limit: Price | None = None
    stop: Price | None = None
    reduce_only: bool = False
    post_only: bool = False


class ListKind(StrEnum):
    """Orders sent as one.

    `OCO`: two orders (stop and target), one cancels the other. `ENTRY_WITH_STOP`: the first works, the rest
    become live when it fills, sized by the venue to what was received net of commission.
    """

    OCO = "oco"
    ENTRY_WITH_STOP = "entry_with_stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderListRequest:
    """A list; `orders[0]` is the working one of an entry-with-stop."""

    kind: ListKind
    list_id: str
    orders: tuple[OrderRequest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """The venue has it. Ids are in the order of the request."""

    venue_order_ids: tuple[VenueOrderId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenReject:
    """The venue proved that it refused; nothing is there.

    Attributes:
        code: Stable upper-case word, the same on every venue, e.g. `LOT_SIZE`.
        sentence: What the venue said, for the trader.
        passing: Refused for the moment and not for what was asked (clock, rate): the same may be asked anew.
    """

    code: str
    sentence: str
    passing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """Proven not to have left us: no rate budget, a ban, no connection. The same may be asked anew.

    Attributes:
        code: `RATE_LIMITED`, `BANNED` or `UNREACHABLE`.
        sentence: Why, for the trader.
        retry_after_s: Seconds before which asking anew is pointless.
    """

    code: str
    sentence: str
    retry_after_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelledOnly:
    """Half of a replace: it is proven that the old order is cancelled and that the new one is not there.

    Attributes:
        code: Why the new one was refused, as in `ProvenReject`.
        sentence: The same for the trader.
        passing: The new one failed for a reason that passes: it may be asked for anew.
    """

    code: str
    sentence: str
    passing: bool = False


NOT_OPEN = "NOT_OPEN"
"""Code of a refused cancel or replacement: the order was not working any more. Ask what became of it."""

RULES_REFUSED = frozenset({"PRICE_FILTER", "LOT_SIZE", "NOTIONAL", "SYMBOL_HALTED", "UNKNOWN_SYMBOL"})
"""Codes of refusals for the pair's rules: what we know of them is out of date, and must be asked for."""

KEY_REFUSED = "KEY_REFUSED"
"""Code of a refusal that is about the credential and not about the order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeUnknown:
    """Sent, and nobody knows yet. Ask; never assume, never resend."""

    cause: str


Outcome = Acknowledged | ProvenReject | NotSent | CancelledOnly | OutcomeUnknown


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReport:
    """State of an order at the venue, from the stream or an answer.

    Attributes:
        waiting: Accepted as a leg of a list, and not live before the list's entry is filled.
    """

    client_order_id: ClientOrderId
    venue_order_id: VenueOrderId
    symbol: Symbol
    side: OrderSide
    status: OrderStatus
    quantity: Quantity
    filled: Quantity
    at: datetime
    reason: str = ""
    waiting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FillReport:
    """One trade at the venue. `fee` in `fee_asset`; `at` is the venue's time, UTC."""

    client_order_id: ClientOrderId
    venue_order_id: VenueOrderId
    trade_id: TradeId
    symbol: Symbol
    side: OrderSide
    price: Price
    quantity: Quantity
    fee: Decimal
    fee_asset: str
    at: datetime


VenueReport = OrderReport | FillReport


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamState:
    """The venue's own stream of reports was lost, or is whole again.

    While it is not live the venue must be asked instead; when it is again, what happened meanwhile must be asked for.
    """

    live: bool
    at: datetime
    reason: str = ""


VenueNews = VenueReport | StreamState


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What the venue holds of one asset."""

    asset: str
    free: Decimal
    locked: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueCapabilities:
    """What a venue can do; the engine does the rest itself.

    Attributes:
        entry_with_stop: Entry and protective stop as one list.
        oco: Stop and target as one list.
        replace: Native cancel-replace.
        fill_or_kill: FOK limit orders; IOC is used where False.
        shorts: Isolated-margin shorts.
        waiting_stop_covers_parts: The stop of such a list protects an entry that has filled only in part. Where False
            an entry that may rest is sent alone, and the engine places its stop as it fills.
        shared_exits: A stop and targets for shares can rest side by side. Where False a list carries at most one
            target, for everything; the engine takes the others when their price trades.
        absence_window: For how long after the doubt about an order began a miss proves nothing: receive window,
            processing and lag together; a request older than this can no longer arrive.
    """

    entry_with_stop: bool
    oco: bool
    replace: bool
    fill_or_kill: bool
    shorts: bool
    waiting_stop_covers_parts: bool = True
    shared_exits: bool = True
    absence_window: timedelta
