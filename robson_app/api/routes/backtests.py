"""Back-tests: asked for, followed, cancelled, read."""

from __future__ import annotations

import csv
import io
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from domain.shared.ids import RunId, StrategyId
from domain.shared.page import Page, PageRequest
from domain.strategies.run import Run
from robson_app.api.csv import CsvResponse
from robson_app.api.idempotency import WriteRoute, idempotency_key
from robson_app.api.models.common import Paged, PageQuery
from robson_app.api.models.strategies import BacktestIn, BacktestOut, ResultOut, backtest_of
from robson_app.api.problem import responses
from robson_app.api.security import TheDesk, Trader, Viewer

router = APIRouter(tags=["backtests"])
writes = APIRouter(tags=["backtests"], route_class=WriteRoute, dependencies=[Depends(idempotency_key)])
_READ = responses(401, 403, 404)
_WRITE = responses(401, 403, 404, 409, 422)


@router.get("/backtests", operation_id="listBacktests", responses=responses(401, 403, 422))
async def page(me: Viewer, desk: TheDesk, query: Annotated[PageQuery, Query()]) -> Paged[BacktestOut]:
    """List all back-tests, newest first, a page at a time."""
    found = await desk.strategies.reads.runs(me.tenant_id, None, PageRequest(size=query.size, cursor=query.cursor))
    return _paged(found)


@router.get(
    "/strategies/{strategy_id}/backtests",
    operation_id="listBacktestsOfStrategy",
    responses=responses(401, 403, 404, 422),
)
async def of_strategy(
    strategy_id: UUID, me: Viewer, desk: TheDesk, query: Annotated[PageQuery, Query()]
) -> Paged[BacktestOut]:
    """List a strategy's back-tests, newest first, a page at a time."""
    reads, strategy = desk.strategies.reads, StrategyId(strategy_id)
    await reads.strategy(me.tenant_id, strategy)
    found = await reads.runs(me.tenant_id, strategy, PageRequest(size=query.size, cursor=query.cursor))
    return _paged(found)


@writes.post("/strategies/{strategy_id}/backtests", operation_id="requestBacktest", status_code=201, responses=_WRITE)
async def request(strategy_id: UUID, asked: BacktestIn, me: Trader, desk: TheDesk) -> BacktestOut:
    """Queue a back-test of the newest version, or of `version`; at most five of a tenant wait or are under way."""
    wanted = asked.model_dump(mode="json", exclude={"version"})
    run = await desk.strategies.request_run(me, StrategyId(strategy_id), wanted, number=asked.version)
    return backtest_of(run)


@router.get("/backtests/{backtest_id}", operation_id="readBacktest", responses=_READ)
async def read(backtest_id: UUID, me: Viewer, desk: TheDesk) -> BacktestOut:
    """Tell how far a back-test is, and in short what it came to."""
    return backtest_of(await desk.strategies.reads.run(me.tenant_id, RunId(backtest_id)))


@router.get("/backtests/{backtest_id}/result", operation_id="readBacktestResult", responses=_READ)
async def result(backtest_id: UUID, me: Viewer, desk: TheDesk) -> ResultOut:
    """Tell everything a finished back-test found."""
    return ResultOut.model_validate_json(await desk.strategies.reads.result(me.tenant_id, RunId(backtest_id)))


@router.get(
    "/backtests/{backtest_id}/trades.csv",
    operation_id="exportBacktestTrades",
    response_class=CsvResponse,
    responses=_READ,
)
async def trades(backtest_id: UUID, me: Viewer, desk: TheDesk) -> Response:
    """Give every closed trade as a table for a spreadsheet."""
    found = ResultOut.model_validate_json(await desk.strategies.reads.result(me.tenant_id, RunId(backtest_id)))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([found.columns, *found.trades])
    headers = {"Content-Disposition": f'attachment; filename="backtest-{backtest_id}.csv"'}
    return CsvResponse(out.getvalue(), headers=headers)


@writes.post("/backtests/{backtest_id}/cancel", operation_id="cancelBacktest", responses=_WRITE)
async def cancel(backtest_id: UUID, me: Trader, desk: TheDesk) -> BacktestOut:
    """Cancel a back-test that waits or is under way; nothing of it is kept."""
    return backtest_of(await desk.strategies.cancel_run(me, RunId(backtest_id)))


def _paged(found: Page[Run]) -> Paged[BacktestOut]:
    return Paged[BacktestOut](items=[backtest_of(run) for run in found.items], next_cursor=found.next_cursor)
