from __future__ import annotations

from decimal import Decimal

import pytest

from domain.shared.money import Price
from domain.trading.book import AccountFigures, position_figures
from domain.trading.order import OrderRole
from domain.trading.situation import figures_of
from domain.trading.wording import grouped, in_r, money, plain, priced, sentence
from tests.fakes.market_view import BTC, ETH
from tests.fakes.trading_desk import ACCOUNT, TENANT, TradingDesk


async def figures(desk: TradingDesk) -> AccountFigures:
    async with desk.units(TENANT) as unit:
        return figures_of(await unit.books(ACCOUNT), desk.view)


async def test_a_fresh_account_has_four_slots_and_all_its_cash() -> None:
    now = await figures(TradingDesk())

    assert (now.equity, now.cash, now.budget, now.remaining) == (10_000, 10_000, 400, 400)
    assert (now.slots_left, now.slot_risk, now.latent, now.consumed) == (4, 100, 0, 0)


async def test_a_reservation_becomes_the_positions_risk_without_a_gap() -> None:
    desk = TradingDesk()
    plan = await desk.validated(stop="41856")
    reserved = await figures(desk)

    await desk.execute_plan(desk.trader, plan.id)
    armed = await figures(desk)

    assert reserved.latent == reserved.reserved == armed.latent == plan.planned_loss
    assert armed.reserved == 0
    assert reserved.cash == armed.cash < Decimal(10_000) - plan.quantity * plan.limit
    assert reserved.slots_left == armed.slots_left == 3
    assert reserved.heat_long == armed.heat_long == plan.planned_loss / 10_000
    assert armed.exposure == {BTC: plan.quantity * plan.limit}


async def test_an_open_position_can_lose_no_more_than_was_planned_entry_fee_included() -> None:
    desk = TradingDesk()
    position = await desk.opened(stop="41856")
    now = await figures(desk)

    assert now.consumed == position.fees > 0
    assert Decimal(90) < now.latent + now.consumed <= position.planned_loss
    assert now.equity == Decimal(10_000) - position.fees
    assert now.cash == Decimal(10_000) - position.fees - position.quantity * 43_600


async def test_a_position_at_break_even_can_lose_nothing_and_keeps_no_slot() -> None:
    desk = TradingDesk()
    position = await desk.opened(stop="41856")
    assert position.span is not None and position.average_entry is not None
    await desk.trail_stop(TENANT, position.id, Price(position.average_entry + position.span))
    await desk.dispatch()

    now = await figures(desk)
    figure = position_figures(desk.position, desk.view.quote(BTC), desk.account.costs)

    assert (now.latent, now.heat_long) == (0, 0)
    assert now.month.losing == 0
    assert 0 <= figure.at_stop < Decimal("0.01")


async def test_an_entry_filled_in_part_risks_both_what_is_held_and_what_may_still_come() -> None:
    desk = TradingDesk()
    plan = await desk.executed(entry="limit", limit="43000", stop="42000")
    await desk.dispatch()
    entry = desk.working(OrderRole.ENTRY)
    half = (entry.quantity / 2).quantize(Decimal("0.00001"))
    await desk.trade(entry, str(half), "43000")

    now = await figures(desk)

    assert Decimal("0.97") * plan.planned_loss < now.latent <= plan.planned_loss


async def test_a_position_without_a_price_is_named_and_counts_at_its_stop() -> None:
    desk = TradingDesk()
    position = await desk.opened(ETH)
    desk.view.forget(ETH)

    now = await figures(desk)

    assert now.unpriced == (ETH,)
    assert now.equity < Decimal(10_000) - position.fees
    desk.view.price(BTC, "43600")
    answer = await desk.planned(BTC)
    checked = await desk.validate_plan(desk.trader, answer.id)
    assert "EQUITY_MISSING" in {d.code for d in checked.denials}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (plain(Decimal("0.06770000")), "0.0677"),
        (plain(Decimal("1E+3")), "1000"),
        (plain(Decimal("-0.00")), "0"),
        (grouped(Decimal("41150.80")), "41,150.8"),
        (grouped(Decimal("-1234567.5")), "-1,234,567.5"),
        (grouped(Decimal("0.00001234")), "0.00001234"),
        (money(Decimal("48.8651")), "48.87"),
        (money(Decimal("-1234.5")), "-1,234.50"),
        (priced(Decimal("41710.23456"), Decimal("0.10")), "41,710.2"),
        (priced(Decimal("41710.6"), Decimal(1)), "41,711"),
        (in_r(Decimal("2.1977")), "+2.20 R"),
        (in_r(Decimal("-1")), "-1.00 R"),
        (sentence("Filled 0.0677", "3 fills"), "Filled 0.0677 · 3 fills"),
        (sentence("Executed"), "Executed"),
    ],
)
def test_figures_are_written_as_people_read_them(written: str, expected: str) -> None:
    assert written == expected
