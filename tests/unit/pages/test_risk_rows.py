"""Limits as a form, locks with their reasons, exposure and months."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.risk.limits import HARD_LIMITS, RiskLimits
from domain.risk.verdict import Denied, Passed
from domain.shared.errors import InvalidInputError
from domain.trading.order import OrderRole, OrderStatus
from domain.trading.reads import MonthRow
from robson_app.pages.risk.limits import limit_rows, read_changes
from robson_app.pages.risk.rows import cool_downs, exposure_rows, gate_locks, month_lines
from tests.fakes.trading_desk import TradingDesk
from tests.unit.pages.telling import glance_of

ROWS = limit_rows(RiskLimits())


def test_fractions_are_shown_in_percent_beside_their_hard_range() -> None:
    rows = {row.name: row for row in ROWS}

    assert (rows["risk_fraction"].value, rows["risk_fraction"].hard) == ("1", "0 to 1 %")
    assert (rows["cool_down_s"].value, rows["cool_down_s"].hard) == ("900", "0 to 86400 s")
    assert rows.keys() <= HARD_LIMITS.keys()


def test_only_what_was_edited_is_changed_and_percent_becomes_a_fraction() -> None:
    form = {row.name: row.value for row in ROWS} | {"daily_loss": "1.5", "losing_positions": "3"}

    assert read_changes(form, ROWS) == {"daily_loss": Decimal("0.015"), "losing_positions": Decimal(3)}
    assert read_changes({}, ROWS) == {}


@pytest.mark.parametrize("raw", ["NaN", "Infinity", "1e400", "", "５", "0x1", "one", None, 1.0, True])
def test_a_limit_that_is_no_plain_number_is_refused_by_its_name(raw: object) -> None:
    with pytest.raises(InvalidInputError, match="Daily loss must be a plain decimal number"):
        read_changes({"daily_loss": raw}, ROWS)


@pytest.mark.parametrize("raw", ["1.01", "-0.1", "100"])
def test_a_limit_past_the_hard_one_is_refused_with_the_range(raw: str) -> None:
    with pytest.raises(InvalidInputError, match="Risk of one trade must be 0 to 1 %") as refused:
        read_changes({"risk_fraction": raw}, ROWS)
    assert refused.value.field == "risk_fraction"


def test_locks_are_the_accounts_gates_closed_ones_first() -> None:
    verdicts = [
        Passed(code="STATE_ACTIVE", sentence="Trading is active."),
        Denied(code="SYMBOL_TAKEN", sentence="A position is open."),
        Denied(code="DAILY_LIMIT", sentence="The day is over."),
    ]

    assert [(row.sentence, row.locked) for row in gate_locks(verdicts)] == [
        ("The day is over.", True),
        ("Trading is active.", False),
    ]


async def test_a_stop_out_pauses_its_symbol_for_market_time_told_on_the_wall_clock() -> None:
    desk = TradingDesk()
    await desk.opened()
    stop = desk.working(OrderRole.STOP)
    await desk.told(stop, OrderStatus.OPEN)
    await desk.trade(stop, str(stop.quantity), str(stop.stop))
    closed, now = [desk.position], desk.market.now()

    (lock,) = cool_downs(closed, desk.account, now, desk.wall.now(), Decimal(60))
    assert lock.sentence == "BTC/USDT was stopped out and cools down."
    assert lock.since == now.isoformat()
    assert lock.until == (desk.wall.now() + timedelta(seconds=15)).isoformat()
    assert cool_downs(closed, desk.account, now + timedelta(seconds=900), desk.wall.now(), Decimal(60)) == []
    never = replace(desk.position, close_reason=None)
    assert cool_downs([never], desk.account, now, desk.wall.now(), Decimal(1)) == []


async def test_exposure_is_held_against_the_cap_of_symbol_and_account() -> None:
    desk = TradingDesk()
    await desk.opened()
    symbol, together = exposure_rows(await glance_of(desk))

    assert (symbol.symbol, together.symbol) == ("BTC/USDT", "Together")
    assert symbol.value == together.value
    assert together.share.endswith("of at most 100 %")


def test_a_month_shows_what_it_used_of_its_budget() -> None:
    month = MonthRow(
        month=date(2022, 1, 1), capital=Decimal(10_000), budget=Decimal(400), realised=Decimal(-100), trades=3
    )
    (lost,) = month_lines([month])
    (won,) = month_lines([replace(month, realised=Decimal(50))])

    assert (lost.month, lost.realised, lost.used, lost.width, lost.trades) == (
        "January 2022", "−100.00", "25.0 %", "25.0%", "3",
    )  # fmt: skip
    assert (won.realised, won.used, won.tone) == ("+50.00", "0.0 %", "up")
