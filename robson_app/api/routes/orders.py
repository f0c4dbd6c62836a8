"""Orders: the blotter, cancel, amend."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from domain.identity.principal import Principal
from domain.shared.ids import AccountId, OrderId
from domain.shared.page import PageRequest
from domain.shared.symbol import Symbol
from domain.trading.reads import OrderFilter
from robson_app.api import csv
from robson_app.api.idempotency import WriteRoute, idempotency_key
from robson_app.api.models.common import Paged
from robson_app.api.models.orders import AmendIn, OrderOut, OrdersQuery
from robson_app.api.problem import responses
from robson_app.api.security import TheDesk, Trader, Viewer
from robson_app.composition import Desk

router = APIRouter(tags=["orders"])
writes = APIRouter(tags=["orders"], route_class=WriteRoute, dependencies=[Depends(idempotency_key)])
_PAGE = responses(401, 403, 404, 422)
_WRITE = responses(401, 403, 404, 409, 422)


async def _page(account_id: UUID, query: OrdersQuery, me: Principal, desk: Desk) -> Paged[OrderOut]:
    await desk.accounts.require(me, AccountId(account_id))
    which = OrderFilter(
        group=query.group,
        symbol=None if query.symbol is None else Symbol.parse(query.symbol),
        sort=query.sort,
        descending=query.descending,
    )
    wanted = PageRequest(size=query.size, cursor=query.cursor)
    found = await desk.reads.orders(me.tenant_id, AccountId(account_id), which, wanted)
    return Paged[OrderOut].model_validate(found)


@router.get("/accounts/{account_id}/orders", operation_id="listOrders", responses=_PAGE)
async def page(account_id: UUID, me: Viewer, desk: TheDesk, query: Annotated[OrdersQuery, Query()]) -> Paged[OrderOut]:
    """List an account's orders, a page at a time."""
    return await _page(account_id, query, me, desk)


@router.get(
    "/accounts/{account_id}/orders.csv",
    operation_id="exportOrders",
    response_class=csv.CsvResponse,
    responses=_PAGE,
)
async def export(account_id: UUID, me: Viewer, desk: TheDesk, query: Annotated[OrdersQuery, Query()]) -> Response:
    """Give the same page as a table for a spreadsheet; the header `Link` leads to the next one."""
    found = await _page(account_id, query, me, desk)
    return csv.table("orders.csv", OrderOut, found.items, found.next_cursor)


@router.get("/orders/{order_id}", operation_id="readOrder", responses=responses(401, 403, 404))
async def read(order_id: UUID, me: Viewer, desk: TheDesk) -> OrderOut:
    """Tell an order as it stands."""
    return OrderOut.model_validate(await desk.reads.order(me.tenant_id, OrderId(order_id)))


@writes.post("/orders/{order_id}/cancel", operation_id="cancelOrder", responses=_WRITE)
async def cancel(order_id: UUID, me: Trader, desk: TheDesk) -> OrderOut:
    """Ask the venue to cancel a working order; the stream tells when it is proven."""
    return OrderOut.model_validate(await desk.cancel_order(me, OrderId(order_id)))


@writes.post("/orders/{order_id}/amend", operation_id="amendOrder", responses=_WRITE)
async def amend(order_id: UUID, asked: AmendIn, me: Trader, desk: TheDesk) -> OrderOut:
    """Move a working order to another price, through the venue's replace."""
    return OrderOut.model_validate(await desk.amend_order(me, OrderId(order_id), asked.price))
