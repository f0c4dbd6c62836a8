from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.identity.principal import Role
from domain.risk.limits import Costs
from domain.shared.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from domain.shared.money import Price
from domain.trading.account import TradingState
from domain.trading.dispatch import Replace, Submit, SubmitList
from domain.trading.errors import NotProtectedError
from domain.trading.order import OrderRole, OrderStatus
from domain.trading.plan import PlanStatus
from domain.trading.position import CloseReason, PositionStatus
from domain.trading.use_cases.apply_report import Applied
from domain.trading.use_cases.protect_position import Protection
from domain.trading.use_cases.watch_stop import Watched
from domain.trading.venue import OutcomeUnknown, ProvenReject
from tests.fakes.market_view import ADA, BNB, BTC, ETH, SOL
from tests.fakes.trading_desk import ACCOUNT, TENANT, TradingDesk, paper_account, principal

FREE = Costs(fee_in=Decimal(0), fee_out=Decimal(0), slippage=Decimal(0))


def free_desk() -> TradingDesk:
    return TradingDesk(paper_account(costs=FREE))


async def test_an_acknowledged_list_filled_at_once_is_active_without_an_unprotected_moment() -> None:
    desk = TradingDesk()
    position = await desk.opened()

    assert position.status is PositionStatus.ACTIVE
    assert position.unprotected_s == 0
    assert position.span == position.average_entry - position.initial_stop
    assert position.stop_order_id == desk.working(OrderRole.STOP).id
    assert [k for k in desk.store.kinds() if k.startswith("position")] == [
        "position.entered",
        "position.protected",
    ]


async def test_two_fills_average_by_quantity_as_the_book_says() -> None:
    desk = free_desk()
    desk.store.put(replace(desk.account, allocated=Decimal(1_000_000), month_capital=Decimal(1_000_000)))
    desk.quote(BTC, "50300")
    await desk.executed(stop="49000", entry="limit", limit="50250")
    await desk.dispatch()
    entry = desk.working(OrderRole.ENTRY)
    desk.store.put(replace(entry, quantity=type(entry.quantity)(1)))

    await desk.trade(entry, "0.7", "50200")
    await desk.trade(entry, "0.3", "50100")

    assert desk.position.average_entry == Decimal(50170)
    assert desk.store.orders[entry.id].average == Decimal(50170)
    assert desk.store.orders[entry.id].status is OrderStatus.FILLED


async def test_a_repeated_trade_changes_nothing() -> None:
    desk = TradingDesk()
    await desk.executed()
    await desk.dispatch()
    entry = desk.working(OrderRole.ENTRY)
    report = desk.fill_report(entry, str(entry.quantity), "43600")

    first = await desk.apply_report(TENANT, ACCOUNT, report)
    events = len(desk.store.events)
    second = await desk.apply_report(TENANT, ACCOUNT, report)

    assert (first.applied, second.applied) == (Applied.APPLIED, Applied.UNCHANGED)
    assert desk.position.entered == entry.quantity
    assert len(desk.store.events) == events


async def test_a_report_of_an_order_that_is_not_ours_is_left_alone() -> None:
    desk = TradingDesk()
    await desk.executed()
    foreign = replace(desk.working(OrderRole.ENTRY), client_order_id="someone-else")

    answer = await desk.trade(foreign, "1", "43600")

    assert answer.applied is Applied.FOREIGN
    assert desk.position.entered == 0


async def test_base_asset_fees_reduce_what_can_be_sold_and_leave_dust() -> None:
    desk = TradingDesk()
    await desk.executed()
    await desk.dispatch()
    entry, stop = desk.working(OrderRole.ENTRY), desk.working(OrderRole.STOP)
    fee = entry.quantity / 1000
    await desk.trade(entry, str(entry.quantity), "43600", fee=str(fee), asset="BTC")
    held = desk.position.quantity
    sold = (held / Decimal("0.00001")).to_integral_value("ROUND_FLOOR") * Decimal("0.00001")
    await desk.told(stop, OrderStatus.OPEN, quantity=str(sold))
    await desk.trade(stop, str(sold), "42900", fee="1")

    closed = desk.position
    assert held == entry.quantity - fee
    assert closed.status is PositionStatus.CLOSED
    assert closed.dust == held - sold > 0
    assert closed.fees == fee * Decimal(43600) + 1
    assert desk.account.dust_cost == closed.dust * Decimal(43600)
    assert closed.net == (Decimal(42900) - Decimal(43600)) * sold - closed.fees


