"""Candles with the indicators a chart shows over and under them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.marketdata.candle import Candle
from domain.marketdata.indicators import CandleColumns, Indicator
from domain.marketdata.ports import CandleStore, IndicatorColumns, IndicatorService, MarketView
from domain.marketdata.timeframe import Timeframe
from domain.shared.symbol import Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartStretch:
    """Closed candles, ascending, the open one, and what was computed over them.

    Attributes:
        indicators: Columns as long as `candles` and a few more in front; take them from the end.
    """

    candles: Sequence[Candle]
    forming: Candle | None
    indicators: Sequence[IndicatorColumns]


class ReadChart:
    """Reads the newest candles, or older ones, and enough before them that the first indicator value is right."""

    def __init__(self, view: MarketView, store: CandleStore, service: IndicatorService) -> None:
        self._view = view
        self._store = store
        self._service = service

    async def __call__(
        self,
        symbol: Symbol,
        timeframe: Timeframe,
        count: int,
        *,
        before: datetime | None = None,
        indicators: Sequence[Indicator] = (),
    ) -> ChartStretch:
        """Return the last `count` candles, optionally those opened before a moment.

        Where the market's known history begins, an indicator begins with it: empty until it has its own length.
        """
        warm_up = max((indicator.warm_up(timeframe) for indicator in indicators), default=0)
        if before is None:
            rows = await self._newest(symbol, timeframe, count, warm_up)
            forming = self._view.forming(symbol, timeframe)
        else:
            rows = await self._store.latest(symbol, timeframe, count + warm_up, before)
            forming = None
        columns = self._service.compute(CandleColumns.of(timeframe, rows), indicators) if indicators else ()
        return ChartStretch(candles=rows[-count:], forming=forming, indicators=columns)

    async def _newest(self, symbol: Symbol, timeframe: Timeframe, count: int, warm_up: int) -> Sequence[Candle]:
        rows = await self._view.candles(symbol, timeframe, count + warm_up)
        lacking = count + warm_up - len(rows)
        if not warm_up or not rows or lacking <= 0:
            return rows
        return [*await self._store.latest(symbol, timeframe, lacking, rows[0].open_time), *rows]
