"""Books made from volume."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.marketdata.market import Book
from domain.marketdata.synthetic_book import LEVELS, synthetic_book
from domain.shared.money import Price
from tests.unit.marketdata.making import FILTERS, INSTRUMENT, MIDNIGHT, prices, volumes


def book(price: Decimal, volume: Decimal = Decimal(50), seed: int = 1) -> Book:
    return synthetic_book(INSTRUMENT, Price(price), minute_volume=volume, at=MIDNIGHT, received_at=MIDNIGHT, seed=seed)


@given(prices, volumes, st.integers(0, 2**40))
def test_a_book_is_ordered_tradeable_and_around_its_price(price: Price, volume: Decimal, seed: int) -> None:
    made = book(price, volume, seed)
    bids, asks = [level.price for level in made.bids], [level.price for level in made.asks]

    assert bids == sorted(set(bids), reverse=True) and asks == sorted(set(asks))
    assert len(asks) == LEVELS
    assert (not bids or bids[0] < price) and price < asks[0]
    assert all(p % FILTERS.tick == 0 for p in (*bids, *asks))
    assert all(level.quantity >= FILTERS.min_quantity for level in (*made.bids, *made.asks))
    assert made.synthetic


def test_the_same_seed_makes_the_same_book_and_another_seed_another() -> None:
    assert book(Decimal(43_600), seed=7) == book(Decimal(43_600), seed=7)
    assert book(Decimal(43_600), seed=7) != book(Decimal(43_600), seed=8)


def test_depth_follows_volume() -> None:
    thin, deep = (sum(level.quantity for level in book(Decimal(43_600), v).asks) for v in (Decimal(1), Decimal(100)))

    assert deep > 50 * thin