async def test_a_stop_out_books_the_loss_and_says_when_the_cool_down_ends() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    stop = desk.working(OrderRole.STOP)
    desk.market.advance(600)

    await desk.trade(stop, str(stop.quantity), str(position.stop), fee="2")

    closed = desk.position
    assert (closed.status, closed.close_reason) == (PositionStatus.CLOSED, CloseReason.STOPPED)
    assert closed.net < 0
    assert desk.account.realised == desk.account.month_realised == desk.account.day_realised == closed.net
    assert desk.store.events[-1].kind == "position.closed"
    assert desk.store.events[-1].sentence.endswith("cool-down until 14:25:00")
    assert desk.store.events[-2].sentence.startswith("Stopped ")
    answer = await desk.validated()
    assert "COOLING_DOWN" in {d.code for d in answer.denials}


async def test_a_loss_of_the_months_budget_latches_the_account_to_reducing() -> None:
    desk = TradingDesk(paper_account(month_realised=Decimal(-350)))
    await desk.opened()
    stop = desk.working(OrderRole.STOP)

    await desk.trade(stop, str(stop.quantity), "40000", fee="2")

    assert desk.account.state is TradingState.REDUCING
    assert "budget.latched" in desk.store.kinds()


async def test_an_entry_that_ends_without_a_trade_closes_the_position_and_frees_its_risk() -> None:
    desk = TradingDesk()
    await desk.executed()
    await desk.dispatch()
    entry, stop = desk.working(OrderRole.ENTRY), desk.working(OrderRole.STOP)

    await desk.told(stop, OrderStatus.EXPIRED)
    await desk.told(entry, OrderStatus.EXPIRED, reason="not enough at the limit")

    assert desk.position.status is PositionStatus.CLOSED
    assert desk.position.close_reason is CloseReason.NOT_FILLED
    assert desk.store.events[-1].sentence == "Not filled · not enough at the limit"
    assert (await desk.validated()).status is PlanStatus.VALIDATED


async def test_a_list_the_venue_refuses_ends_rejected_with_its_reason() -> None:
    desk = TradingDesk()
    await desk.executed()

    await desk.dispatch(ProvenReject(code="NOTIONAL", sentence="too small"))

    assert {o.status for o in desk.store.orders.values()} == {OrderStatus.REJECTED}
    assert desk.position.close_reason is CloseReason.NOT_FILLED


async def test_an_unknown_outcome_resolves_by_a_trade() -> None:
    desk = TradingDesk()
    await desk.executed()
    await desk.dispatch(OutcomeUnknown(cause="time-out"))
    entry = desk.working(OrderRole.ENTRY)
    assert entry.status is OrderStatus.UNKNOWN

    await desk.trade(entry, str(entry.quantity), "43600")

    assert desk.store.orders[entry.id].status is OrderStatus.FILLED
    assert desk.position.status is PositionStatus.PROTECTING


async def test_a_trade_told_before_the_answer_is_not_undone_by_it() -> None:
    desk = TradingDesk()
    await desk.executed()
    (dispatch,) = await desk.begin_sending(TENANT, ACCOUNT, 1)
    assert isinstance(dispatch, SubmitList)
    entry = desk.working(OrderRole.ENTRY)
    await desk.trade(entry, str(entry.quantity), "43600")

    await desk.apply_outcome(TENANT, ACCOUNT, dispatch, OutcomeUnknown(cause="time-out"))

    assert desk.store.orders[entry.id].status is OrderStatus.FILLED


async def test_a_venue_that_says_filled_before_its_trades_is_asked_for_them() -> None:
    desk = TradingDesk()
    await desk.executed()
    await desk.dispatch()
    entry = desk.working(OrderRole.ENTRY)

    answer = await desk.told(entry, OrderStatus.FILLED, filled=str(entry.quantity))

    assert answer.fills_missing
    assert desk.store.orders[entry.id].status is OrderStatus.OPEN
    after = await desk.trade(entry, str(entry.quantity), "43600")
    assert not after.fills_missing
    assert desk.store.orders[entry.id].status is OrderStatus.FILLED


