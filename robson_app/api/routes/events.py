"""The audit chain as a tenant sees it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from domain.shared.ids import AccountId, PositionId
from domain.shared.page import PageRequest
from robson_app.api.models.common import Paged, PageQuery
from robson_app.api.models.events import told
from robson_app.api.models.positions import EventOut
from robson_app.api.problem import responses
from robson_app.api.security import TheDesk, Viewer

router = APIRouter(prefix="/events", tags=["events"])


class EventsQuery(PageQuery):
    """Which events."""

    account_id: UUID | None = None
    position_id: Annotated[UUID | None, Field(description="Also its plan's events.")] = None
    ascending: bool = False


@router.get("", operation_id="listEvents", responses=responses(401, 403, 422))
async def page(me: Viewer, desk: TheDesk, query: Annotated[EventsQuery, Query()]) -> Paged[EventOut]:
    """List the tenant's events, newest first unless asked otherwise, a page at a time."""
    found = await desk.reads.events(
        me.tenant_id,
        None if query.account_id is None else AccountId(query.account_id),
        PageRequest(size=query.size, cursor=query.cursor),
        position_id=None if query.position_id is None else PositionId(query.position_id),
        ascending=query.ascending,
    )
    return Paged[EventOut](items=[told(link) for link in found.items], next_cursor=found.next_cursor)
