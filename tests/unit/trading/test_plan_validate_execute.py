from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from domain.shared.errors import InvalidInputError, NotFoundError
from domain.shared.symbol import Symbol
from domain.trading.account import TradingState
from domain.trading.errors import RefusedError
from domain.trading.order import OrderRole, OrderStatus, OrderType, TimeInForce
from domain.trading.plan import PlanStatus
from domain.trading.position import PositionStatus
from tests.fakes.market_view import ADA, BNB, BTC, ETH, SOL, instrument
from tests.fakes.trading_desk import ACCOUNT, TradingDesk, principal


async def test_preview_prices_sizes_and_judges_and_stores_nothing() -> None:
    desk = TradingDesk()

    preview = await desk.preview_plan(desk.trader, ACCOUNT, desk.draft())

    assert preview.limit == Decimal("43643.60")
    assert preview.denials == ()
    assert preview.quantity > 0
    assert preview.planned_loss <= Decimal(100)
    assert preview.action == f"Buy {preview.quantity.normalize():f} BTC on paper"
    assert desk.store.commits == 0


async def test_a_plan_is_kept_validated_with_a_reservation_and_executed_into_entry_and_stop() -> None:
    desk = TradingDesk()

    plan = await desk.planned()
    validated = await desk.validate_plan(desk.trader, plan.id)
    executed = await desk.execute_plan(desk.trader, plan.id)

    assert plan.status is PlanStatus.PLANNED
    assert validated.status is PlanStatus.VALIDATED
    assert validated.reserved == validated.planned_loss > 0
    assert executed.status is PlanStatus.EXECUTED
    assert executed.reserved == 0
    assert executed == desk.store.plans[plan.id]
    (entry,), (stop,) = desk.orders(OrderRole.ENTRY), desk.orders(OrderRole.STOP)
    assert (entry.type, entry.time_in_force, entry.limit) == (OrderType.LIMIT, TimeInForce.FOK, plan.limit)
    assert (stop.type, stop.stop, stop.quantity) == (OrderType.STOP_MARKET, plan.stop, entry.quantity)
    assert entry.list_id == stop.list_id == entry.id
    assert entry.status is stop.status is OrderStatus.INTENT
    assert desk.position.status is PositionStatus.ARMED
    assert desk.store.kinds() == ["plan.created", "plan.validated", "plan.executed", "order.placed"]
    assert ("intents", ACCOUNT) in desk.store.notifications


async def test_four_full_plans_are_admitted_and_the_fifth_is_denied_for_the_budget() -> None:
    desk = TradingDesk()
    answers = [await desk.validated(s, stop="41856") for s in (BTC, ETH, SOL, BNB, ADA)]

    assert [a.status for a in answers] == [PlanStatus.VALIDATED] * 4 + [PlanStatus.DENIED]
    assert "BUDGET_EXHAUSTED" in {d.code for d in answers[4].denials}
    assert sum(a.reserved for a in answers) <= Decimal(400)


async def test_a_second_click_on_execute_returns_the_same_plan_and_makes_no_second_order() -> None:
    desk = TradingDesk()
    plan = await desk.validated()

    first = await desk.execute_plan(desk.trader, plan.id)
    second = await desk.execute_plan(desk.trader, plan.id)

    assert first == second
    assert len(desk.store.positions) == 1


async def test_a_double_click_at_the_same_moment_makes_one_order() -> None:
    desk = TradingDesk()
    plan = await desk.validated()

    answers = await asyncio.gather(*(desk.execute_plan(desk.trader, plan.id) for _ in range(5)))

    assert {a.status for a in answers} == {PlanStatus.EXECUTED}
    assert len(desk.orders(OrderRole.ENTRY)) == 1


async def test_validating_in_two_tabs_at_once_reserves_once() -> None:
    desk = TradingDesk()
    plan = await desk.planned()

    answers = await asyncio.gather(*(desk.validate_plan(desk.trader, plan.id) for _ in range(5)))

    assert {a.status for a in answers} == {PlanStatus.VALIDATED}
    assert desk.store.kinds().count("plan.validated") == 1