async def test_a_cancelled_entry_with_trades_still_to_be_read_is_not_taken_for_unfilled() -> None:
    desk = TradingDesk()
    await desk.executed(entry="limit", limit="43000")
    await desk.dispatch()
    entry = desk.working(OrderRole.ENTRY)

    answer = await desk.told(entry, OrderStatus.CANCELLED, filled="0.01")
    before = desk.position.status
    await desk.trade(entry, "0.01", "43000")

    assert answer.fills_missing
    assert before is PositionStatus.ARMED
    assert desk.position.status is PositionStatus.ACTIVE
    assert desk.position.quantity == Decimal("0.01")
    assert desk.position.planned_loss < desk.store.plans[desk.position.plan_id].planned_loss


async def test_a_trade_of_an_entry_given_up_as_refused_opens_the_position_again_and_gets_a_stop() -> None:
    desk = TradingDesk()
    await desk.executed()
    await desk.dispatch(ProvenReject(code="LIST_INVALID", sentence="no"))
    (entry,) = desk.orders(OrderRole.ENTRY)

    await desk.trade(entry, str(entry.quantity), "43600")

    assert desk.store.orders[entry.id].status is OrderStatus.FILLED
    assert (desk.position.status, desk.position.close_reason) == (PositionStatus.PROTECTING, None)
    assert "position.reopened" in desk.store.kinds()


async def test_an_over_fill_is_booked_and_pauses_trading() -> None:
    desk = TradingDesk()
    await desk.executed()
    await desk.dispatch()
    entry = desk.working(OrderRole.ENTRY)

    await desk.trade(entry, str(entry.quantity * 2), "43600")

    assert desk.account.state is TradingState.HALTED
    assert "order.overfilled" in desk.store.kinds()
    assert desk.position.entered == entry.quantity * 2


async def test_the_stop_trails_in_whole_spans_and_frees_the_budget_when_confirmed() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    assert position.span is not None and position.average_entry is not None
    one_span = Price(position.average_entry + position.span)

    assert await desk.trail_stop(TENANT, position.id, Price(one_span - 1)) is None
    order = await desk.trail_stop(TENANT, position.id, one_span)
    assert order is not None
    assert await desk.trail_stop(TENANT, position.id, one_span) is None
    assert desk.position.stop == position.initial_stop
    (sent,) = await desk.dispatch()

    moved = desk.position
    assert isinstance(sent, Replace)
    assert moved.stop == order.stop > position.average_entry
    assert [s.spans for s in moved.steps] == [0, 1]
    assert moved.stop_order_id == order.id
    assert desk.store.orders[sent.old_id].status is OrderStatus.CANCELLED
    assert "· frees " in desk.store.events[-1].sentence


async def test_a_refused_replacement_leaves_the_old_stop_in_force() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.tighten_stop(desk.trader, position.id, "43200")

    await desk.dispatch(ProvenReject(code="STOP_WOULD_TRIGGER", sentence="too near"))

    assert desk.position.status is PositionStatus.ACTIVE
    assert desk.position.stop == position.initial_stop


async def test_four_plans_fill_the_budget_and_break_even_on_one_admits_another() -> None:
    desk = TradingDesk()
    symbols = (BTC, ETH, SOL, BNB)
    positions = [await desk.opened(s, stop="41856") for s in symbols]
    refused = await desk.planned(ADA, stop="41856")
    assert "BUDGET_EXHAUSTED" in {d.code for d in refused.denials}
    first = positions[0]
    assert first.span is not None and first.average_entry is not None

    await desk.trail_stop(TENANT, first.id, Price(first.average_entry + first.span))
    await desk.dispatch()
    admitted = await desk.validated(ADA, stop="41856")

    assert refused.status is PlanStatus.DENIED
    assert "BUDGET_EXHAUSTED" not in {d.code for d in admitted.denials}


@pytest.mark.parametrize("bad", ["42000", "43600", "43599.999", "50000"])
async def test_a_stop_is_neither_loosened_nor_put_at_the_price(bad: str) -> None:
    desk = TradingDesk()
    position = await desk.opened()

    with pytest.raises(InvalidInputError) as caught:
        await desk.tighten_stop(desk.trader, position.id, bad if bad != "43599.999" else "43600.01")

    assert caught.value.field == "stop"
    assert len(desk.orders(OrderRole.STOP)) == 1


