"""What execute refuses, and what it offers instead."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from domain.identity.errors import SecondFactorError
from domain.shared.errors import InvalidInputError
from domain.trading.account import AccountKind, TradingState
from domain.trading.errors import PlanLapsedError
from domain.trading.plan import PlanStatus
from domain.trading.use_cases.execute_plan import ExecutionRefusedError
from tests.fakes.market_view import BTC
from tests.fakes.trading_desk import TradingDesk


async def test_execute_refuses_a_price_beyond_the_worst_entry_and_offers_the_new_price() -> None:
    desk = TradingDesk()
    plan = await desk.validated()
    desk.view.price(BTC, "43700")

    with pytest.raises(ExecutionRefusedError) as caught:
        await desk.execute_plan(desk.trader, plan.id)

    assert caught.value.code == "PRICE_BEYOND_LIMIT"
    assert caught.value.offer is not None
    assert caught.value.offer.reference == Decimal(43700)
    assert desk.store.plans[plan.id].status is PlanStatus.VALIDATED
    assert desk.store.orders == {}


async def test_execute_refuses_a_price_through_the_stop() -> None:
    desk = TradingDesk()
    plan = await desk.validated()
    desk.view.price(BTC, "40000")

    with pytest.raises(ExecutionRefusedError, match="traded through the stop"):
        await desk.execute_plan(desk.trader, plan.id)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": TradingState.HALTED}, "ACCOUNT_HALTED"),
        ({"state": TradingState.REDUCING}, "ACCOUNT_REDUCING"),
        ({"day_realised": Decimal(-200)}, "DAILY_LIMIT"),
        ({"month_realised": Decimal(-400)}, "MONTH_SPENT"),
    ],
)
async def test_execute_refuses_what_changed_on_the_account(changes: dict[str, object], code: str) -> None:
    desk = TradingDesk()
    plan = await desk.validated()
    desk.store.put(replace(desk.account, **changes))

    with pytest.raises(ExecutionRefusedError) as caught:
        await desk.execute_plan(desk.trader, plan.id)

    assert [d.code for d in caught.value.denials] == [code]
    assert desk.store.orders == {}


async def test_execute_refuses_on_a_stale_feed_but_not_on_a_paused_replay() -> None:
    desk = TradingDesk()
    plan = await desk.validated()
    desk.view.stale_s = 6

    with pytest.raises(ExecutionRefusedError, match="last heard 6"):
        await desk.execute_plan(desk.trader, plan.id)
    desk.view.paused = True
    answer = await desk.execute_plan(desk.trader, plan.id)

    assert answer.status is PlanStatus.EXECUTED


async def test_an_expired_plan_cannot_be_executed() -> None:
    desk = TradingDesk()
    plan = await desk.validated()
    desk.wall.advance(300)

    with pytest.raises(PlanLapsedError, match="expired") as caught:
        await desk.execute_plan(desk.trader, plan.id)

    assert caught.value.field == "plan"


async def test_a_plan_that_was_not_validated_cannot_be_executed() -> None:
    desk = TradingDesk()
    plan = await desk.planned()

    with pytest.raises(PlanLapsedError, match="planned, not validated"):
        await desk.execute_plan(desk.trader, plan.id)


async def test_a_live_account_needs_the_acknowledgement() -> None:
    desk = TradingDesk()
    plan = await desk.validated()
    desk.store.put(replace(desk.account, kind=AccountKind.LIVE))

    with pytest.raises(InvalidInputError, match="acknowledged"):
        await desk.execute_plan(desk.trader, plan.id)


@pytest.mark.parametrize("shown_before_s", [None, 301, -1])
async def test_a_live_account_needs_a_recent_second_factor(shown_before_s: int | None) -> None:
    desk = TradingDesk()
    plan = await desk.validated()
    desk.store.put(replace(desk.account, kind=AccountKind.LIVE))
    now = desk.chronicle.wall.now()
    shown = None if shown_before_s is None else now - timedelta(seconds=shown_before_s)

    with pytest.raises(SecondFactorError) as caught:
        await desk.execute_plan(replace(desk.trader, factor_at=shown), plan.id, acknowledged=True)

    assert caught.value.code == "SECOND_FACTOR"
    assert desk.store.plans[plan.id].status is PlanStatus.VALIDATED
    assert desk.store.orders == {}


async def test_a_second_factor_of_five_minutes_ago_is_enough_and_the_gates_come_next() -> None:
    desk = TradingDesk()
    plan = await desk.validated()
    desk.store.put(replace(desk.account, kind=AccountKind.LIVE))
    recently = desk.chronicle.wall.now() - timedelta(minutes=5)

    with pytest.raises(ExecutionRefusedError) as caught:
        await desk.execute_plan(replace(desk.trader, factor_at=recently), plan.id, acknowledged=True)

    assert caught.value.code == "PRICES_ELSEWHERE"
