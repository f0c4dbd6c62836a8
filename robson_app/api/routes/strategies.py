"""Strategies: their versions, files and lives."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from domain.shared.ids import RunId, StrategyId
from domain.shared.page import PageRequest
from domain.strategies.built_in import DEFINITIONS, BuiltIn
from domain.strategies.definition import document_of, read_definition
from domain.strategies.file import from_file, to_file
from robson_app.api.idempotency import WriteRoute, idempotency_key
from robson_app.api.models.common import Paged, PageQuery
from robson_app.api.models.strategies import (
    BuiltInOut,
    CopyIn,
    DefinitionOut,
    EvidenceIn,
    FileIn,
    StrategyIn,
    StrategyOut,
    VersionIn,
    VersionOut,
    strategy_of,
    version_of,
)
from robson_app.api.problem import responses
from robson_app.api.security import TheDesk, Trader, Viewer
from robson_app.i18n import t
from robson_app.strategies import EXPLAINED

router = APIRouter(tags=["strategies"])
writes = APIRouter(tags=["strategies"], route_class=WriteRoute, dependencies=[Depends(idempotency_key)])
_MADE = responses(401, 403, 409, 422)
_WRITE = responses(401, 403, 404, 409, 422)


@router.get("/built-in-strategies", operation_id="listBuiltInStrategies", responses=responses(401, 403))
async def built_in(me: Viewer, desk: TheDesk) -> list[BuiltInOut]:
    """List the strategies to begin with: what each does, where it comes from, and when it fails."""
    return [_described(key) for key in BuiltIn]


@router.get("/strategies", operation_id="listStrategies", responses=responses(401, 403, 422))
async def page(me: Viewer, desk: TheDesk, query: Annotated[PageQuery, Query()]) -> Paged[StrategyOut]:
    """List strategies, newest first, a page at a time."""
    found = await desk.strategies.reads.strategies(me.tenant_id, PageRequest(size=query.size, cursor=query.cursor))
    return Paged[StrategyOut](items=[strategy_of(shown) for shown in found.items], next_cursor=found.next_cursor)


@writes.post("/strategies", operation_id="createStrategy", status_code=201, responses=_MADE)
async def create(asked: StrategyIn, me: Trader, desk: TheDesk) -> StrategyOut:
    """Make a strategy; it is a draft."""
    definition = read_definition(asked.definition.model_dump(mode="json"))
    return strategy_of(await desk.strategies.create(me, asked.name, definition))


@writes.post("/strategy-copies", operation_id="copyStrategy", status_code=201, responses=_MADE)
async def copy(asked: CopyIn, me: Trader, desk: TheDesk) -> StrategyOut:
    """Copy a built-in into one's own strategies."""
    key = asked.built_in
    return strategy_of(await desk.strategies.create(me, asked.name, DEFINITIONS[key], origin=key.value))


@writes.post("/strategy-imports", operation_id="importStrategy", status_code=201, responses=_MADE)
async def imported(asked: FileIn, me: Trader, desk: TheDesk) -> StrategyOut:
    """Make a strategy of a file's text; a bad file imports nothing."""
    name, definition = from_file(asked.file)
    return strategy_of(await desk.strategies.create(me, name, definition))


@router.get("/strategies/{strategy_id}", operation_id="readStrategy", responses=responses(401, 403, 404))
async def read(strategy_id: UUID, me: Viewer, desk: TheDesk) -> StrategyOut:
    """Tell a strategy as it stands."""
    return strategy_of(await desk.strategies.reads.strategy(me.tenant_id, StrategyId(strategy_id)))


@router.get("/strategies/{strategy_id}/file", operation_id="exportStrategy", responses=responses(401, 403, 404))
async def export(strategy_id: UUID, me: Viewer, desk: TheDesk) -> Response:
    """Give the newest version as a file that another desk can import."""
    shown = await desk.strategies.reads.strategy(me.tenant_id, StrategyId(strategy_id))
    headers = {"Content-Disposition": f'attachment; filename="strategy-{shown.strategy.id}.json"'}
    text = to_file(shown.strategy.name, shown.definition)
    return Response(text, media_type="application/json", headers=headers)


@router.get("/strategies/{strategy_id}/versions", operation_id="listVersions", responses=responses(401, 403, 404, 422))
async def versions(
    strategy_id: UUID, me: Viewer, desk: TheDesk, query: Annotated[PageQuery, Query()]
) -> Paged[VersionOut]:
    """List a strategy's versions, newest first; none ever changes."""
    reads = desk.strategies.reads
    await reads.strategy(me.tenant_id, StrategyId(strategy_id))
    wanted = PageRequest(size=query.size, cursor=query.cursor)
    found = await reads.versions(me.tenant_id, StrategyId(strategy_id), wanted)
    return Paged[VersionOut](items=[version_of(one) for one in found.items], next_cursor=found.next_cursor)


@writes.post("/strategies/{strategy_id}/versions", operation_id="changeStrategy", status_code=201, responses=_WRITE)
async def change(strategy_id: UUID, asked: VersionIn, me: Trader, desk: TheDesk) -> StrategyOut:
    """Add a version, unless the strategy was changed elsewhere since `seen`; it is a draft again."""
    definition = read_definition(asked.definition.model_dump(mode="json"))
    return strategy_of(await desk.strategies.change(me, StrategyId(strategy_id), asked.seen, definition))


@writes.post("/strategies/{strategy_id}/evidence", operation_id="keepEvidence", responses=_WRITE)
async def evidence(strategy_id: UUID, asked: EvidenceIn, me: Trader, desk: TheDesk) -> StrategyOut:
    """Let the newest version rest on a finished run; it is back-tested then."""
    kept = await desk.strategies.keep_evidence(me, StrategyId(strategy_id), RunId(asked.backtest_id))
    return strategy_of(kept)


@writes.post("/strategies/{strategy_id}/retire", operation_id="retireStrategy", responses=_WRITE)
async def retire(strategy_id: UUID, me: Trader, desk: TheDesk) -> StrategyOut:
    """End a strategy's life; what it showed stays readable."""
    return strategy_of(await desk.strategies.retire(me, StrategyId(strategy_id)))


def _described(key: BuiltIn) -> BuiltInOut:
    words = EXPLAINED[key]
    return BuiltInOut(
        key=key,
        title=t(words.title),
        idea=t(words.idea),
        rule=t(words.rule),
        source=t(words.source),
        fails=t(words.fails),
        definition=DefinitionOut.model_validate(document_of(DEFINITIONS[key])),
    )