async def test_a_stop_that_vanished_at_the_venue_is_placed_again_at_once() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.told(desk.working(OrderRole.STOP), OrderStatus.CANCELLED, reason="by somebody at the venue")
    assert desk.position.status is PositionStatus.PROTECTING
    assert await desk.protect_position(TENANT, position.id) is Protection.WAITING

    await desk.dispatch()

    assert desk.position.status is PositionStatus.ACTIVE
    assert desk.working(OrderRole.STOP).stop == position.stop
    assert await desk.protect_position(TENANT, position.id) is Protection.SAFE


async def test_a_successor_places_the_stop_that_a_crash_left_missing() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.told(desk.working(OrderRole.STOP), OrderStatus.CANCELLED)
    del desk.store.orders[desk.working(OrderRole.STOP).id]

    assert await desk.protect_position(TENANT, position.id) is Protection.STOP_PLACED
    await desk.dispatch()

    assert desk.position.status is PositionStatus.ACTIVE


async def test_where_the_venue_has_no_lists_the_stop_follows_the_fill_at_once() -> None:
    desk = TradingDesk(lists=False)
    await desk.executed()
    (sent,) = await desk.dispatch()
    assert isinstance(sent, Submit)
    entry = desk.working(OrderRole.ENTRY)
    await desk.trade(entry, str(entry.quantity), "43600")
    assert desk.position.status is PositionStatus.PROTECTING
    desk.market.advance(1)

    await desk.dispatch()
    await desk.told(desk.working(OrderRole.STOP), OrderStatus.OPEN)

    assert desk.position.status is PositionStatus.ACTIVE
    assert desk.position.unprotected_s == 1


async def test_a_stop_the_venue_refuses_flattens_the_position() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.told(desk.working(OrderRole.STOP), OrderStatus.CANCELLED)
    await desk.dispatch(ProvenReject(code="STOP_WOULD_TRIGGER", sentence="price is through it"))

    assert await desk.protect_position(TENANT, position.id) is Protection.FLATTENED
    (sent,) = await desk.dispatch()
    leaving = desk.working(OrderRole.EXIT)
    await desk.trade(leaving, str(leaving.quantity), "43000")

    assert isinstance(sent, Submit)
    assert desk.position.close_reason is CloseReason.UNPROTECTED


async def test_a_stop_not_confirmed_in_time_flattens_the_position() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.told(desk.working(OrderRole.STOP), OrderStatus.CANCELLED)
    desk.wall.advance(6)

    assert await desk.protect_position(TENANT, position.id) is Protection.FLATTENED
    assert desk.position.status is PositionStatus.EXITING


async def test_the_second_line_acts_at_once_where_no_stop_rests_and_after_a_grace_where_one_does() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    through = Price("42000")

    assert await desk.watch_stop(TENANT, position.id, Price("43600")) is Watched.HELD
    assert await desk.watch_stop(TENANT, position.id, through) is Watched.WAITING
    desk.wall.advance(2)
    assert await desk.watch_stop(TENANT, position.id, through) is Watched.LEFT
    (sent,) = await desk.dispatch()
    leaving = desk.working(OrderRole.EXIT)
    await desk.trade(leaving, str(leaving.quantity), "42000")

    assert isinstance(sent, Replace)
    assert desk.position.close_reason is CloseReason.STOPPED


async def test_the_second_line_does_nothing_on_stale_or_incredible_prices() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.told(desk.working(OrderRole.STOP), OrderStatus.CANCELLED)

    assert await desk.watch_stop(TENANT, position.id, Price("10000")) is Watched.DOUBTED
    desk.view.stale_s = 30
    assert await desk.watch_stop(TENANT, position.id, Price("42000")) is Watched.DOUBTED
    assert desk.orders(OrderRole.EXIT) == []


async def test_closing_all_replaces_the_stop_by_a_market_exit() -> None:
    desk = free_desk()
    position = await desk.opened()
    old = desk.working(OrderRole.STOP)

    leaving = await desk.close_position(desk.trader, position.id)
    (sent,) = await desk.dispatch()
    order = desk.working(OrderRole.EXIT)
    await desk.trade(order, str(order.quantity), "44000")

    assert leaving.status is PositionStatus.EXITING
    assert isinstance(sent, Replace) and sent.old_id == old.id
    assert desk.position.close_reason is CloseReason.TRADER
    assert desk.position.gross == Decimal(400) * position.quantity


