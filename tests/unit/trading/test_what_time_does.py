"""Time alone: plans lapse, resting entries are taken back, days and months turn, extremes widen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from domain.marketdata.market import SourceKind
from domain.shared.money import Price
from domain.trading.account import AccountKind, TradingState, VenueName
from domain.trading.order import OrderRole, OrderStatus
from domain.trading.plan import PlanStatus
from domain.trading.position import CloseReason, PositionStatus
from domain.trading.use_cases.cancel_resting_entries import CancelRestingEntries
from domain.trading.use_cases.expire_plans import ExpirePlans
from domain.trading.use_cases.note_excursion import NoteExcursion
from domain.trading.use_cases.turn_periods import TurnPeriods
from tests.fakes.market_view import BTC, ETH
from tests.fakes.trading_desk import ACCOUNT, TENANT, TradingDesk, paper_account

LOST = {"month_realised": Decimal(-450), "day_realised": Decimal(-450), "realised": Decimal(-450)}


def kinds(desk: TradingDesk) -> list[str]:
    return [event.kind for event in desk.store.events]


async def turn(desk: TradingDesk) -> bool:
    return await TurnPeriods(desk.units, desk.view, desk.chronicle)(TENANT, ACCOUNT)


async def withdraw(desk: TradingDesk) -> int:
    return await CancelRestingEntries(desk.units, desk.view, desk.chronicle)(TENANT, ACCOUNT)


async def test_a_validated_plan_lapses_after_its_life_and_releases_what_it_held() -> None:
    desk = TradingDesk()
    plan = await desk.validated()
    expire = ExpirePlans(desk.units, desk.chronicle)

    desk.wall.advance(299)
    assert await expire(TENANT, ACCOUNT) == 0
    desk.wall.advance(1)
    assert await expire(TENANT, ACCOUNT) == 1
    assert await expire(TENANT, ACCOUNT) == 0

    lapsed = desk.store.plans[plan.id]
    assert (lapsed.status, lapsed.reserved) == (PlanStatus.EXPIRED, Decimal(0))
    assert kinds(desk)[-1] == "plan.expired"


async def test_a_resting_entry_is_withdrawn_when_its_lifetime_is_over() -> None:
    desk = TradingDesk()
    await desk.executed(entry="limit", limit="43500", resting_for_s="3600")
    await desk.dispatch()

    desk.market.advance(3599)
    assert await withdraw(desk) == 0
    desk.market.advance(1)
    assert await withdraw(desk) == 1
    assert await withdraw(desk) == 0
    assert desk.working(OrderRole.ENTRY).cancel_requested_at is not None


async def test_a_resting_entry_is_withdrawn_when_its_stop_trades_first() -> None:
    desk = TradingDesk()
    plan = await desk.executed(entry="limit", limit="43500")
    await desk.dispatch()

    desk.view.price(BTC, str(plan.stop + Decimal("0.1")))
    assert await withdraw(desk) == 0
    desk.view.price(BTC, str(plan.stop))
    assert await withdraw(desk) == 1


@pytest.mark.parametrize("state", [TradingState.REDUCING, TradingState.HALTED])
async def test_an_account_that_takes_no_entries_withdraws_the_resting_ones(state: TradingState) -> None:
    desk = TradingDesk()
    await desk.executed(entry="limit", limit="43500")
    await desk.dispatch()
    desk.store.put(replace(desk.account, state=state, version=desk.account.version))
    assert await withdraw(desk) == 1


async def test_a_market_entry_and_a_stop_are_never_withdrawn() -> None:
    desk = TradingDesk()
    await desk.opened()
    desk.market.advance(10 * 86_400)
    assert await withdraw(desk) == 0


async def test_a_new_day_takes_the_equity_of_its_first_moment_with_open_results() -> None:
    desk = TradingDesk(paper_account(day_realised=Decimal(-100), month_realised=Decimal(-100)))
    position = await desk.opened()
    assert position.average_entry is not None
    desk.market.advance(86_400)
    desk.view.price(BTC, str(position.average_entry + 100))
    before = desk.account

    assert await turn(desk)
    assert not await turn(desk)

    assert desk.account.day == before.day + timedelta(days=1)
    assert desk.account.day_realised == 0
    assert desk.account.day_equity == before.balance + 100 * position.quantity
    assert (desk.account.month, desk.account.month_realised) == (before.month, before.month_realised)


async def test_a_day_does_not_turn_while_an_open_position_has_no_price() -> None:
    desk = TradingDesk()
    await desk.opened()
    desk.market.advance(86_400)
    desk.view.forget(BTC)
    assert not await turn(desk)


async def test_nothing_turns_before_the_market_has_told_its_time() -> None:
    desk = TradingDesk()
    desk.market.advance(86_400)
    desk.view.silent = True
    assert not await turn(desk)
    desk.view.silent = False
    assert await turn(desk)


async def test_a_new_month_restates_the_capital_and_frees_a_lost_months_latch() -> None:
    desk = TradingDesk(paper_account(state=TradingState.REDUCING, halt_reason="lost", **LOST))
    desk.market.at = datetime(2022, 2, 1, tzinfo=UTC)

    assert await turn(desk)

    account = desk.account
    assert (account.month, account.month_capital, account.month_realised) == (date(2022, 2, 1), Decimal(9550), 0)
    assert (account.state, account.halt_reason) == (TradingState.ACTIVE, "")
    assert kinds(desk)[-1] == "month.turned"


async def test_the_kill_switch_outlives_the_month() -> None:
    desk = TradingDesk(paper_account(state=TradingState.HALTED, halt_reason="mine"))
    desk.market.at = datetime(2022, 2, 1, tzinfo=UTC)
    assert await turn(desk)
    assert (desk.account.state, desk.account.halt_reason) == (TradingState.HALTED, "mine")


@pytest.mark.parametrize(("back", "turned"), [(timedelta(days=1), False), (timedelta(days=400), True)])
async def test_an_account_of_another_market_begins_anew_but_a_clock_in_haste_turns_nothing_back(
    back: timedelta, turned: bool
) -> None:
    desk = TradingDesk(paper_account(**LOST))
    desk.market.at -= back

    assert await turn(desk) is turned

    assert (desk.account.day == desk.market.at.date()) is turned
    assert desk.account.month_realised == (0 if turned else LOST["month_realised"])


async def test_extremes_widen_and_stay_when_the_position_is_closed() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    note = NoteExcursion(desk.units)

    await note(TENANT, position.id, Price("43900"), Price("43300"))
    await note(TENANT, position.id, Price("43700"), Price("43500"))
    assert (desk.position.highest, desk.position.lowest) == (Price("43900"), Price("43300"))

    stop = desk.working(OrderRole.STOP)
    await desk.trade(stop, str(stop.quantity), str(stop.stop))
    lowest = desk.position.lowest
    await note(TENANT, position.id, Price("99000"), Price("1"))
    assert desk.position.close_reason is CloseReason.STOPPED
    assert (desk.position.highest, desk.position.lowest) == (Price("43900"), lowest)


async def test_a_position_whose_resting_entry_lapsed_unfilled_closes_without_a_result() -> None:
    desk = TradingDesk()
    await desk.executed(ETH, entry="limit", limit="43500", resting_for_s="60")
    await desk.dispatch()
    desk.market.advance(60)
    await withdraw(desk)
    await desk.told(desk.working(OrderRole.ENTRY), OrderStatus.CANCELLED)
    assert (desk.position.status, desk.position.close_reason) == (PositionStatus.CLOSED, CloseReason.NOT_FILLED)
    assert desk.account.realised == 0


async def test_no_simulation_turns_the_lost_month_of_an_account_at_a_real_venue() -> None:
    lost = paper_account(kind=AccountKind.LIVE, venue=VenueName.BINANCE, state=TradingState.REDUCING, **LOST)
    desk = TradingDesk(lost)
    desk.market.advance(timedelta(days=40).total_seconds())
    assert not await turn(desk)
    assert (desk.account.state, desk.account.month_realised) == (TradingState.REDUCING, Decimal(-450))
    desk.view.source = SourceKind.LIVE
    assert await turn(desk)
    assert (desk.account.state, desk.account.month_realised) == (TradingState.ACTIVE, Decimal(0))
