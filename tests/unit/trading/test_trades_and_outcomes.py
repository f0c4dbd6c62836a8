"""What the venue answers and trades, and what becomes of order, position and account."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from domain.trading.account import TradingState
from domain.trading.dispatch import SubmitList
from domain.trading.order import OrderRole, OrderStatus
from domain.trading.plan import PlanStatus
from domain.trading.position import CloseReason, PositionStatus
from domain.trading.use_cases.apply_report import Applied
from domain.trading.venue import OutcomeUnknown, ProvenReject
from tests.fakes.market_view import BTC
from tests.fakes.trading_desk import ACCOUNT, TENANT, TradingDesk, free_desk, paper_account


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
    assert desk.position.status is PositionStatus.PROTECTING
    await desk.told(desk.working(OrderRole.STOP), OrderStatus.OPEN, quantity="0.01")
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
