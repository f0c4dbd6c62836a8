"""The portfolio: statistics of a period, and its trades with their journal."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from domain.identity.principal import Principal
from domain.shared.ids import AccountId
from domain.shared.page import PageRequest
from robson_app.api import csv
from robson_app.api.models.common import Paged
from robson_app.api.models.portfolio import MOST_DAYS, PeriodQuery, PortfolioOut, TradeOut, TradesQuery
from robson_app.api.problem import responses
from robson_app.api.security import TheDesk, Viewer
from robson_app.composition import Desk

router = APIRouter(prefix="/accounts/{account_id}", tags=["portfolio"])
_PAGE = responses(401, 403, 404, 422)


@router.get("/portfolio", operation_id="readPortfolio", responses=responses(401, 403, 404))
async def portfolio(
    account_id: UUID, me: Viewer, desk: TheDesk, query: Annotated[PeriodQuery, Query()]
) -> PortfolioOut:
    """Tell what a period came to: statistics, days, months, set-up tags, symbols, and equity in bitcoin."""
    report = (await desk.looks.portfolios(me, AccountId(account_id), query.period)).report
    told = PortfolioOut.model_validate(report)
    return told.model_copy(update={"days": told.days[-MOST_DAYS:]})


async def _page(account_id: UUID, query: TradesQuery, me: Principal, desk: Desk) -> Paged[TradeOut]:
    wanted = PageRequest(size=query.size, cursor=query.cursor)
    return Paged[TradeOut].model_validate(
        await desk.looks.portfolios.closed(me, AccountId(account_id), query.period, wanted)
    )


@router.get("/trades", operation_id="listTrades", responses=_PAGE)
async def trades(
    account_id: UUID, me: Viewer, desk: TheDesk, query: Annotated[TradesQuery, Query()]
) -> Paged[TradeOut]:
    """List the closed positions of a period with their journal, last closed first, a page at a time."""
    return await _page(account_id, query, me, desk)


@router.get("/trades.csv", operation_id="exportTrades", response_class=csv.CsvResponse, responses=_PAGE)
async def export(account_id: UUID, me: Viewer, desk: TheDesk, query: Annotated[TradesQuery, Query()]) -> Response:
    """Give the same page as a table for a spreadsheet or a tax tool; the header `Link` leads to the next one."""
    found = await _page(account_id, query, me, desk)
    return csv.table("trades.csv", TradeOut, found.items, found.next_cursor)
