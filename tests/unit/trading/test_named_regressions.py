"""What has cost traders of other products money or sleep, held here against the rules: each named after its report."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.shared.ids import VenueOrderId
from domain.shared.money import Price
from domain.trading.dispatch import Replace, Submit, SubmitList
from domain.trading.order import OrderRole, OrderStatus
from domain.trading.position import PositionStatus
from domain.trading.use_cases.protect_position import Protection
from domain.trading.venue import Acknowledged, CancelledOnly, OutcomeUnknown
from tests.fakes.trading_desk import ACCOUNT, TENANT
from tests.unit.trading.test_reconcile_account import ReconcilingDesk


@pytest.fixture
async def desk() -> ReconcilingDesk:
    desk = ReconcilingDesk()
    await desk.executed()
    await desk.begin()
    return desk


@pytest.fixture
async def held(desk: ReconcilingDesk) -> ReconcilingDesk:
    """A desk with an open position and its stop at the venue."""
    desk.tell_venue(desk.entry, OrderStatus.FILLED, desk.entry.quantity)
    desk.tell_venue(desk.stop, OrderStatus.OPEN)
    desk.traded(desk.entry, "43600")
    await desk.reconcile()
    assert desk.position.status is PositionStatus.ACTIVE
    return desk


async def test_hummingbot_8457_orders_accepted_during_a_dns_outage_are_adopted(desk: ReconcilingDesk) -> None:
    for dispatch_order in (desk.entry, desk.stop):
        assert dispatch_order.status is OrderStatus.SENDING
    dispatch = SubmitList(order_ids=(desk.entry.id, desk.stop.id), request=None)  # type: ignore[arg-type]
    await desk.apply_outcome(TENANT, ACCOUNT, dispatch, OutcomeUnknown(cause="name resolution failed"))
    desk.tell_venue(desk.entry, OrderStatus.FILLED, desk.entry.quantity)
    desk.tell_venue(desk.stop, OrderStatus.OPEN)
    desk.traded(desk.entry, "43600")
    await desk.reconcile()
    assert desk.position.status is PositionStatus.ACTIVE
    assert desk.venue.submitted == []


async def test_freqtrade_4403_an_order_not_found_at_start_up_stops_nothing_and_is_not_given_up_at_once(
    held: ReconcilingDesk,
) -> None:
    held.venue.known.clear()
    held.restart()
    await held.reconcile()
    assert held.stop.status is OrderStatus.OPEN
    assert held.position.status is PositionStatus.ACTIVE
    assert (held.stop.asked, held.stop.doubted_at) == (1, held.wall.now())


async def test_octobot_3190_a_stop_that_is_gone_after_a_restart_is_placed_again(held: ReconcilingDesk) -> None:
    held.venue.known.pop(held.stop.client_order_id)
    held.restart()
    for pause in (0, 11, 2):
        held.wall.advance(pause)
        await held.reconcile()
    first, second = held.orders(OrderRole.STOP)
    assert (first.status, second.status) == (OrderStatus.CANCELLED, OrderStatus.INTENT)
    assert held.position.status is PositionStatus.PROTECTING
    assert held.position.exposed_since is not None


async def test_nautilus_3104_a_long_lived_position_whose_entry_the_venue_forgot_does_not_block_a_restart(
    held: ReconcilingDesk,
) -> None:
    held.venue.known.pop(held.entry.client_order_id)
    held.venue.trades.clear()
    held.wall.advance(90 * 86_400)
    held.restart()
    await held.reconcile()
    assert held.position.status is PositionStatus.ACTIVE
    assert held.position.quantity > 0


async def test_nautilus_5000_working_orders_are_kept_at_start_up(held: ReconcilingDesk) -> None:
    held.restart()
    await held.reconcile()
    assert held.stop.status is OrderStatus.OPEN
    assert held.venue.cancelled == []


async def test_nautilus_4958_a_time_out_in_flight_is_unknown_and_not_rejected(desk: ReconcilingDesk) -> None:
    dispatch = SubmitList(order_ids=(desk.entry.id, desk.stop.id), request=None)  # type: ignore[arg-type]
    await desk.apply_outcome(TENANT, ACCOUNT, dispatch, OutcomeUnknown(cause="no answer within 10 s"))
    assert {desk.entry.status, desk.stop.status} == {OrderStatus.UNKNOWN}
    await desk.reconcile()
    assert desk.entry.status is OrderStatus.UNKNOWN


async def test_freqtrade_11461_a_stop_whose_adjustment_is_in_doubt_is_not_adjusted_a_second_time(
    held: ReconcilingDesk,
) -> None:
    held.view.price(held.position.symbol, "45200")
    await held.trail_stop(TENANT, held.position.id, Price("45200"))
    (dispatch,) = await held.begin()
    assert isinstance(dispatch, Replace)
    await held.apply_outcome(TENANT, ACCOUNT, dispatch, OutcomeUnknown(cause="reset"))
    again = await held.trail_stop(TENANT, held.position.id, Price("45200"))
    assert again is None
    assert await held.begin() == []


async def test_a_triggered_stop_that_the_venue_forgot_is_filled_and_not_cancelled(held: ReconcilingDesk) -> None:
    held.venue.known.pop(held.stop.client_order_id)
    held.traded(held.stop, "42900", held.stop.quantity)
    for pause in (0, 11, 2):
        held.wall.advance(pause)
        await held.reconcile()
    assert held.stop.status is OrderStatus.FILLED
    assert held.position.status is PositionStatus.CLOSED


async def test_a_replacement_that_lost_the_old_stop_is_made_good_at_once_and_measured(held: ReconcilingDesk) -> None:
    old = held.stop
    held.view.price(held.position.symbol, "45200")
    await held.trail_stop(TENANT, held.position.id, Price("45200"))
    (dispatch,) = await held.begin()
    assert isinstance(dispatch, Replace)
    await held.apply_outcome(TENANT, ACCOUNT, dispatch, CancelledOnly(code="PRICE_FILTER", sentence="no"))
    assert held.store.orders[old.id].status is OrderStatus.CANCELLED
    assert held.position.status is PositionStatus.PROTECTING
    (placed,) = await held.begin()
    assert isinstance(placed, Submit)
    assert placed.request.stop == held.position.stop
    held.market.advance(3)
    await held.apply_outcome(TENANT, ACCOUNT, placed, _acknowledged())
    assert held.position.status is PositionStatus.ACTIVE
    assert held.position.unprotected_s == Decimal(3)
    assert held.store.kinds().count("position.exposed") == 1
    assert held.store.kinds().count("position.protected") == 2


def _acknowledged() -> Acknowledged:
    return Acknowledged(venue_order_ids=(VenueOrderId("v9"),))


async def test_what_a_resting_entry_filled_in_part_does_not_wait_without_a_live_stop() -> None:
    desk = ReconcilingDesk()
    await desk.executed(entry="limit", limit="43000")
    await desk.dispatch()
    await desk.trade(desk.entry, "0.01", "43000")
    assert (desk.position.status, desk.stop.waiting) == (PositionStatus.ENTERING, True)
    assert desk.position.exposed_since is not None
    assert await desk.protect_position(TENANT, desk.position.id) is Protection.WAITING
    desk.wall.advance(6)
    assert await desk.protect_position(TENANT, desk.position.id) is Protection.ENTRY_WITHDRAWN
    assert desk.entry.cancel_requested_at is not None
    await desk.told(desk.entry, OrderStatus.CANCELLED, filled="0.01")
    await desk.told(desk.stop, OrderStatus.EXPIRED)
    assert [o.status for o in desk.orders(OrderRole.STOP)] == [OrderStatus.EXPIRED, OrderStatus.INTENT]


async def test_octobot_3190_a_target_that_is_gone_from_the_venue_is_sold_when_its_price_trades() -> None:
    other = ReconcilingDesk()
    await other.executed(exit_policy="target", targets=[{"price": "44600", "share": "1"}])
    await other.begin()
    (target,) = other.orders(OrderRole.TARGET)
    for order, status in ((other.entry, OrderStatus.FILLED), (other.stop, OrderStatus.OPEN)):
        other.tell_venue(order, status, order.quantity if status is OrderStatus.FILLED else Decimal(0))
    other.tell_venue(target, OrderStatus.OPEN)
    other.traded(other.entry, "43600")
    await other.reconcile()
    assert other.position.targets[0].order_id == target.id
    other.tell_venue(target, OrderStatus.CANCELLED)
    await other.reconcile()
    assert other.position.targets[0].order_id is None
    assert await other.take_targets(TENANT, other.position.id, Price("44650"))