async def test_closing_twice_is_refused_the_second_time() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.close_position(desk.trader, position.id)

    with pytest.raises(ConflictError, match="being closed already"):
        await desk.close_position(desk.trader, position.id)

    assert len(desk.orders(OrderRole.EXIT)) == 1


async def test_a_refused_exit_leaves_the_position_active_and_it_can_be_asked_again() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.close_position(desk.trader, position.id)
    await desk.dispatch(ProvenReject(code="SYMBOL_HALTED", sentence="halted"))

    assert (desk.position.status, desk.position.close_reason) == (PositionStatus.ACTIVE, None)
    again = await desk.close_position(desk.trader, position.id)
    assert again.status is PositionStatus.EXITING


async def test_closing_half_makes_the_stop_smaller_before_it_sells() -> None:
    desk = free_desk()
    position = await desk.opened()
    whole = position.quantity

    await desk.close_position(desk.trader, position.id, "0.5")
    (first,) = await desk.dispatch()
    (second,) = await desk.dispatch()
    order = desk.working(OrderRole.EXIT)
    await desk.trade(order, str(order.quantity), "44000")

    assert isinstance(first, Replace) and isinstance(second, Submit)
    assert desk.position.status is PositionStatus.ACTIVE
    assert desk.position.quantity == whole - order.quantity
    assert desk.working(OrderRole.STOP).quantity == whole - order.quantity
    assert desk.position.net == Decimal(400) * order.quantity
    assert desk.account.realised == desk.position.net


@pytest.mark.parametrize("share", ["0", "-1", "1.1", "NaN", True, [1], "1e400", "０.５", "x" * 10_000, None])
async def test_a_share_that_is_none_is_refused_by_name(share: object) -> None:
    desk = TradingDesk()
    position = await desk.opened()

    with pytest.raises(InvalidInputError) as caught:
        await desk.close_position(desk.trader, position.id, share)

    assert caught.value.field == "share"


async def test_an_added_target_is_taken_when_its_price_trades() -> None:
    desk = free_desk()
    position = await desk.opened()
    await desk.add_target(desk.trader, position.id, "44500", "0.25")

    assert not await desk.take_targets(TENANT, position.id, Price("44499"))
    assert await desk.take_targets(TENANT, position.id, Price("44500"))
    assert not await desk.take_targets(TENANT, position.id, Price("44500"))
    await desk.dispatch()
    await desk.dispatch()
    order = desk.working(OrderRole.EXIT)
    await desk.trade(order, str(order.quantity), "44500")

    assert desk.position.targets[0].order_id == order.id
    assert desk.position.status is PositionStatus.ACTIVE
    assert "position.reduced" in desk.store.kinds()


async def test_a_resting_target_that_takes_all_closes_the_position() -> None:
    desk = TradingDesk()
    position = await desk.opened(exit_policy="target", targets=[{"price": "45000", "share": "1"}])
    target, stop = desk.working(OrderRole.TARGET), desk.working(OrderRole.STOP)

    await desk.trade(target, str(target.quantity), "45000")

    assert desk.position.close_reason is CloseReason.TARGET
    assert desk.store.orders[stop.id].cancel_requested_at is not None
    assert position.average_entry is not None


@pytest.mark.parametrize(
    ("price", "share", "field"),
    [("43000", "0.5", "price"), ("44500", "2", "share"), ("abc", "0.5", "price"), ("44500", "0.00001", "share")],
)
async def test_a_target_that_cannot_be_taken_is_refused(price: str, share: str, field: str) -> None:
    desk = TradingDesk()
    position = await desk.opened()

    with pytest.raises(InvalidInputError) as caught:
        await desk.add_target(desk.trader, position.id, price, share)

    assert caught.value.field == field
    assert desk.position.targets == ()


