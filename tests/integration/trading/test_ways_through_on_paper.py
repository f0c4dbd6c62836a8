"""From the click to the closed position on the paper venue, every way out; books and venue agree to the last digit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.trading.order import OrderRole, OrderStatus
from domain.trading.position import CloseReason, PositionStatus
from tests.integration.trading.paper_floor import PaperFloor, a_floor


async def assert_books_agree_with_the_venue(floor: PaperFloor) -> None:
    """Cash in the books less what dust cost is the cash at the venue, and nothing works there any more."""
    assert floor.position.status is PositionStatus.CLOSED
    assert await floor.venue.open_orders() == []
    account = floor.account
    assert account.realised == floor.position.net
    assert await floor.owned("USDT") == account.balance - account.dust_cost
    assert await floor.owned("BTC") == floor.position.dust


async def test_a_trade_trails_and_is_stopped_out_in_profit() -> None:
    floor = await a_floor()
    position = await floor.entered()
    assert position.status is PositionStatus.ACTIVE
    assert position.unprotected_s == 0
    assert position.span is not None and position.average_entry is not None
    three_spans = str((position.average_entry + position.span * 3 + 1).quantize(Decimal("0.01")))

    await floor.trailed(three_spans)
    trailed = floor.position
    await floor.moves(str(trailed.stop - 5))

    assert [s.spans for s in trailed.steps] == [0, 3]
    assert trailed.stop > position.average_entry + position.span
    assert floor.position.close_reason is CloseReason.STOPPED
    assert floor.position.result_r > 1
    await assert_books_agree_with_the_venue(floor)
    told = [e.sentence.split(" · ")[0] for e in floor.store.events if e.position_id]
    assert [s.split()[0] for s in told] == ["Executed", "Filled", "Protected", "Stop", "Stopped", "Closed"]


async def test_the_trader_closes_all_at_the_market() -> None:
    floor = await a_floor()
    position = await floor.entered()
    await floor.moves("43700")

    await floor.close_position(floor.trader, position.id)
    await floor.react()

    assert floor.position.close_reason is CloseReason.TRADER
    await assert_books_agree_with_the_venue(floor)


async def test_half_is_closed_and_the_rest_is_stopped() -> None:
    floor = await a_floor()
    position = await floor.entered()

    await floor.close_position(floor.trader, position.id, "0.5")
    await floor.react()
    half = floor.position
    await floor.moves(str(position.stop - 1))

    assert half.status is PositionStatus.ACTIVE
    assert half.exited > 0
    assert floor.position.close_reason is CloseReason.STOPPED
    await assert_books_agree_with_the_venue(floor)


async def test_two_targets_take_their_shares_and_the_stop_shrinks_with_them() -> None:
    floor = await a_floor()
    targets = [{"price": "44500", "share": "0.5"}, {"price": "45000", "share": "0.5"}]
    position = await floor.entered(exit_policy="target", targets=targets)

    await floor.moves("44510")
    after_first = floor.position
    stop = floor.working(OrderRole.STOP)
    await floor.moves("45010")

    assert position.status is after_first.status is PositionStatus.ACTIVE
    assert stop.quantity <= after_first.quantity
    assert floor.position.close_reason in (CloseReason.TARGET, CloseReason.STOPPED)
    assert len([o for o in floor.orders(OrderRole.TARGET) if o.status is OrderStatus.FILLED]) == 2


async def test_a_stop_that_trades_ends_its_targets() -> None:
    floor = await a_floor()
    position = await floor.entered(exit_policy="both", targets=[{"price": "45000", "share": "0.5"}])

    await floor.moves(str(position.stop - 1))

    assert floor.position.close_reason is CloseReason.STOPPED
    await assert_books_agree_with_the_venue(floor)


async def test_a_position_with_resting_targets_trails_parts_and_closes() -> None:
    floor = await a_floor()
    position = await floor.entered(exit_policy="both", targets=[{"price": "47000", "share": "0.5"}])
    assert position.span is not None and position.average_entry is not None

    await floor.trailed(str((position.average_entry + position.span + 1).quantize(Decimal("0.01"))))
    assert floor.position.stop > position.average_entry
    await floor.close_position(floor.trader, position.id, "0.75")
    await floor.react()
    assert floor.position.status is PositionStatus.ACTIVE
    await floor.close_position(floor.trader, position.id)
    await floor.react()

    assert floor.position.close_reason is CloseReason.TRADER
    await assert_books_agree_with_the_venue(floor)


async def test_a_target_added_later_is_taken_and_the_rest_trails() -> None:
    floor = await a_floor()
    position = await floor.entered()
    await floor.add_target(floor.trader, position.id, "44200", "0.5")

    await floor.trailed("44210")
    await floor.trailed("44211")
    taken = floor.position
    await floor.moves(str(taken.stop - 1))

    assert 0 < taken.exited < taken.entered
    assert floor.position.close_reason is CloseReason.STOPPED
    await assert_books_agree_with_the_venue(floor)


async def test_a_short_pays_interest_and_owes_nothing_at_the_end() -> None:
    floor = await a_floor()
    position = await floor.entered(side="short", stop="44500")
    await floor.moves("43000")

    await floor.close_position(floor.trader, position.id)
    await floor.react()

    assert position.status is PositionStatus.ACTIVE
    assert floor.position.net > 0
    await assert_books_agree_with_the_venue(floor)


async def test_a_resting_entry_fills_when_the_market_comes_to_it() -> None:
    floor = await a_floor()
    armed = await floor.entered(entry="limit", limit="43300", stop="42500")
    assert armed.status is PositionStatus.ARMED

    await floor.moves("43290")
    active = floor.position
    await floor.moves("42490")

    assert active.status is PositionStatus.ACTIVE
    assert active.average_entry == Decimal(43300)
    await assert_books_agree_with_the_venue(floor)


async def test_a_resting_entry_filled_in_part_is_protected_for_that_part() -> None:
    floor = await a_floor()
    await floor.entered(entry="limit", limit="43300", stop="42500")

    await floor.moves("43299", traded="0.02")
    partly = floor.position
    stop = floor.working(OrderRole.STOP)
    await floor.cancel_order(floor.trader, floor.working(OrderRole.ENTRY).id)
    await floor.react()

    assert partly.status is PositionStatus.ENTERING
    assert 0 < stop.quantity <= partly.quantity < partly.entered + 1
    assert floor.position.status is PositionStatus.ACTIVE
    await floor.moves("42490")
    await assert_books_agree_with_the_venue(floor)


async def test_an_amended_entry_keeps_its_stop_and_fills_at_its_new_price() -> None:
    floor = await a_floor()
    await floor.entered(entry="limit", limit="43300", stop="42500")

    await floor.amend_order(floor.trader, floor.working(OrderRole.ENTRY).id, "43200")
    await floor.react()
    await floor.moves("43190")

    assert floor.position.status is PositionStatus.ACTIVE
    assert floor.position.average_entry == Decimal(43200)


async def test_a_cancelled_resting_entry_leaves_nothing_at_the_venue() -> None:
    floor = await a_floor()
    await floor.entered(entry="limit", limit="43300", stop="42500")

    await floor.cancel_order(floor.trader, floor.working(OrderRole.ENTRY).id)
    await floor.react()

    assert floor.position.close_reason is CloseReason.NOT_FILLED
    await assert_books_agree_with_the_venue(floor)


@pytest.mark.parametrize("flatten", [True, False])
async def test_the_kill_switch_withdraws_and_flattens_or_leaves_the_stop(flatten: bool) -> None:
    floor = await a_floor()
    position = await floor.entered()

    await floor.kill_switch(floor.trader, position.account_id, "HALT", "the news", flatten)
    await floor.react()

    if flatten:
        assert floor.position.close_reason is CloseReason.KILL_SWITCH
    else:
        assert floor.position.status is PositionStatus.ACTIVE
        await floor.moves(str(position.stop - 1))
        assert floor.position.close_reason is CloseReason.STOPPED
    await assert_books_agree_with_the_venue(floor)