async def test_a_newer_plan_of_the_same_user_on_the_same_symbol_replaces_the_earlier() -> None:
    desk = TradingDesk()
    first = await desk.validated()

    second = await desk.validated()

    assert desk.store.plans[first.id].status is PlanStatus.CANCELLED
    assert desk.store.plans[first.id].reserved == 0
    assert second.status is PlanStatus.VALIDATED


async def test_another_users_plan_on_a_reserved_symbol_is_denied() -> None:
    desk = TradingDesk()
    await desk.validated()
    other = principal(user=9)

    plan = await desk.create_plan(other, ACCOUNT, desk.draft())
    answer = await desk.validate_plan(other, plan.id)

    assert "SYMBOL_TAKEN" in {d.code for d in answer.denials}


async def test_all_failing_gates_are_reported_together() -> None:
    desk = TradingDesk()
    plan = await desk.planned()
    desk.store.put(
        replace(desk.account, state=TradingState.HALTED, day_realised=Decimal(-300), month_realised=Decimal(-500))
    )

    answer = await desk.validate_plan(desk.trader, plan.id)

    assert answer.status is PlanStatus.DENIED
    assert {"ACCOUNT_HALTED", "DAILY_LIMIT", "MONTH_SPENT", "BUDGET_EXHAUSTED"} <= {d.code for d in answer.denials}
    assert answer.reserved == 0


async def test_a_plan_on_a_stale_feed_is_refused_and_not_stored() -> None:
    desk = TradingDesk()
    desk.view.stale_s = 60

    with pytest.raises(RefusedError) as caught:
        await desk.planned()

    assert (caught.value.code, caught.value.field) == ("FEED_STALE", "price")
    assert desk.store.plans == {}
    assert desk.store.events == []


async def test_an_unlisted_symbol_is_refused_by_name() -> None:
    desk = TradingDesk()

    with pytest.raises(InvalidInputError, match="PEPE/USDT is not listed") as caught:
        await desk.create_plan(desk.trader, ACCOUNT, desk.draft().read({"symbol": "PEPE/USDT", "side": "long"}))

    assert caught.value.field == "symbol"


async def test_a_symbol_without_a_price_is_refused() -> None:
    desk = TradingDesk()
    desk.view.forget(BTC)

    with pytest.raises(RefusedError, match="No price"):
        await desk.planned()


async def test_a_plan_of_a_stranger_is_not_found() -> None:
    desk = TradingDesk()
    plan = await desk.planned()
    stranger = replace(principal(), tenant_id=desk.ids.new())

    with pytest.raises(NotFoundError):
        await desk.validate_plan(stranger, plan.id)


async def test_a_fallback_stop_must_be_confirmed() -> None:
    desk = TradingDesk()
    desk.view.history(BTC, [c for c in desk.view._candles[BTC] if c.low > Decimal(43500)][-50:])
    flat = [
        replace(c, open_time=desk.market.now() - (60 - i) * c.timeframe.delta)
        for i, c in enumerate([desk.view._candles[BTC][0]] * 60)
    ]
    desk.view.history(BTC, flat)

    unsure = await desk.validated()
    sure = await desk.validated(stop_confirmed=True)

    assert [d.code for d in unsure.denials] == ["STOP_UNCONFIRMED"]
    assert sure.status is PlanStatus.VALIDATED


async def test_an_order_of_unknown_outcome_denies_new_exposure_on_its_symbol() -> None:
    desk = TradingDesk()
    await desk.executed()
    (entry,) = desk.orders(OrderRole.ENTRY)
    desk.store.put(replace(entry, status=OrderStatus.UNKNOWN))

    answer = await desk.validated()

    assert {"ORDER_UNKNOWN", "SYMBOL_TAKEN"} <= {d.code for d in answer.denials}