async def test_the_kill_switch_halts_withdraws_and_flattens() -> None:
    desk = TradingDesk()
    held = await desk.opened(BTC)
    await desk.executed(ETH, entry="limit", limit="43000")
    await desk.dispatch()
    waiting = await desk.validated(SOL)

    halted = await desk.kill_switch(desk.trader, ACCOUNT, "HALT", "the news", True)

    assert halted == desk.account
    assert (halted.state, halted.halt_reason) == (TradingState.HALTED, "the news")
    assert desk.store.plans[waiting.id].status is PlanStatus.CANCELLED
    assert desk.store.positions[held.id].status is PositionStatus.EXITING
    assert desk.working(OrderRole.ENTRY).cancel_requested_at is not None
    assert desk.working(OrderRole.EXIT).position_id == held.id


async def test_an_entry_that_fills_after_the_kill_switch_is_sold_at_once() -> None:
    desk = TradingDesk()
    await desk.executed(entry="limit", limit="43000")
    await desk.dispatch()
    entry = desk.working(OrderRole.ENTRY)
    await desk.kill_switch(desk.trader, ACCOUNT, "HALT", "the news", True)

    await desk.trade(entry, str(entry.quantity), "43000")

    assert desk.position.status is PositionStatus.EXITING
    assert desk.working(OrderRole.EXIT).quantity == entry.quantity


async def test_an_unsent_entry_is_taken_back_whole_by_the_kill_switch() -> None:
    desk = TradingDesk()
    await desk.executed()

    await desk.kill_switch(desk.trader, ACCOUNT, "HALT", "second thoughts")

    assert {o.status for o in desk.store.orders.values()} == {OrderStatus.CANCELLED}
    assert desk.position.status is PositionStatus.CLOSED
    assert await desk.begin_sending(TENANT, ACCOUNT, 1) == ()


@pytest.mark.parametrize(
    ("confirmation", "reason", "flatten", "field"),
    [
        ("halt", "why", False, "confirmation"),
        (True, "why", False, "confirmation"),
        ("HALT", "  ", False, "reason"),
        ("HALT", "x" * 10_000, False, "reason"),
        ("HALT", "why", "yes", "flatten"),
    ],
)
async def test_the_kill_switch_needs_its_word_and_a_reason(
    confirmation: object, reason: object, flatten: object, field: str
) -> None:
    desk = TradingDesk()

    with pytest.raises(InvalidInputError) as caught:
        await desk.kill_switch(desk.trader, ACCOUNT, confirmation, reason, flatten)

    assert caught.value.field == field
    assert desk.account.state is TradingState.ACTIVE


async def test_a_halted_account_resumes_only_into_what_its_month_allows() -> None:
    desk = TradingDesk()
    await desk.kill_switch(desk.trader, ACCOUNT, "HALT", "lunch")
    resumed = await desk.resume_trading(desk.trader, ACCOUNT)
    desk.store.put(replace(desk.account, state=TradingState.HALTED, month_realised=Decimal(-400)))
    reducing = await desk.resume_trading(desk.trader, ACCOUNT)

    assert (resumed.state, reducing.state) == (TradingState.ACTIVE, TradingState.REDUCING)
    with pytest.raises(ConflictError, match="month"):
        await desk.resume_trading(desk.trader, ACCOUNT)


async def test_an_unsent_entry_is_cancelled_at_once_with_its_stop() -> None:
    desk = TradingDesk()
    await desk.executed()

    order = await desk.cancel_order(desk.trader, desk.working(OrderRole.ENTRY).id)

    assert order.status is OrderStatus.CANCELLED
    assert desk.position.close_reason is CloseReason.NOT_FILLED


async def test_a_resting_entry_is_asked_back_from_the_venue() -> None:
    desk = TradingDesk()
    await desk.executed(entry="limit", limit="43000")
    await desk.dispatch()

    order = await desk.cancel_order(desk.trader, desk.working(OrderRole.ENTRY).id)
    again = await desk.cancel_order(desk.trader, order.id)

    assert order.status is OrderStatus.OPEN
    assert order.cancel_requested_at is not None
    assert again == order


async def test_a_protective_stop_is_not_cancelled() -> None:
    desk = TradingDesk()
    await desk.opened()

    with pytest.raises(ConflictError, match="protective stop"):
        await desk.cancel_order(desk.trader, desk.working(OrderRole.STOP).id)


