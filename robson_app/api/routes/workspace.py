"""One's own arrangements: preferences, and drawings on charts. Nobody sees another's."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from domain.shared.symbol import Symbol
from robson_app.api.idempotency import WriteRoute, idempotency_key
from robson_app.api.models.workspace import (
    SLUG,
    PreferencesIn,
    PreferencesOut,
    SheetIn,
    SheetOut,
    preferences_of,
    sheet_of,
)
from robson_app.api.problem import responses
from robson_app.api.security import TheDesk, Viewer

router = APIRouter(tags=["workspace"])
writes = APIRouter(tags=["workspace"], route_class=WriteRoute, dependencies=[Depends(idempotency_key)])
_WRITE = responses(401, 403, 409, 422)
Slug = Annotated[str, Path(pattern=SLUG, max_length=31, description="A pair in its URL form.", examples=["BTC-USDT"])]


@router.get("/preferences", operation_id="readPreferences", responses=responses(401, 403))
async def preferences(me: Viewer, desk: TheDesk) -> PreferencesOut:
    """Tell the caller's own choices; the defaults, with version 0, before the first."""
    return preferences_of(await desk.read_preferences(me))


@writes.patch("/preferences", operation_id="changePreferences", responses=responses(401, 403, 404, 409, 422))
async def change_preferences(asked: PreferencesIn, me: Viewer, desk: TheDesk) -> PreferencesOut:
    """Change the caller's own choices; what is left out stays."""
    return preferences_of(await desk.change_preferences(me, asked.model_dump(mode="json", exclude_none=True)))


@router.get("/drawings/{symbol}", operation_id="readDrawings", responses=responses(401, 403))
async def drawings(symbol: Slug, me: Viewer, desk: TheDesk) -> SheetOut:
    """Tell the caller's own drawings on a pair; none, with version 0, before the first."""
    return sheet_of(await desk.read_drawings(me, Symbol.parse(symbol)))


@writes.put("/drawings/{symbol}", operation_id="keepDrawings", responses=_WRITE)
async def keep_drawings(symbol: Slug, asked: SheetIn, me: Viewer, desk: TheDesk) -> SheetOut:
    """Keep all drawings of a pair, unless they were changed elsewhere since `version`."""
    drawn = [drawing.model_dump(mode="json") for drawing in asked.drawings]
    return sheet_of(await desk.keep_drawings(me, Symbol.parse(symbol), asked.version, drawn))