async def test_a_trade_not_read_yet_denies_everything() -> None:
    desk = TradingDesk()
    await desk.executed(ETH)
    (entry,) = desk.orders(OrderRole.ENTRY)
    desk.store.put(replace(entry, status=OrderStatus.OPEN, reported=entry.quantity))

    answer = await desk.validated(BTC)

    assert "FILLS_MISSING" in {d.code for d in answer.denials}


async def test_two_plans_made_before_either_was_validated_share_the_cash_that_is_there() -> None:
    desk = TradingDesk()
    first, second = await desk.planned(BTC), await desk.planned(ETH)

    validated = await desk.validate_plan(desk.trader, first.id)
    reduced = await desk.validate_plan(desk.trader, second.id)

    assert validated.quantity == first.quantity
    assert reduced.status is PlanStatus.VALIDATED
    assert reduced.quantity < second.quantity
    assert (validated.quantity + reduced.quantity) * Decimal("43643.6") <= Decimal(10_000)
    assert "reduced from" in desk.store.events[-1].sentence


async def test_a_plan_bound_too_far_by_cash_is_kept_denied_with_its_reason() -> None:
    desk = TradingDesk()
    desk.view.enlist(instrument(ADA))
    for symbol in (BTC, ETH):
        await desk.validated(symbol)

    answer = await desk.planned(ADA)

    assert answer.status is PlanStatus.DENIED
    assert "RISK_TOO_SMALL" in {d.code for d in answer.denials}
    assert answer.quantity == 0


async def test_nothing_is_stored_when_the_commit_fails() -> None:
    desk = TradingDesk()
    plan = await desk.validated()
    events = len(desk.store.events)
    desk.store.fail_next_commit = RuntimeError("connection lost")

    with pytest.raises(RuntimeError, match="connection lost"):
        await desk.execute_plan(desk.trader, plan.id)

    assert desk.store.plans[plan.id].status is PlanStatus.VALIDATED
    assert desk.store.orders == {}
    assert len(desk.store.events) == events


async def test_a_resting_entry_waits_at_its_limit_for_its_lifetime() -> None:
    desk = TradingDesk()
    await desk.executed(entry="limit", limit="43000", resting_for_s="3600")

    (entry,) = desk.orders(OrderRole.ENTRY)

    assert entry.time_in_force is TimeInForce.GTC
    assert entry.limit == Decimal(43000)
    assert entry.rest_until is not None
    assert (entry.rest_until - desk.market.now()).total_seconds() == 3600


async def test_targets_rest_in_the_list_of_the_entry() -> None:
    desk = TradingDesk()
    targets = [{"price": "45000", "share": "0.5"}, {"price": "46000", "share": "0.5"}]
    await desk.executed(exit_policy="both", targets=targets)

    rows = desk.orders(OrderRole.TARGET)

    assert [o.limit for o in rows] == [Decimal(45000), Decimal(46000)]
    assert {o.list_id for o in rows} == {desk.orders(OrderRole.ENTRY)[0].id}
    assert [t.order_id for t in desk.position.targets] == [o.id for o in rows]


async def test_a_pair_in_another_quote_is_sized_through_its_rate() -> None:
    desk = TradingDesk()
    pair = Symbol(base="ETH", quote="BTC")
    desk.view.enlist(instrument(pair, tick="0.00001", step="0.0001", smallest="0.0001"))
    desk.quote(pair, "0.05")

    plan = await desk.planned(pair)

    inputs = plan.derivation["inputs"]
    assert isinstance(inputs, dict)
    assert (plan.rate, inputs["rate_path"]) == (Decimal(43600), "BTC/USDT")
    assert Decimal(90) < plan.planned_loss <= Decimal(100)


async def test_a_pair_without_a_rate_to_the_accounts_quote_is_not_planned() -> None:
    desk = TradingDesk()
    pair = Symbol(base="XAU", quote="EUR")
    desk.view.enlist(instrument(pair))
    desk.quote(pair, "3000")

    plan = await desk.planned(pair)

    assert plan.status is PlanStatus.DENIED
    assert "RATE_MISSING" in {d.code for d in plan.denials}
