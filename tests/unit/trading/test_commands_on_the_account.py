"""Kill switch, cancels, amendments, limits, journal, reset; and who may not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.identity.principal import Role
from domain.shared.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from domain.trading.account import TradingState
from domain.trading.errors import NotProtectedError
from domain.trading.order import OrderRole, OrderStatus
from domain.trading.plan import PlanStatus
from domain.trading.position import CloseReason, PositionStatus
from tests.fakes.market_view import BTC, ETH, SOL
from tests.fakes.trading_desk import ACCOUNT, TENANT, TradingDesk, free_desk, principal


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
