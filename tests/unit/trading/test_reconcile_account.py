"""Our books and the venue's are brought together, and only evidence moves an order."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.shared.ids import ClientOrderId, TradeId, VenueOrderId
from domain.shared.money import Price, Quantity
from domain.trading.dispatch import Cancel
from domain.trading.order import Order, OrderRole, OrderStatus
from domain.trading.position import CloseReason, PositionStatus
from domain.trading.use_cases.apply_report import ApplyReport
from domain.trading.use_cases.doubt_sending import DoubtSending
from domain.trading.use_cases.keep_findings import KeepFindings
from domain.trading.use_cases.reconcile_account import ReconcileAccount
from domain.trading.use_cases.weigh_absence import WeighAbsence
from domain.trading.venue import FillReport, OrderReport
from tests.fakes.market_view import instrument
from tests.fakes.trading_desk import ACCOUNT, TENANT
from tests.fakes.venue import FakeVenue
from tests.unit.trading.test_sending import SendingDesk


class ReconcilingDesk(SendingDesk):
    def __init__(self) -> None:
        super().__init__()
        self.venue = FakeVenue()
        self.restart()

    def restart(self) -> None:
        apply_report = ApplyReport(self.units, self.view, self.chronicle, self.aftermath)
        self.doubt_sending = DoubtSending(self.units, self.chronicle)
        weigh_absence = WeighAbsence(self.units, self.chronicle, self.aftermath, apply_report)
        self.reconcile_account = ReconcileAccount(
            self.units, apply_report, weigh_absence, KeepFindings(self.units, self.chronicle)
        )

    async def reconcile(self) -> None:
        await self.doubt_sending(TENANT, ACCOUNT)
        await self.reconcile_account(TENANT, ACCOUNT, self.venue)

    async def absent(self) -> None:
        """Let the venue not know what was being sent until that counts as proof."""
        for pause in (0, 11, 2):
            self.wall.advance(pause)
            await self.reconcile()

    def tell_venue(
        self, order: Order, status: OrderStatus, filled: Decimal = Decimal(0), quantity: Decimal | None = None
    ) -> None:
        self.venue.known[order.client_order_id] = OrderReport(
            client_order_id=order.client_order_id,
            venue_order_id=VenueOrderId(f"v{order.id.hex[-3:]}"),
            symbol=order.symbol,
            side=order.side,
            status=status,
            quantity=Quantity(order.quantity if quantity is None else quantity),
            filled=Quantity(filled),
            at=self.market.now(),
        )

    def filters_floor(self, quantity: Decimal) -> Decimal:
        return instrument(self.entry.symbol).filters.floor_to_step(quantity)

    def traded(self, order: Order, price: str, quantity: Decimal | None = None) -> None:
        size = order.quantity if quantity is None else quantity
        self.venue.trades.append(
            FillReport(
                client_order_id=order.client_order_id,
                venue_order_id=VenueOrderId(f"v{order.id.hex[-3:]}"),
                trade_id=TradeId(str(len(self.venue.trades) + 1)),
                symbol=order.symbol,
                side=order.side,
                price=Price(price),
                quantity=Quantity(size),
                fee=size * Decimal("0.001") * (1 if order.role is OrderRole.ENTRY else Decimal(price)),
                fee_asset=order.symbol.base if order.role is OrderRole.ENTRY else order.symbol.quote,
                at=self.market.now(),
            )
        )

    @property
    def entry(self) -> Order:
        return self.orders(OrderRole.ENTRY)[0]

    @property
    def stop(self) -> Order:
        return self.orders(OrderRole.STOP)[0]


@pytest.fixture
async def desk() -> ReconcilingDesk:
    desk = ReconcilingDesk()
    await desk.executed()
    await desk.begin()
    return desk


async def test_what_was_being_sent_at_a_crash_is_adopted_with_its_trades(desk: ReconcilingDesk) -> None:
    desk.tell_venue(desk.entry, OrderStatus.FILLED, desk.entry.quantity)
    desk.tell_venue(desk.stop, OrderStatus.OPEN)
    desk.traded(desk.entry, "43600")
    await desk.reconcile()
    assert desk.entry.status is OrderStatus.FILLED
    assert desk.position.status is PositionStatus.ACTIVE
    assert desk.position.average_entry == Decimal(43600)


async def test_reconciling_again_changes_nothing(desk: ReconcilingDesk) -> None:
    desk.tell_venue(desk.entry, OrderStatus.FILLED, desk.entry.quantity)
    desk.tell_venue(desk.stop, OrderStatus.OPEN)
    desk.traded(desk.entry, "43600")
    await desk.reconcile()
    commits = desk.store.commits
    await desk.reconcile()
    assert desk.store.commits == commits


async def test_one_miss_proves_nothing(desk: ReconcilingDesk) -> None:
    desk.wall.advance(60)
    await desk.reconcile()
    assert desk.entry.status is OrderStatus.UNKNOWN


async def test_two_misses_within_the_window_prove_nothing(desk: ReconcilingDesk) -> None:
    await desk.reconcile()
    desk.wall.advance(9)
    await desk.reconcile()
    assert desk.entry.status is OrderStatus.UNKNOWN


async def test_two_misses_past_the_window_prove_that_it_never_arrived(desk: ReconcilingDesk) -> None:
    await desk.absent()
    assert desk.entry.status is OrderStatus.REJECTED
    assert desk.position.close_reason is CloseReason.NOT_FILLED
    assert desk.venue.submitted == []


async def test_an_order_that_appears_late_is_adopted(desk: ReconcilingDesk) -> None:
    await desk.reconcile()
    desk.tell_venue(desk.entry, OrderStatus.OPEN)
    desk.tell_venue(desk.stop, OrderStatus.OPEN)
    desk.wall.advance(30)
    await desk.reconcile()
    await desk.reconcile()
    assert desk.entry.status is OrderStatus.OPEN


async def test_a_fill_missed_on_the_stream_is_read_from_the_trades(desk: ReconcilingDesk) -> None:
    desk.tell_venue(desk.entry, OrderStatus.FILLED, desk.entry.quantity)
    desk.tell_venue(desk.stop, OrderStatus.OPEN)
    desk.traded(desk.entry, "43600")
    await desk.reconcile()
    desk.tell_venue(desk.stop, OrderStatus.FILLED, desk.stop.quantity)
    desk.traded(desk.stop, "42900")
    await desk.reconcile()
    assert desk.position.status is PositionStatus.CLOSED
    assert desk.position.close_reason is CloseReason.STOPPED


async def test_trades_of_an_order_that_has_ended_are_still_read(desk: ReconcilingDesk) -> None:
    desk.tell_venue(desk.stop, OrderStatus.OPEN)
    desk.tell_venue(desk.entry, OrderStatus.EXPIRED, desk.entry.quantity)
    desk.change(desk.entry, status=OrderStatus.EXPIRED, reported=desk.entry.quantity)
    desk.traded(desk.entry, "43600")
    await desk.reconcile()
    assert desk.entry.filled == desk.entry.quantity
    assert desk.position.status is PositionStatus.ACTIVE


async def test_what_a_sale_in_parts_leaves_over_in_between_is_no_dust(desk: ReconcilingDesk) -> None:
    desk.tell_venue(desk.entry, OrderStatus.FILLED, desk.entry.quantity)
    desk.tell_venue(desk.stop, OrderStatus.OPEN)
    desk.traded(desk.entry, "43600")
    await desk.reconcile()
    sold = desk.filters_floor(desk.position.quantity)
    desk.tell_venue(desk.stop, OrderStatus.OPEN, quantity=sold)
    await desk.reconcile()
    last = Decimal("0.00005")
    for part in (sold - last, last):
        desk.traded(desk.stop, "42900", part)
    desk.tell_venue(desk.stop, OrderStatus.FILLED, sold, sold)
    await desk.reconcile()
    assert desk.store.kinds().count("position.closed") == 1
    assert desk.account.dust_cost == desk.position.dust * Decimal(43600)


async def test_a_strange_order_is_recorded_once_and_left_alone(desk: ReconcilingDesk) -> None:
    report = OrderReport(
        client_order_id=ClientOrderId("somebody-else"),
        venue_order_id=VenueOrderId("x"),
        symbol=desk.entry.symbol,
        side=desk.entry.side,
        status=OrderStatus.OPEN,
        quantity=Quantity(1),
        filled=Quantity(0),
        at=desk.market.now(),
    )
    desk.venue.known[report.client_order_id] = report
    await desk.reconcile()
    await desk.reconcile()
    assert desk.store.kinds().count("order.external") == 1
    assert desk.venue.cancelled == []


async def test_an_entry_that_comes_back_from_the_dead_is_adopted_and_cancelled(desk: ReconcilingDesk) -> None:
    await desk.absent()
    desk.tell_venue(desk.entry, OrderStatus.OPEN)
    await desk.reconcile()
    assert desk.entry.status is OrderStatus.OPEN
    assert desk.position.status is PositionStatus.ARMED
    assert [d.order_id for d in await desk.begin() if isinstance(d, Cancel)] == [desk.entry.id]


async def test_a_list_that_comes_back_from_the_dead_filled_is_adopted_with_its_stop(desk: ReconcilingDesk) -> None:
    await desk.absent()
    desk.tell_venue(desk.entry, OrderStatus.FILLED, desk.entry.quantity)
    desk.tell_venue(desk.stop, OrderStatus.OPEN)
    desk.traded(desk.entry, "43600")
    await desk.reconcile()
    assert desk.position.status is PositionStatus.ACTIVE
    assert desk.stop.cancel_requested_at is None
    assert len(desk.orders(OrderRole.STOP)) == 1
    assert await desk.begin() == []


async def test_an_order_that_is_not_found_but_has_traded_is_filled_and_not_absent(desk: ReconcilingDesk) -> None:
    await desk.reconcile()
    desk.traded(desk.entry, "43600")
    desk.tell_venue(desk.stop, OrderStatus.OPEN)
    desk.wall.advance(11)
    await desk.reconcile()
    assert desk.entry.status is OrderStatus.FILLED
    assert desk.position.status is PositionStatus.ACTIVE


async def test_two_misses_of_which_one_lies_within_the_window_prove_nothing(desk: ReconcilingDesk) -> None:
    await desk.reconcile()
    desk.wall.advance(11)
    await desk.reconcile()
    assert desk.entry.status is OrderStatus.UNKNOWN
    assert desk.entry.asked == 2


async def test_a_restart_between_two_misses_forgets_neither(desk: ReconcilingDesk) -> None:
    await desk.reconcile()
    desk.wall.advance(11)
    await desk.reconcile()
    desk.restart()
    await desk.reconcile()
    assert desk.entry.status is OrderStatus.REJECTED


async def test_what_is_under_way_is_neither_doubted_nor_asked_about(desk: ReconcilingDesk) -> None:
    named = {desk.entry.client_order_id, desk.stop.client_order_id}
    await desk.doubt_sending(TENANT, ACCOUNT, named)
    await desk.reconcile_account(TENANT, ACCOUNT, desk.venue, under_way=lambda: named)
    assert desk.entry.status is OrderStatus.SENDING
    desk.tell_venue(desk.entry, OrderStatus.OPEN)
    await desk.reconcile_account(TENANT, ACCOUNT, desk.venue, under_way=lambda: named)
    assert desk.entry.status is OrderStatus.SENDING


async def test_asking_about_our_own_orders_costs_one_question_a_pair(desk: ReconcilingDesk) -> None:
    desk.tell_venue(desk.entry, OrderStatus.OPEN)
    desk.tell_venue(desk.stop, OrderStatus.OPEN)
    await desk.reconcile()
    desk.venue.asked.clear()
    await desk.reconcile_account(TENANT, ACCOUNT, desk.venue, everywhere=False)
    assert desk.venue.asked == ["open orders BTC/USDT"]


async def test_what_was_learned_by_asking_says_so_in_the_audit_trail(desk: ReconcilingDesk) -> None:
    desk.tell_venue(desk.entry, OrderStatus.FILLED, desk.entry.quantity)
    desk.tell_venue(desk.stop, OrderStatus.OPEN)
    desk.traded(desk.entry, "43600")
    await desk.reconcile()
    asked = [e.kind for e in desk.store.events if e.figures.get("asked") == "true"]
    assert asked == ["order.fill", "order.open"]
