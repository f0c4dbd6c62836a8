from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from decimal import Decimal
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.shared.ids import FillId, OrderId, PositionId, TradeId, VenueOrderId, client_order_id
from domain.shared.money import Price, Quantity
from domain.trading.fills import apply_fill, apply_order_report
from domain.trading.order import Fill, Order, OrderRole, OrderSide, OrderStatus, OrderType, TimeInForce
from domain.trading.position import Position, PositionStatus
from domain.trading.transitions import ORDER
from domain.trading.venue import OrderReport
from tests.fakes.clocks import START
from tests.fakes.market_view import BTC
from tests.fakes.trading_desk import ACCOUNT, TENANT, TradingDesk

TICKS = st.integers(min_value=4_000_000, max_value=4_600_000).map(lambda cents: Price(Decimal(cents) / 100))
LOTS = st.integers(min_value=1, max_value=50_000).map(lambda steps: Quantity(Decimal(steps) / 100_000))


def sent_order(quantity: Quantity) -> Order:
    order_id = OrderId(UUID(int=9))
    return Order(
        id=order_id,
        tenant_id=TENANT,
        account_id=ACCOUNT,
        client_order_id=client_order_id(order_id),
        symbol=BTC,
        side=OrderSide.BUY,
        role=OrderRole.ENTRY,
        type=OrderType.LIMIT,
        time_in_force=TimeInForce.GTC,
        quantity=quantity,
        status=OrderStatus.SENDING,
        created_at=START,
        updated_at=START,
        position_id=PositionId(UUID(int=8)),
    )


def a_trade(order: Order, number: int, price: Price, quantity: Quantity) -> Fill:
    return Fill(
        id=FillId(UUID(int=100 + number)),
        tenant_id=TENANT,
        account_id=ACCOUNT,
        order_id=order.id,
        position_id=order.position_id,
        trade_id=TradeId(str(number)),
        price=price,
        quantity=quantity,
        fee=Decimal("0.01"),
        fee_asset="USDT",
        at=START,
        received_at=START,
    )


class OneOrder(RuleBasedStateMachine):
    """An order at a venue that trades and tells in any order, repeats itself and tells late."""

    def __init__(self) -> None:
        super().__init__()
        self.applied: list[Fill] = []
        self.most = Decimal(0)

    @initialize(lots=st.lists(st.tuples(TICKS, LOTS), min_size=1, max_size=6))
    def an_order_that_will_trade(self, lots: list[tuple[Price, Quantity]]) -> None:
        self.order = sent_order(Quantity(sum(q for _, q in lots)))
        self.coming = [a_trade(self.order, i, p, q) for i, (p, q) in enumerate(lots)]

    @precondition(lambda self: self.coming)
    @rule(data=st.data())
    def any_trade_arrives(self, data: st.DataObject) -> None:
        fill = self.coming.pop(data.draw(st.integers(0, len(self.coming) - 1)))
        done = apply_fill(self.order, fill, START)
        assert not done.over_filled
        self.applied.append(fill)
        self.order = done.order

    @rule(
        status=st.sampled_from([OrderStatus.OPEN, OrderStatus.PARTIALLY_FILLED, OrderStatus.FILLED]),
        share=st.integers(0, 4),
    )
    def the_venue_tells_something_perhaps_old(self, status: OrderStatus, share: int) -> None:
        self._hear(status, self.order.quantity * share / 4)

    @rule(status=st.sampled_from([OrderStatus.CANCELLED, OrderStatus.EXPIRED]))
    def the_venue_ends_it(self, status: OrderStatus) -> None:
        self._hear(status, self.order.filled)

    def _hear(self, status: OrderStatus, filled: Decimal) -> None:
        before = self.order
        report = OrderReport(
            client_order_id=before.client_order_id,
            venue_order_id=VenueOrderId("1"),
            symbol=BTC,
            side=before.side,
            status=status,
            quantity=before.quantity,
            filled=Quantity(filled),
            at=START,
        )
        self.order = apply_order_report(before, report, START).order
        assert self.order.status is before.status or self.order.status in ORDER[before.status]
        assert apply_order_report(self.order, report, START).order == self.order

    @invariant()
    def what_was_traded_is_what_is_counted(self) -> None:
        if not self.applied:
            return
        assert self.order.filled == sum(f.quantity for f in self.applied) >= self.most
        self.most = self.order.filled
        value = sum(f.price * f.quantity for f in self.applied)
        assert self.order.average is not None
        assert abs(self.order.average * self.order.filled - value) < Decimal("1e-12")
        assert self.order.fees == {"USDT": Decimal("0.01") * len(self.applied)}

    @invariant()
    def filled_means_every_trade_is_here(self) -> None:
        if self.applied or self.order.status is OrderStatus.FILLED:
            assert (self.order.status is OrderStatus.FILLED) == (self.order.filled >= self.order.quantity)


TestOneOrder = OneOrder.TestCase
TestOneOrder.settings = settings(max_examples=40, stateful_step_count=12, deadline=None)


@dataclass
class Story:
    """How a position was traded: entry parts, exit parts, and the order in which they are told."""

    entries: list[tuple[int, str]]
    exits: list[tuple[int, str]]
    order: list[int] = field(default_factory=list)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    price = st.integers(4_300_000, 4_364_000).map(lambda cents: str(Decimal(cents) / 100))
    entries = draw(st.lists(st.tuples(st.integers(1, 9), price), min_size=1, max_size=4))
    exits = draw(st.lists(st.tuples(st.integers(1, 9), price), min_size=1, max_size=4))
    told = list(range(len(entries) + len(exits)))
    order = draw(st.permutations(told))
    repeats = draw(st.lists(st.sampled_from(told), max_size=3))
    return Story(entries=entries, exits=exits, order=[*order, *repeats])


def parts(total: Quantity, weights: list[tuple[int, str]]) -> list[str]:
    """Split a quantity by weights on the lot grid, the last part taking the rest."""
    step = Decimal("0.00001")
    whole = sum(w for w, _ in weights)
    sizes = [(total * w / whole / step).to_integral_value("ROUND_FLOOR") * step for w, _ in weights]
    sizes[-1] = total - sum(sizes[:-1])
    return [f"{s:f}" for s in sizes]


async def told(story: Story, order: list[int]) -> tuple[Position, Decimal]:
    desk = TradingDesk()
    await desk.executed()
    await desk.dispatch()
    (entry,), (stop,) = desk.orders(OrderRole.ENTRY), desk.orders(OrderRole.STOP)
    reports = [
        desk.fill_report(which, size, price, fee="0.5")
        for which, legs in ((entry, story.entries), (stop, story.exits))
        for size, (_, price) in zip(parts(entry.quantity, legs), legs, strict=True)
    ]
    for index in order:
        await desk.apply_report(TENANT, ACCOUNT, reports[index])
    return desk.position, desk.account.realised


@settings(max_examples=25, deadline=None)
@given(stories())
def test_a_position_comes_to_the_same_whatever_order_its_trades_are_told_in(story: Story) -> None:
    straight, booked = asyncio.run(told(story, list(range(len(story.entries) + len(story.exits)))))
    shuffled, also_booked = asyncio.run(told(story, story.order))

    def figures(position: Position) -> Position:
        return replace(position, version=0, steps=(), stop_order_id=None, protected_at=None)

    assert straight.status is PositionStatus.CLOSED
    assert figures(shuffled) == figures(straight)
    assert booked == also_booked == straight.net
