"""What the desk says of budget, slots, heat, today, alerts and health."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from domain.risk.limits import RiskLimits
from domain.trading.account import TradingState
from domain.trading.order import OrderRole, OrderStatus
from domain.trading.venue import OutcomeUnknown
from robson_app.pages.desk.rows import budget_row, heat_row, open_rows
from robson_app.pages.desk.watch_rows import alert_rows, health_rows, today_rows
from robson_app.readiness import Check
from tests.fakes.trading_desk import TradingDesk, paper_account
from tests.unit.pages.telling import chain_of, glance_of

LEADS = [Check(name="engine", ok=True, detail="")]


async def test_a_fresh_month_shows_four_free_slots_and_where_each_would_end() -> None:
    desk = TradingDesk()
    row = budget_row(await glance_of(desk), desk.market.now())

    assert (row.month, row.remaining, row.slots_left) == ("January", "400.00", "4")
    assert row.basis == "4 % of 10,000.00 · hard maximum"
    assert row.resets == "21 days left · resets 1 Feb 00:00 UTC"
    assert [slot.words for slot in row.slots] == [f"Slot {i} free" for i in range(1, 5)]
    assert row.marks == ["25.0%", "50.0%", "75.0%"]


async def test_a_position_takes_a_slot_and_a_validated_plan_holds_one() -> None:
    desk = TradingDesk(paper_account(limits=RiskLimits(risk_fraction=Decimal("0.0025"))))
    await desk.opened()
    plan = await desk.validated(desk.view.instruments()[1].symbol)
    glance = await glance_of(desk)
    row = budget_row(glance, desk.market.now())

    taken, held, *free = row.slots
    assert (taken.base, taken.kind) == ("BTC", "long")
    assert (held.base, held.kind, held.tag) == (plan.symbol.base, "reserved", "tag warn")
    assert [slot.kind for slot in free] == ["free", "free"]


async def test_what_budget_cannot_pay_for_is_said_instead_of_called_free() -> None:
    desk = TradingDesk(paper_account(month_realised=-paper_account().allocated / 40))
    row = budget_row(await glance_of(desk), desk.market.now())

    assert [slot.kind for slot in row.slots] == ["free", "closed", "closed", "closed"]


async def test_heat_counts_the_planned_loss_on_its_side_and_positions_together() -> None:
    desk = TradingDesk()
    await desk.opened()
    glance = await glance_of(desk)
    heat, (row,) = heat_row(glance, "[]"), open_rows(glance, desk.view)

    assert heat.long != "0.0%"
    assert heat.short_words == "0.00 %"
    assert heat.together == "Together, 1 of 8 positions; 1 of 4 that can still lose"
    assert (row.at_risk, row.risk_tone) == (heat.at_risk, "risk")


async def test_today_names_the_pair_of_every_fact_and_leaves_other_days_out() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    newest_first = chain_of(desk)[::-1]
    rows = today_rows(newest_first, desk.market.now().date(), desk.account.id)

    assert {row.symbol for row in rows} == {"BTC/USDT"}
    assert "Plan created" in [row.head for row in rows]
    assert str(position.id) in {row.position_id for row in rows}
    assert today_rows(newest_first, desk.market.now().date() + timedelta(days=1), desk.account.id) == []


async def test_a_calm_desk_raises_no_alert() -> None:
    desk = TradingDesk()
    assert alert_rows(await glance_of(desk), desk.view.status(), desk.wall.now()) == []


async def test_an_unknown_order_is_told_with_what_is_done_about_it_and_counted_in_health() -> None:
    desk = TradingDesk()
    await desk.executed()
    await desk.dispatch(OutcomeUnknown(cause="no answer"))
    glance = await glance_of(desk)

    alerts = alert_rows(glance, desk.view.status(), desk.wall.now())
    health = {row.name: row for row in health_rows(glance, LEADS, None)}
    assert "BTC/USDT entry not confirmed" in [alert.head for alert in alerts]
    assert all("nothing is resent" in alert.detail for alert in alerts)
    unknown = [order for order in glance.orders if order.status is OrderStatus.UNKNOWN]
    assert (health["Unknown orders"].words, health["Unknown orders"].dot) == (str(len(unknown)), "dot warn")


async def test_a_halted_account_says_why() -> None:
    desk = TradingDesk(paper_account(state=TradingState.HALTED, halt_reason="a drill"))
    (alert,) = alert_rows(await glance_of(desk), desk.view.status(), desk.wall.now())

    assert (alert.head, alert.detail, alert.dot) == ("Trading is halted", "a drill", "dot bad")


async def test_health_counts_stops_that_rest_at_the_venue_and_misses_a_leader() -> None:
    desk = TradingDesk()
    await desk.opened()
    await desk.told(desk.working(OrderRole.STOP), OrderStatus.OPEN)
    health = {row.name: row for row in health_rows(await glance_of(desk), [], None)}

    assert (health["Stops at venue"].words, health["Stops at venue"].dot) == ("1 of 1", "dot")
    assert health["Book"].words == "none yet"
    assert (health["Engine"].words, health["Engine"].dot) == ("no leader", "dot bad")
