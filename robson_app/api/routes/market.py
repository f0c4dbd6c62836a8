"""Instruments, prices, books and candles."""

from __future__ import annotations

from datetime import UTC, datetime
from math import ceil, isfinite, log10
from typing import Annotated

import orjson
from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import TypeAdapter

from domain.marketdata.candle import Candle
from domain.marketdata.indicators import Column, parse_indicators
from domain.marketdata.timeframe import Timeframe
from domain.marketdata.use_cases.read_chart import ChartStretch
from domain.shared.errors import NotFoundError
from domain.shared.symbol import Symbol
from domain.trading.wording import plain
from robson_app.api.models.market import (
    BookOut,
    CandlesOut,
    CandlesQuery,
    InstrumentOut,
    MarketLineOut,
    MarketOut,
    SymbolQuery,
)
from robson_app.api.problem import responses
from robson_app.api.security import TheDesk, Viewer
from robson_app.composition import Desk

_FIGURES = 9
router = APIRouter(prefix="/market", tags=["market"])
_instruments = TypeAdapter(list[InstrumentOut])
_lines = TypeAdapter(list[MarketLineOut])


def listed(desk: Desk, text: str) -> Symbol:
    """Return a pair that is on offer.

    Raises:
        NotFoundError: it is not; the message names it.
    """
    symbol = Symbol.parse(text)
    if desk.view.instrument(symbol) is None:
        raise NotFoundError(f"{symbol} is not on offer; see GET /api/v1/market/instruments", field="symbol")
    return symbol


@router.get("/instruments", operation_id="listInstruments", responses=responses(401, 403))
async def instruments(me: Viewer, desk: TheDesk) -> list[InstrumentOut]:
    """List every pair on offer, with the venue's filters."""
    return _instruments.validate_python(list(desk.view.instruments()), from_attributes=True)


@router.get("", operation_id="readMarket", responses=responses(401, 403))
async def market(me: Viewer, desk: TheDesk) -> MarketOut:
    """Tell the feed's state and the last price of every pair."""
    quotes = [desk.view.quote(instrument.symbol) for instrument in desk.view.instruments()]
    return MarketOut.model_validate(
        {"feed": desk.view.status(), "quotes": [quote for quote in quotes if quote is not None]}
    )


@router.get("/pairs", operation_id="listPairs", responses=responses(401, 403))
async def pairs(me: Viewer, desk: TheDesk) -> list[MarketLineOut]:
    """List every pair on offer with its last price, change, spread and volume of a day."""
    return _lines.validate_python(list(desk.looks.markets(me)), from_attributes=True)


@router.get("/book", operation_id="readBook", responses=responses(401, 403, 404))
async def book(me: Viewer, desk: TheDesk, query: Annotated[SymbolQuery, Query()]) -> BookOut:
    """Tell the best bids and asks of a pair."""
    symbol = listed(desk, query.symbol)
    found = desk.view.book(symbol)
    if found is None:
        raise NotFoundError(f"no book of {symbol} has arrived yet; try again in a moment", field="symbol")
    return BookOut.model_validate(found)


@router.get("/candles", operation_id="readCandles", response_model=CandlesOut, responses=responses(401, 403, 404, 422))
async def candles(me: Viewer, desk: TheDesk, query: Annotated[CandlesQuery, Query()]) -> Response:
    """Tell closed candles as columns, the one that is still open, and the indicators asked for."""
    symbol = listed(desk, query.symbol)
    indicators = parse_indicators(query.indicators)
    before = None if query.before is None else datetime.fromtimestamp(query.before / 1000, UTC)
    stretch = await desk.read_chart(symbol, query.timeframe, query.count, before=before, indicators=indicators)
    return Response(columns(symbol, query.timeframe, stretch), media_type="application/json")


def columns(symbol: Symbol, timeframe: Timeframe, stretch: ChartStretch) -> bytes:
    """Write candles and indicators as columns."""
    rows, forming = stretch.candles, stretch.forming
    return orjson.dumps(
        {
            "symbol": str(symbol),
            "timeframe": timeframe.value,
            "time": [_ms(row) for row in rows],
            "open": [plain(row.open) for row in rows],
            "high": [plain(row.high) for row in rows],
            "low": [plain(row.low) for row in rows],
            "close": [plain(row.close) for row in rows],
            "volume": [plain(row.volume) for row in rows],
            "forming": forming
            and {
                "time": _ms(forming),
                "open": plain(forming.open),
                "high": plain(forming.high),
                "low": plain(forming.low),
                "close": plain(forming.close),
                "volume": plain(forming.volume),
            },
            "indicators": [
                {
                    "indicator": str(found.indicator),
                    "outputs": {name: _figures(column, len(rows)) for name, column in found.outputs.items()},
                }
                for found in stretch.indicators
            ],
        }
    )


def _figures(column: Column, count: int) -> list[str | None]:
    """Write the last `count` numbers with nine figures for the largest; None where there is none."""
    values = [column[i] for i in range(len(column) - count, len(column))]
    largest = max((abs(value) for value in values if isfinite(value)), default=0)
    digits = min(18, max(0, _FIGURES - ceil(log10(largest)))) if largest else 0
    return [f"{value:.{digits}f}" if isfinite(value) else None for value in values]


def _ms(candle: Candle) -> int:
    return int(candle.open_time.timestamp()) * 1000
