"""The paper venue on the bench of the venue contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from adapters.venues.paper_venue import PaperExchange, PaperVenue
from domain.marketdata.instrument import Filters, Instrument
from domain.marketdata.market import Book, Level, Tick
from domain.shared.ids import AccountId, TenantId
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol
from domain.trading.paper.ports import PaperStore
from domain.trading.paper.state import PaperKey
from tests.fakes.clocks import FakeClock

BTC = Symbol.parse("BTC/USDT")
KEY = PaperKey(tenant_id=TenantId(UUID(int=1)), account_id=AccountId(UUID(int=2)), epoch=1)
FUNDING = {"USDT": Decimal(10_000)}
NOW = datetime(2022, 1, 11, tzinfo=UTC)
GRID = Filters(
    tick=Decimal("0.01"),
    step=Decimal("0.00001"),
    min_quantity=Decimal("0.00001"),
    max_quantity=Decimal(9000),
    min_notional=Decimal(5),
)


class PaperRig:
    """One paper account, its exchange and the market it sees."""

    def __init__(self, store: PaperStore, *, latency_s: float = 0) -> None:
        self.clock = FakeClock(NOW)
        self.store = store
        self.listed = [
            Instrument(symbol=BTC, filters=GRID),
            Instrument(symbol=Symbol.parse("ETH/USDT"), filters=GRID),
        ]
        self.exchange = PaperExchange(store=store, listing=self, clock=self.clock, latency_s=latency_s)
        self._venue: PaperVenue | None = None
        self._sequence = 0

    def instruments(self) -> Sequence[Instrument]:
        return tuple(self.listed)

    def instrument(self, symbol: Symbol) -> Instrument | None:
        return next((i for i in self.listed if i.symbol == symbol), None)

    @property
    def venue(self) -> PaperVenue:
        assert self._venue is not None
        return self._venue

    async def open(self, key: PaperKey = KEY) -> None:
        self._venue = await self.exchange.open(key, FUNDING)
        await self.trade("50000")

    async def book(self, bids: Sequence[tuple[str, str]], asks: Sequence[tuple[str, str]]) -> None:
        self.clock.advance(1)
        self.exchange.apply(
            Book(symbol=BTC, bids=_levels(bids), asks=_levels(asks), at=self.clock.at, received_at=self.clock.at)
        )

    async def trade(self, price: str, quantity: str = "50", mirror: str | None = None) -> None:
        around = Decimal(price)
        await self.book([(str(around - 1), "50")], [(str(around + 1), "50")])
        self._sequence += 1
        self.exchange.apply(
            Tick(
                symbol=BTC,
                price=Price(price),
                quantity=Quantity(quantity),
                at=self.clock.at,
                received_at=self.clock.at,
                sequence=self._sequence,
                mirror=None if mirror is None else Price(mirror),
            )
        )
        await self.venue.settled()

    async def halt(self, *, halted: bool) -> None:
        self.listed[0] = replace(self.listed[0], trading=not halted)

    async def close(self) -> None:
        await self.exchange.close()


def _levels(rows: Sequence[tuple[str, str]]) -> tuple[Level, ...]:
    return tuple(Level(price=Price(p), quantity=Quantity(q)) for p, q in rows)
