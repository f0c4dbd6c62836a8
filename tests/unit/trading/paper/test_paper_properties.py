"""Whatever is sent to the paper venue and however the market moves, its books add up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.marketdata.instrument import Instrument
from domain.marketdata.market import Book, Level, Tick
from domain.shared.ids import ClientOrderId
from domain.shared.money import Price, Quantity
from domain.trading.order import OrderRole, OrderSide, OrderStatus, OrderType, TimeInForce
from domain.trading.paper import commands, matching
from domain.trading.paper.funds import locked
from domain.trading.paper.ledger import Ledger
from domain.trading.paper.market import Market
from domain.trading.paper.state import PaperState, Step
from domain.trading.paper.terms import PaperTerms
from domain.trading.venue import Acknowledged, ListKind, OrderListRequest, OrderRequest
from tests.contract.paper_rig import BTC, GRID, NOW

TERMS = PaperTerms()
prices = st.integers(40_000, 60_000)
quantities = st.integers(1, 30_000).map(lambda n: Decimal(n) / 100_000)


@st.composite
def entries_with_stops(draw: st.DrawFn) -> OrderListRequest:
    number = draw(st.integers(0, 10**9))
    quantity, limit = draw(quantities), draw(prices)
    tif = draw(st.sampled_from([TimeInForce.FOK, TimeInForce.IOC, TimeInForce.GTC]))
    long = draw(st.booleans())
    entry = OrderRequest(
        client_order_id=ClientOrderId(f"e{number}"),
        symbol=BTC,
        side=OrderSide.BUY if long else OrderSide.SELL,
        role=OrderRole.ENTRY,
        type=OrderType.LIMIT,
        time_in_force=tif,
        quantity=Quantity(quantity),
        limit=Price(limit),
    )
    leaving = OrderSide.SELL if long else OrderSide.BUY
    away = -1 if long else 1
    stop = OrderRequest(
        client_order_id=ClientOrderId(f"s{number}"),
        symbol=BTC,
        side=leaving,
        role=OrderRole.STOP,
        type=OrderType.STOP_MARKET,
        time_in_force=TimeInForce.GTC,
        quantity=Quantity(quantity),
        stop=Price(limit + away * draw(st.integers(1, 3_000))),
        reduce_only=True,
    )
    goals = [
        replace(
            stop,
            client_order_id=ClientOrderId(f"t{number}.{i}"),
            role=OrderRole.TARGET,
            type=OrderType.LIMIT,
            stop=None,
            limit=Price(limit - away * (1_000 + 500 * i)),
            quantity=Quantity(GRID.floor_to_step(quantity / 2)),
        )
        for i in range(draw(st.integers(0, 2)))
    ]
    goals = [g for g in goals if g.quantity]
    return OrderListRequest(kind=ListKind.ENTRY_WITH_STOP, list_id=f"l{number}", orders=(entry, stop, *goals))


ticks = st.tuples(prices, st.integers(0, 200).map(lambda n: Decimal(n) / 1000), st.none() | prices)
events = st.lists(entries_with_stops() | ticks, min_size=2, max_size=25)


def market(price: int, quantity: Decimal, mirror: int | None) -> Market:
    def levels(sign: int) -> tuple[Level, ...]:
        steps = ((1, "0.05"), (4, "0.1"), (9, "0.3"))
        return tuple(Level(price=Price(price + sign * d), quantity=Quantity(q)) for d, q in steps)

    tick = Tick(
        symbol=BTC,
        price=Price(price),
        quantity=Quantity(quantity),
        at=NOW,
        received_at=NOW,
        sequence=1,
        mirror=None if mirror is None else Price(mirror),
    )
    book = Book(symbol=BTC, bids=levels(-1), asks=levels(1), at=NOW, received_at=NOW)
    return Market(instrument=Instrument(symbol=BTC, filters=GRID), tick=tick, book=book)


def play(happenings: list[OrderListRequest | tuple[int, Decimal, int | None]]) -> list[Step]:
    state, now, steps = PaperState(totals={"USDT": Decimal(10_000)}), market(50_000, Decimal(1), None), []
    for happening in happenings:
        ledger = Ledger(state, TERMS, NOW)
        if isinstance(happening, OrderListRequest):
            outcome = commands.submit_list(ledger, happening, now)
            if not isinstance(outcome, Acknowledged):
                continue
        else:
            now = market(*happening)
            matching.on_tick(ledger, now)
        step = ledger.step()
        steps.append(step)
        state = step.after
    return steps


@settings(max_examples=300, deadline=None)
@given(events)
def test_the_books_always_add_up(happenings: list[OrderListRequest | tuple[int, Decimal, int | None]]) -> None:
    base, quote = Decimal(0), Decimal(10_000)
    for step in play(happenings):
        for fill in step.fills:
            sign = 1 if fill.side is OrderSide.BUY else -1
            base += sign * fill.quantity - (fill.fee if fill.fee_asset == "BTC" else 0)
            quote -= sign * fill.quantity * fill.price + (fill.fee if fill.fee_asset == "USDT" else 0)
        after = step.after
        owed = sum((d.quantity for d in after.debts.values()), Decimal(0))
        assert after.totals.get("BTC", Decimal(0)) - owed == base
        assert after.totals["USDT"] == quote


@settings(max_examples=300, deadline=None)
@given(events)
def test_nothing_fills_beyond_its_quantity_or_its_limit(
    happenings: list[OrderListRequest | tuple[int, Decimal, int | None]],
) -> None:
    orders, limits = {}, {}
    for step in play(happenings):
        for order in step.orders:
            before = orders.get(order.venue_order_id)
            assert order.filled <= order.quantity
            assert before is None or before.filled <= order.filled
            assert order.quantity % GRID.step == 0
            orders[order.venue_order_id] = order
            limits[order.venue_order_id] = order.limit
        for fill in step.fills:
            limit = limits[fill.venue_order_id]
            assert fill.quantity > 0
            assert fill.quantity % GRID.step == 0
            if limit is not None:
                worse = fill.price > limit if fill.side is OrderSide.BUY else fill.price < limit
                assert not worse


@settings(max_examples=300, deadline=None)
@given(events)
def test_base_is_never_sold_twice_and_a_stop_covers_what_is_held(
    happenings: list[OrderListRequest | tuple[int, Decimal, int | None]],
) -> None:
    for step in play(happenings):
        after = step.after
        assert after.totals.get("BTC", Decimal(0)) >= 0
        held = locked(after.orders.values(), {})
        assert held.get("BTC", Decimal(0)) <= after.totals.get("BTC", Decimal(0))
        for order in after.orders.values():
            assert order.status in {OrderStatus.OPEN, OrderStatus.PARTIALLY_FILLED}


@settings(max_examples=100, deadline=None)
@given(events)
def test_the_same_happenings_give_the_same_books(
    happenings: list[OrderListRequest | tuple[int, Decimal, int | None]],
) -> None:
    assert play(happenings) == play(happenings)
