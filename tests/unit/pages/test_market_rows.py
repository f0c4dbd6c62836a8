"""The list of pairs: its order, its filters, its words, and what a day looks like."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from adapters.marketdata.view import LiveMarketView
from domain.identity.principal import Role
from domain.marketdata.candle import Candle
from domain.marketdata.market import Book, Level, Tick
from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import InvalidInputError
from domain.shared.money import Price, Quantity
from robson_app.pages.markets.address import Address, MarketGroup, MarketSort
from robson_app.pages.markets.rows import HEIGHT, WIDTH, chosen_lines, market_row
from robson_app.queries.markets import MarketLine, Markets
from tests.fakes.clocks import START, FakeClock
from tests.fakes.market_view import BTC, ETH, SOL, instrument
from tests.fakes.trading_desk import principal


class Shelf:
    """Candles and instruments that never were stored."""

    async def latest(self, symbol, timeframe, count, before=None):
        return ()

    async def all(self):
        return (instrument(BTC), instrument(ETH, trading=False))


def a_line(symbol, change, volume, **more: object) -> MarketLine:
    line = MarketLine(
        instrument=instrument(symbol),
        price=Decimal("43616.5"),
        change_24h=None if change is None else Decimal(change),
        spread=Decimal("0.00012"),
        synthetic=True,
        volume_24h=None if volume is None else Decimal(volume),
        path=(Decimal(1), Decimal(3), Decimal(2)),
    )
    return replace(line, **more)


LINES = [a_line(BTC, "0.0231", "1236000000"), a_line(ETH, "-0.04", "9800"), a_line(SOL, None, None)]


def names(address: Address, starred: tuple[str, ...] = ()) -> list[str]:
    return [line.symbol.base for line in chosen_lines(LINES, starred, address)]


@pytest.mark.parametrize(
    ("address", "order"),
    [
        (Address(), ["BTC", "ETH", "SOL"]),
        (Address(descending=False), ["ETH", "BTC", "SOL"]),
        (Address(sort=MarketSort.CHANGE), ["BTC", "ETH", "SOL"]),
        (Address(sort=MarketSort.SYMBOL), ["SOL", "ETH", "BTC"]),
        (Address(group=MarketGroup.RISING), ["BTC"]),
        (Address(group=MarketGroup.FALLING), ["ETH"]),
        (Address(text="eth-us"), ["ETH"]),
        (Address(text="nothing"), []),
    ],
)
def test_pairs_come_as_asked_and_what_has_no_figure_comes_last(address: Address, order: list[str]) -> None:
    assert names(address) == order


def test_the_watch_list_holds_what_is_starred() -> None:
    assert names(Address(group=MarketGroup.STARRED), ("SOL/USDT", "BTC/USDT")) == ["BTC", "SOL"]


def test_a_pair_reads_short() -> None:
    row = market_row(LINES[0], live=True)

    assert (row.price, row.change, row.tone, row.spread) == ("43,616.50", "+2.31 %", "up", "0.012 %")
    assert (row.volume, row.note, row.slug) == ("1.24 B", "from volume", "BTC-USDT")
    empty = market_row(a_line(SOL, None, None, price=None, spread=None, path=(), synthetic=False), live=False)
    assert (empty.price, empty.change, empty.spread, empty.volume, empty.path, empty.tone) == ("—",) * 4 + ("", "")


def test_a_day_is_drawn_within_its_frame() -> None:
    points = [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", market_row(LINES[0], live=True).path)]

    assert points[0] == (0, HEIGHT - 1)
    assert points[1] == (WIDTH / 2, 1)
    assert points[2][0] == WIDTH


def test_the_address_keeps_filter_order_and_page_and_refuses_nonsense() -> None:
    address = Address.read({"group": "rising", "sort": "spread", "order": "asc", "find": "BTC", "page": "2"})

    assert address.href == "/markets?group=rising&sort=spread&order=asc&find=BTC&page=2"
    links = address.links(3)
    assert links["sort spread"] == "/markets?group=rising&sort=spread&order=desc&find=BTC"
    assert (links["next"], links["first"]) == (
        "/markets?group=rising&sort=spread&order=asc&find=BTC&page=3",
        "/markets?group=rising&sort=spread&order=asc&find=BTC",
    )
    for bad in ({"sort": "luck"}, {"order": "up"}, {"page": "0"}, {"page": "²"}, {"find": "x" * 21}):
        with pytest.raises(InvalidInputError, match=f"{next(iter(bad))} must"):
            Address.read(bad)


async def test_a_line_is_made_of_the_last_price_the_book_and_the_days_quarters() -> None:
    shelf, wall = Shelf(), FakeClock(START)
    view = LiveMarketView(shelf, shelf, wall)
    await view.relist()
    markets, me = Markets(view), principal(role=Role.VIEWER)
    assert [(line.symbol, line.price, line.volume_24h) for line in markets(me)] == [
        (BTC, None, None),
        (ETH, None, None),
    ]

    for n in range(96):
        view.apply(_quarter(n, str(100 + n)))
    view.apply(_tick("200"))
    level = Level(price=Price("199"), quantity=Quantity("1"))
    view.apply(
        Book(
            symbol=BTC,
            bids=(level,),
            asks=(replace(level, price=Price("201")),),
            at=START,
            received_at=START,
            synthetic=True,
        )
    )
    bitcoin, ether = markets(me)

    assert (bitcoin.price, bitcoin.spread, bitcoin.synthetic) == (Decimal(200), Decimal("0.01"), True)
    assert bitcoin.volume_24h == sum(2 * (100 + n) for n in range(96))
    assert (bitcoin.path[-1], bitcoin.path[-2]) == (Decimal(200), Decimal(195))
    assert len(bitcoin.path) <= 48
    assert (ether.trading, ether.path) == (False, ())


def _quarter(n: int, close: str) -> Candle:
    price = Price(close)
    return Candle(
        symbol=BTC,
        timeframe=Timeframe.M15,
        open_time=START - timedelta(days=1) + n * timedelta(minutes=15),
        open=price,
        high=price,
        low=price,
        close=price,
        volume=Decimal(2),
    )


def _tick(price: str) -> Tick:
    return Tick(symbol=BTC, price=Price(price), quantity=Quantity("1"), at=START, received_at=START, sequence=1)
