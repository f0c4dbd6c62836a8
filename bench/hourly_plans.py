"""Every hour of a real history, a plan on a fresh account, judged by the ticket's own code and the default gates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median
from uuid import UUID

from domain.marketdata.aggregation import fill_gaps, resample
from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Instrument
from domain.marketdata.market import Book, FeedStatus, Quote, Side, SourceKind
from domain.marketdata.timeframe import Timeframe
from domain.risk.limits import Costs, RiskLimits
from domain.risk.vocabulary import StopSource, TradingState
from domain.shared.ids import AccountId, TenantId
from domain.shared.symbol import Symbol
from domain.trading.account import Account, AccountKind
from domain.trading.books import Books
from domain.trading.chronicle import Chronicle
from domain.trading.drafts import PlanDraft
from domain.trading.preview import PlanPreview, make_preview
from domain.trading.situation import MarketNow
from domain.trading.venue_facts import CAPABILITIES

CAPITAL = Decimal(10_000)
_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approvals:
    """What became of one plan an hour.

    Attributes:
        sources: Plans by where their stop came from.
        denied_by: Plans by the first gate that denied them; `all_denials` counts every failing gate.
        distances: Of the stops found from the worst entry, as fractions.
    """

    side: Side
    plans: int
    approved: int
    sources: Counter[StopSource]
    denied_by: Counter[str]
    all_denials: Counter[str]
    distances: tuple[Decimal, ...]

    @property
    def share(self) -> Decimal:
        """Approved plans as a fraction of all."""
        return Decimal(self.approved) / self.plans

    def report(self) -> str:
        """Say it in a few lines."""
        levels, fallbacks = self.sources[StopSource.LEVEL], self.sources[StopSource.FALLBACK]
        denied = ", ".join(f"{code} {n}" for code, n in self.denied_by.most_common()) or "no gate"
        return (
            f"{self.side.value}: {self.approved} of {self.plans} hourly plans approved ({self.share:.1%})\n"
            f"  stop from a level {levels / self.plans:.1%}, fallback (confirmed) {fallbacks / self.plans:.1%}, "
            f"median distance {median(self.distances):.2%}\n"
            f"  denied by {denied}"
        )


@dataclass(frozen=True, slots=True)
class _Moment:
    """One moment of the history, as clock and as market; prices are as fresh as a good feed's."""

    at: datetime
    instrument_: Instrument
    price: Quote

    def now(self) -> datetime:
        return self.at

    def quote(self, symbol: Symbol) -> Quote | None:
        return self.price if symbol == self.price.symbol else None

    def book(self, symbol: Symbol) -> Book | None:
        return None

    def status(self) -> FeedStatus:
        return FeedStatus(
            source=SourceKind.REPLAY, speed=Decimal(1), paused=False, heartbeat_at=self.at, market_at=self.at
        )

    def instruments(self) -> Sequence[Instrument]:
        return (self.instrument_,)

    def instrument(self, symbol: Symbol) -> Instrument | None:
        return self.instrument_ if symbol == self.instrument_.symbol else None

    async def candles(self, symbol: Symbol, timeframe: Timeframe, count: int) -> Sequence[Candle]:
        raise AssertionError("the moment's candles are handed over with it")

    def forming(self, symbol: Symbol, timeframe: Timeframe) -> Candle | None:
        return None


class _NoIds:
    def new(self) -> UUID:
        return _NOBODY


def simulate(minutes: Sequence[Candle], instrument: Instrument, side: Side) -> Approvals:
    """Plan at every full hour at which the chart is long enough to read a stop from, and count the answers.

    The trader of the simulation is sensible: takes what the ticket offers and confirms a fallback stop.
    """
    previews = list(_previews(minutes, instrument, side))
    return Approvals(
        side=side,
        plans=len(previews),
        approved=sum(not p.denials for p in previews),
        sources=Counter(p.stop.source for p in previews if p.stop is not None),
        denied_by=Counter(p.denials[0].code for p in previews if p.denials),
        all_denials=Counter(d.code for p in previews for d in p.denials),
        distances=tuple(p.stop.distance for p in previews if p.stop is not None),
    )


def _previews(minutes: Sequence[Candle], instrument: Instrument, side: Side) -> Iterator[PlanPreview]:
    limits = RiskLimits()
    gapless = list(fill_gaps(minutes))
    candles = list(resample(gapless, limits.stop_timeframe))
    for minute in gapless:
        if minute.close_time.minute != 0:
            continue
        closed = _closed_by(candles, minute.close_time, limits)
        if len(closed) >= limits.stop_minimum_candles:
            yield _preview(minute, closed, instrument, side)


def _closed_by(candles: Sequence[Candle], at: datetime, limits: RiskLimits) -> Sequence[Candle]:
    end = (at - candles[0].open_time) // limits.stop_timeframe.delta
    return candles[max(0, end - limits.stop_candles) : max(0, end)]


def _preview(minute: Candle, closed: Sequence[Candle], instrument: Instrument, side: Side) -> PlanPreview:
    at = minute.close_time
    quote = Quote(symbol=minute.symbol, price=minute.close, at=at, received_at=at)
    moment = _Moment(at, instrument, quote)
    books = Books(account=_fresh_account(at), positions=(), plans=(), orders=(), last_stopped_at=None)
    market = MarketNow(instrument=instrument, quote=quote, status=moment.status(), candles=closed)
    draft = PlanDraft(symbol=minute.symbol, side=side, stop_confirmed=True)
    return make_preview(draft, books, market, moment, CAPABILITIES, Chronicle(_NoIds(), moment, moment))


def _fresh_account(at: datetime) -> Account:
    return Account(
        id=AccountId(_NOBODY),
        tenant_id=TenantId(_NOBODY),
        name="fresh",
        kind=AccountKind.PAPER,
        quote="USDT",
        allocated=CAPITAL,
        realised=Decimal(0),
        month=at.date().replace(day=1),
        month_capital=CAPITAL,
        month_realised=Decimal(0),
        day=at.date(),
        day_equity=CAPITAL,
        day_realised=Decimal(0),
        state=TradingState.ACTIVE,
        halt_reason="",
        limits=RiskLimits(),
        costs=Costs(),
        created_at=at - timedelta(seconds=1),
    )
