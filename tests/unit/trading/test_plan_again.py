from __future__ import annotations

import pytest

from domain.identity.principal import Role
from domain.shared.errors import ForbiddenError, NotFoundError
from domain.trading.plan import PlanStatus
from tests.fakes.market_view import BTC
from tests.fakes.trading_desk import ACCOUNT, TradingDesk, principal


async def test_a_cancelled_plan_is_planned_and_checked_again_with_the_same_wish() -> None:
    desk = TradingDesk()
    first = await desk.validated(BTC, stop="41856", setup_tag="range", note="again")
    await desk.cancel_plan(desk.trader, first.id)

    again = await desk.plan_again(desk.trader, first.id)

    assert (again.status, again.stop, again.setup_tag, again.note) == (
        PlanStatus.VALIDATED,
        first.stop,
        "range",
        "again",
    )
    assert again.id != first.id
    assert again.reserved == again.planned_loss > 0


async def test_planning_again_is_judged_anew() -> None:
    desk = TradingDesk()
    first = await desk.validated(BTC, stop="41856")
    await desk.cancel_plan(desk.trader, first.id)
    await desk.kill_switch(desk.trader, ACCOUNT, "HALT", "a drill")

    again = await desk.plan_again(desk.trader, first.id)

    assert again.status is PlanStatus.DENIED
    assert "halted" in again.denials[0].sentence
    assert again.reserved == 0


async def test_who_may_not_trade_plans_nothing_again() -> None:
    desk = TradingDesk()
    first = await desk.planned()
    with pytest.raises(ForbiddenError):
        await desk.plan_again(principal(role=Role.VIEWER), first.id)


async def test_a_plan_of_nobody_is_not_planned_again() -> None:
    desk = TradingDesk()
    with pytest.raises(NotFoundError):
        await desk.plan_again(desk.trader, desk.ids.new())
