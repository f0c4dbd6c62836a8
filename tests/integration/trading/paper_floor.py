"""The use cases of a desk and the paper venue, joined by hand: what the engine does, without its clockwork."""

from __future__ import annotations

import asyncio
from decimal import Decimal

from adapters.venues.paper_venue import PaperExchange, PaperVenue
from domain.marketdata.market import Book, Level, Tick
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol
from domain.trading.dispatch import Cancel, Dispatch, Replace, Submit, SubmitList
from domain.trading.paper.state import PaperKey
from domain.trading.position import Position
from domain.trading.use_cases.watch_stop import Watched
from domain.trading.venue import Outcome
from tests.fakes.market_view import BTC
from tests.fakes.paper_store import MemoryPaperStore
from tests.fakes.trading_desk import ACCOUNT, TENANT, TradingDesk

DEEP = Quantity(1000)


class PaperFloor(TradingDesk):
    """A desk whose orders go to a real paper venue held in memory."""

    venue: PaperVenue

    async def open_venue(self) -> None:
        self.exchange = PaperExchange(store=MemoryPaperStore(), listing=self.view, clock=self.market, latency_s=0)
        key = PaperKey(tenant_id=TENANT, account_id=ACCOUNT, epoch=1)
        self.venue = await self.exchange.open(key, {"USDT": Decimal(10_000)})
        self._sequence = 0
        await self.moves("43600")

    async def moves(self, price: str, symbol: Symbol = BTC, traded: str = "1000") -> None:
        """Let the market trade once, and everybody react until nothing moves any more."""
        self.market.advance(1)
        self.wall.advance(1)
        self.view.price(symbol, price)
        self._sequence += 1
        around = Decimal(price)
        bid, ask = (Level(price=Price(around + step), quantity=DEEP) for step in (Decimal("-0.01"), Decimal("0.01")))
        now = self.market.now()
        self.exchange.apply(Book(symbol=symbol, bids=(bid,), asks=(ask,), at=now, received_at=now))
        self.exchange.apply(
            Tick(
                symbol=symbol,
                price=Price(price),
                quantity=Quantity(traded),
                at=now,
                received_at=now,
                sequence=self._sequence,
            )
        )
        await self.venue.settled()
        await self.react()

    async def react(self) -> None:
        """Send what is to be sent and hear what is to be heard, until there is nothing of either."""
        for _ in range(20):
            heard = await self._hear()
            sent = await self.begin_sending(TENANT, ACCOUNT, 1)
            for dispatch in sent:
                await self.apply_outcome(TENANT, ACCOUNT, dispatch, await self._send(dispatch))
            if not heard and not sent:
                return
        raise AssertionError("desk and venue do not come to rest")

    async def _hear(self) -> bool:
        waiting = self.venue._reports
        heard = not waiting.empty()
        while not waiting.empty():
            report = waiting.get_nowait()
            assert report is not None
            await self.apply_report(TENANT, ACCOUNT, report)
        return heard

    async def _send(self, dispatch: Dispatch) -> Outcome:
        match dispatch:
            case Submit():
                return await self.venue.submit(dispatch.request)
            case SubmitList():
                return await self.venue.submit_list(dispatch.request)
            case Replace():
                return await self.venue.replace(dispatch.old, dispatch.request)
            case Cancel():
                return await self.venue.cancel(dispatch.symbol, dispatch.client_order_id)

    async def entered(self, **wish: object) -> Position:
        """Plan, validate and execute, and let the entry fill."""
        await self.executed(BTC, **wish)
        await self.react()
        return self.position

    async def trailed(self, price: str) -> None:
        """Move the market and let the engine's tick work follow."""
        await self.moves(price)
        await self.trail_stop(TENANT, self.position.id, Price(price))
        await self.take_targets(TENANT, self.position.id, Price(price))
        await self.react()

    async def second_line(self, price: str) -> Watched:
        answer = await self.watch_stop(TENANT, self.position.id, Price(price))
        await self.react()
        return answer

    async def owned(self, asset: str) -> Decimal:
        balances = await self.venue.balances()
        balance = balances.get(asset)
        return Decimal(0) if balance is None else balance.free + balance.locked


async def a_floor() -> PaperFloor:
    floor = PaperFloor()
    await floor.open_venue()
    await asyncio.sleep(0)
    return floor