async def test_a_resting_entry_moves_towards_its_stop_only() -> None:
    desk = TradingDesk()
    await desk.executed(entry="limit", limit="43300", stop="42500")
    await desk.dispatch()
    entry = desk.working(OrderRole.ENTRY)

    with pytest.raises(InvalidInputError, match="risk more"):
        await desk.amend_order(desk.trader, entry.id, "43400")
    with pytest.raises(InvalidInputError, match="from the stop"):
        await desk.amend_order(desk.trader, entry.id, "42600")
    moved = await desk.amend_order(desk.trader, entry.id, "43100")
    with pytest.raises(ConflictError, match="being amended"):
        await desk.amend_order(desk.trader, entry.id, "43050")
    await desk.dispatch()

    assert desk.working(OrderRole.ENTRY).id == moved.id
    assert desk.store.orders[entry.id].status is OrderStatus.CANCELLED
    assert desk.position.status is PositionStatus.ARMED


async def test_paper_is_reset_only_with_nothing_open_and_keeps_its_history() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    with pytest.raises(ConflictError, match="open"):
        await desk.reset_paper(desk.trader, ACCOUNT)
    stop = desk.working(OrderRole.STOP)
    await desk.trade(stop, str(stop.quantity), str(position.stop))

    fresh = await desk.reset_paper(desk.trader, ACCOUNT)

    assert (fresh.epoch, fresh.balance, fresh.month_realised) == (2, Decimal(10_000), 0)
    assert desk.position.status is PositionStatus.CLOSED
    assert desk.store.kinds()[-1] == "paper.reset"


async def test_limits_change_within_the_hard_ones_only() -> None:
    desk = TradingDesk()

    changed = await desk.change_limits(desk.trader, ACCOUNT, {"risk_fraction": "0.005", "losing_positions": 2})

    assert (changed.limits.risk_fraction, changed.limits.losing_positions) == (Decimal("0.005"), 2)
    for name, raw in (("risk_fraction", "0.02"), ("budget_fraction", "0.05"), ("colour", "1"), ("cool_down_s", "1.5")):
        with pytest.raises(InvalidInputError):
            await desk.change_limits(desk.trader, ACCOUNT, {name: raw})
    assert desk.account.limits == changed.limits


async def test_a_note_is_kept_with_its_position() -> None:
    desk = TradingDesk()
    position = await desk.opened()

    changed = await desk.annotate_position(desk.trader, position.id, "pull-back", "same plan, no target")

    assert (changed.setup_tag, changed.note) == ("pull-back", "same plan, no target")
    with pytest.raises(InvalidInputError, match="note"):
        await desk.annotate_position(desk.trader, position.id, "", "x" * 10_000)


async def test_a_viewer_changes_nothing_and_a_stranger_finds_nothing() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    viewer, stranger = principal(role=Role.VIEWER), principal(tenant=desk.ids.new())

    with pytest.raises(ForbiddenError):
        await desk.close_position(viewer, position.id)
    with pytest.raises(ForbiddenError):
        await desk.kill_switch(viewer, ACCOUNT, "HALT", "why")
    with pytest.raises(NotFoundError):
        await desk.close_position(stranger, position.id)
    with pytest.raises(NotFoundError):
        await desk.cancel_order(stranger, desk.working(OrderRole.STOP).id)


async def test_part_of_an_unprotected_position_cannot_be_sold() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    await desk.told(desk.working(OrderRole.STOP), OrderStatus.CANCELLED)

    with pytest.raises(NotProtectedError):
        await desk.close_position(desk.trader, position.id, "0.5")


async def test_a_cancelled_plan_lets_go_of_its_reservation() -> None:
    desk = TradingDesk()
    plan = await desk.validated()

    cancelled = await desk.cancel_plan(desk.trader, plan.id)

    assert (cancelled.status, cancelled.reserved) == (PlanStatus.CANCELLED, 0)
    assert desk.store.events[-1].sentence.startswith("Plan cancelled · released ")


async def test_a_short_is_stopped_above_and_booked_with_the_right_sign() -> None:
    desk = free_desk()
    position = await desk.opened(BTC, side="short", stop="44500")
    stop = desk.working(OrderRole.STOP)

    await desk.trade(stop, str(stop.quantity), "44500")

    assert position.status is PositionStatus.ACTIVE
    assert desk.position.net == Decimal(43600 - 44500) * position.entered
    assert desk.position.close_reason is CloseReason.STOPPED
