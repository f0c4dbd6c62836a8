"""Orders as the API hears and tells them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.trading.order import OrderRole, OrderSide, OrderStatus, OrderType, TimeInForce
from domain.trading.reads import OrderGroup, OrderSort
from robson_app.api.models.common import PAIR, Amount, Asked, Exact, Moment, PageQuery, Pair, Told


class OrderOut(Told):
    """One instruction to a venue."""

    id: UUID
    account_id: UUID
    plan_id: UUID | None
    position_id: UUID | None
    client_order_id: str
    venue_order_id: str | None
    symbol: Pair
    side: OrderSide
    role: OrderRole
    type: OrderType
    time_in_force: TimeInForce
    quantity: Exact
    limit: Exact | None
    stop: Exact | None
    reduce_only: bool
    post_only: bool
    status: OrderStatus
    filled: Exact
    average: Exact | None
    fees: Annotated[dict[str, Exact], Field(description="Charged so far, by asset.")]
    reason: str
    cancel_requested_at: Moment | None
    rest_until: Moment | None
    waiting: Annotated[bool, Field(description="A leg that is not live before the entry of its list is filled.")]
    doubted_at: Annotated[Moment | None, Field(description="Since when its state at the venue is not known.")]
    asked: Annotated[int, Field(ge=0, description="Questions since then that found nothing.")]
    asked_at: Moment | None
    absent_from: Annotated[
        Moment | None, Field(description="Its absence is not proven before; until then nothing new enters on the pair.")
    ]
    created_at: Moment
    updated_at: Moment


class OrdersQuery(PageQuery):
    """Which orders, in which order."""

    group: OrderGroup = OrderGroup.ALL
    symbol: Annotated[str | None, Field(pattern=PAIR, max_length=31)] = None
    sort: OrderSort = OrderSort.TIME
    descending: bool = True


class AmendIn(Asked):
    """The new price of a working order."""

    price: Amount
