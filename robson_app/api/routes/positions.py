"""Positions: their story, closing part, tightening the stop, adding a target, the journal."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from domain.shared.ids import AccountId, PositionId
from domain.shared.page import PageRequest
from robson_app.api.idempotency import WriteRoute, idempotency_key
from robson_app.api.models.common import Paged
from robson_app.api.models.events import told
from robson_app.api.models.orders import OrderOut
from robson_app.api.models.positions import (
    AnnotationIn,
    CloseIn,
    PositionDetailOut,
    PositionOut,
    PositionsQuery,
    StopIn,
    TargetAddedIn,
)
from robson_app.api.problem import responses
from robson_app.api.security import TheDesk, Trader, Viewer

router = APIRouter(tags=["positions"])
writes = APIRouter(tags=["positions"], route_class=WriteRoute, dependencies=[Depends(idempotency_key)])
_WRITE = responses(401, 403, 404, 409, 422)


@router.get("/accounts/{account_id}/positions", operation_id="listPositions", responses=responses(401, 403, 404, 422))
async def page(
    account_id: UUID, me: Viewer, desk: TheDesk, query: Annotated[PositionsQuery, Query()]
) -> Paged[PositionOut]:
    """List an account's positions, newest first, a page at a time."""
    await desk.accounts.require(me, AccountId(account_id))
    wanted = PageRequest(size=query.size, cursor=query.cursor)
    found = await desk.reads.positions(me.tenant_id, AccountId(account_id), query.group, wanted)
    return Paged[PositionOut].model_validate(found)


@router.get("/positions/{position_id}", operation_id="readPosition", responses=responses(401, 403, 404))
async def read(position_id: UUID, me: Viewer, desk: TheDesk) -> PositionDetailOut:
    """Tell a position with its orders, fills, trailing ladder and time line."""
    story = await desk.stories(me, PositionId(position_id))
    return PositionDetailOut.model_validate(
        {
            "position": story.position,
            "orders": list(story.orders),
            "fills": list(story.fills),
            "ladder": list(story.ladder),
            "timeline": [told(link) for link in story.timeline],
        }
    )


@writes.post("/positions/{position_id}/close", operation_id="closePosition", responses=_WRITE)
async def close(position_id: UUID, asked: CloseIn, me: Trader, desk: TheDesk) -> PositionOut:
    """Close all or a share of a position at the market."""
    return PositionOut.model_validate(await desk.close_position(me, PositionId(position_id), asked.share))


@writes.post("/positions/{position_id}/stop", operation_id="tightenStop", responses=_WRITE)
async def tighten(position_id: UUID, asked: StopIn, me: Trader, desk: TheDesk) -> OrderOut:
    """Move the stop nearer to the price, never away from it; tells the new stop on its way to the venue."""
    return OrderOut.model_validate(await desk.tighten_stop(me, PositionId(position_id), asked.stop))


@writes.post("/positions/{position_id}/targets", operation_id="addTarget", responses=_WRITE)
async def target(position_id: UUID, asked: TargetAddedIn, me: Trader, desk: TheDesk) -> PositionOut:
    """Add a price at which a share is taken."""
    return PositionOut.model_validate(await desk.add_target(me, PositionId(position_id), asked.price, asked.share))


@writes.post("/positions/{position_id}/journal", operation_id="annotatePosition", responses=_WRITE)
async def annotate(position_id: UUID, asked: AnnotationIn, me: Trader, desk: TheDesk) -> PositionOut:
    """Write the position's set-up tag and note."""
    return PositionOut.model_validate(
        await desk.annotate_position(me, PositionId(position_id), asked.setup_tag, asked.note)
    )
