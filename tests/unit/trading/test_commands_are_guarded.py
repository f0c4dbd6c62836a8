"""Every command asks who acts, whose it is and what it was given, before it touches anything."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from domain.identity.principal import Principal, Role
from domain.shared.errors import ForbiddenError, InvalidInputError, NotFoundError
from domain.trading.order import OrderRole
from tests.fakes.trading_desk import ACCOUNT, TradingDesk, principal

Act = Callable[[TradingDesk, Principal], Awaitable[object]]
COMMANDS: dict[str, Act] = {
    "create_plan": lambda d, p: d.create_plan(p, ACCOUNT, d.draft()),
    "validate_plan": lambda d, p: d.validate_plan(p, d.position.plan_id),
    "execute_plan": lambda d, p: d.execute_plan(p, d.position.plan_id),
    "cancel_plan": lambda d, p: d.cancel_plan(p, d.position.plan_id),
    "cancel_order": lambda d, p: d.cancel_order(p, d.working(OrderRole.STOP).id),
    "amend_order": lambda d, p: d.amend_order(p, d.working(OrderRole.STOP).id, "43000"),
    "close_position": lambda d, p: d.close_position(p, d.position.id),
    "tighten_stop": lambda d, p: d.tighten_stop(p, d.position.id, "43200"),
    "add_target": lambda d, p: d.add_target(p, d.position.id, "45000", "0.5"),
    "annotate_position": lambda d, p: d.annotate_position(p, d.position.id, "tag", "note"),
    "kill_switch": lambda d, p: d.kill_switch(p, ACCOUNT, "HALT", "why"),
    "resume_trading": lambda d, p: d.resume_trading(p, ACCOUNT),
    "change_limits": lambda d, p: d.change_limits(p, ACCOUNT, {"risk_fraction": "0.005"}),
    "reset_paper": lambda d, p: d.reset_paper(p, ACCOUNT),
}
BAD = ["NaN", "Infinity", "-1", "0", "1e400", "４２", "x" * 10_000, "", None, True, 1.5, [1], {}, 10**5000]


@pytest.fixture
async def desk() -> TradingDesk:
    made = TradingDesk()
    await made.opened()
    return made


@pytest.mark.parametrize("name", COMMANDS)
async def test_a_viewer_may_not(name: str, desk: TradingDesk) -> None:
    commits = desk.store.commits

    with pytest.raises(ForbiddenError, match="nothing was changed"):
        await COMMANDS[name](desk, principal(role=Role.VIEWER))

    assert desk.store.commits == commits


@pytest.mark.parametrize("name", COMMANDS)
async def test_another_tenant_finds_nothing(name: str, desk: TradingDesk) -> None:
    commits = desk.store.commits

    with pytest.raises(NotFoundError):
        await COMMANDS[name](desk, principal(tenant=desk.ids.new()))

    assert desk.store.commits == commits


@pytest.mark.parametrize("name", ["resume_trading", "change_limits"])
async def test_a_trader_does_not_manage_risk(name: str, desk: TradingDesk) -> None:
    with pytest.raises(ForbiddenError):
        await COMMANDS[name](desk, principal(role=Role.TRADER))


@pytest.mark.parametrize("bad", BAD, ids=lambda b: type(b).__name__)
async def test_a_bad_number_in_any_command_is_refused_by_name_and_changes_nothing(
    bad: object, desk: TradingDesk
) -> None:
    position, stop, commits = desk.position, desk.working(OrderRole.STOP), desk.store.commits
    calls: list[tuple[str, Awaitable[object]]] = [
        ("stop", desk.tighten_stop(desk.trader, position.id, bad)),
        ("price", desk.amend_order(desk.trader, stop.id, bad)),
        ("price", desk.add_target(desk.trader, position.id, bad, "0.5")),
        ("share", desk.add_target(desk.trader, position.id, "45000", bad)),
        ("share", desk.close_position(desk.trader, position.id, bad)),
    ]

    for field, call in calls:
        with pytest.raises(InvalidInputError) as caught:
            await call
        assert caught.value.field == field

    assert desk.store.commits == commits


@pytest.mark.parametrize("bad", [b for b in BAD if b != "0"], ids=lambda b: type(b).__name__)
async def test_a_bad_limit_is_refused_by_name(bad: object, desk: TradingDesk) -> None:
    with pytest.raises(InvalidInputError) as caught:
        await desk.change_limits(desk.trader, ACCOUNT, {"daily_loss": bad})

    assert caught.value.field == "daily_loss"
