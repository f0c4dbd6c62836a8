from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.marketdata.market import Side
from domain.risk.budget import BudgetFigures, BudgetInputs, OpenRisk, budget_figures, heat
from domain.risk.limits import Costs, RiskLimits
from domain.risk.sizing import Size, size_position
from domain.risk.trailing import break_even
from domain.risk.verdict import Denied
from domain.shared.errors import InvalidInputError
from domain.shared.symbol import Symbol
from tests.unit.risk.makers import BTC, FREE, decimals, filters, size_inputs

SYMBOLS = [Symbol.parse(f"{base}/USDT") for base in ("BTC", "ETH", "SOL", "BNB", "XRP")]
FRESH = BudgetInputs(
    equity=D("10000"),
    month_capital=D("10000"),
    month_realised=D(0),
    positions=(),
    reservations=(),
    limits=RiskLimits(),
)


def position(size: Size, symbol: Symbol, stop: D | None = None) -> OpenRisk:
    return OpenRisk(
        symbol=symbol,
        side=Side.LONG,
        held=size.quantity,
        average=size.inputs.limit,
        stop=size.inputs.stop if stop is None else stop,
        costs=size.inputs.costs,
    )


def plan_one(figures: BudgetFigures, held: list[tuple[Size, OpenRisk]]) -> Size | Denied:
    used = sum((size.notional for size, _ in held), D(0))
    return size_position(
        size_inputs("100", "96", remaining=figures.remaining, available=D("10000") - used, total_exposure=used)
    )


def test_four_full_plans_fit_a_month_and_the_fifth_does_not_until_a_stop_is_at_break_even() -> None:
    held: list[tuple[Size, OpenRisk]] = []
    for symbol in SYMBOLS[:4]:
        figures = budget_figures(replace(FRESH, positions=tuple(p for _, p in held)))
        size = plan_one(figures, held)
        assert isinstance(size, Size)
        assert size.planned_loss > D("99.9")
        assert figures.slots_left == 4 - len(held)
        held.append((size, position(size, symbol)))
    full = budget_figures(replace(FRESH, positions=tuple(p for _, p in held)))
    refused = plan_one(full, held)
    assert isinstance(refused, Denied)
    assert refused.code == "BUDGET_EXHAUSTED"
    assert (full.slots_left, full.losing) == (0, 4)

    even = break_even(Side.LONG, D("100"), Costs(), filters())
    held[0] = (held[0][0], position(held[0][0], SYMBOLS[0], even))
    freed = budget_figures(replace(FRESH, positions=tuple(p for _, p in held)))
    assert freed.losing == 3
    assert freed.slots_left == 1
    assert isinstance(plan_one(freed, held), Size)


def test_the_figures_of_a_fresh_month() -> None:
    figures = budget_figures(FRESH)
    assert (figures.budget, figures.consumed, figures.latent, figures.remaining) == (D("400"), D(0), D(0), D("400"))
    assert (figures.slot_risk, figures.slots_left, figures.spent) == (D("100"), 4, False)


def test_profits_do_not_widen_the_budget() -> None:
    assert budget_figures(replace(FRESH, month_realised=D("500"))).remaining == D("400")


def test_the_figures_of_the_desk_on_12_january() -> None:
    figures = budget_figures(
        replace(
            FRESH,
            equity=D("9927.44"),
            month_capital=D("9927.50"),
            month_realised=D("-32.26"),
            reservations=(D("33.37"), D("50.17")),
        )
    )
    assert (figures.budget, figures.latent, figures.remaining) == (D("397.10"), D("83.54"), D("281.30"))
    assert figures.slots_left == 2


def test_a_month_whose_losses_reach_the_budget_is_spent() -> None:
    assert not budget_figures(replace(FRESH, month_realised=D("-399.99"))).spent
    spent = budget_figures(replace(FRESH, month_realised=D("-400")))
    assert spent.spent
    assert spent.slots_left == 0


def test_latent_risk_alone_exhausts_the_budget_without_latching_the_month() -> None:
    figures = budget_figures(replace(FRESH, reservations=(D("100"),) * 4))
    assert (figures.remaining, figures.spent, figures.slots_left) == (D(0), False, 0)


def test_an_account_without_capital_is_spent() -> None:
    assert budget_figures(replace(FRESH, month_capital=D("-5"), equity=D(0))).spent


def test_a_stop_beyond_break_even_can_lose_nothing() -> None:
    safe = OpenRisk(symbol=BTC, side=Side.LONG, held=D(1), average=D(100), stop=D(101), costs=Costs())
    assert safe.latent == 0


def test_an_entry_still_working_counts_whole_and_booked_fees_once() -> None:
    entering = OpenRisk(
        symbol=BTC,
        side=Side.LONG,
        held=D(1),
        average=D(100),
        stop=D(96),
        costs=FREE,
        booked_fees=D("0.1"),
        working_loss=D("50"),
    )
    assert entering.latent == D("53.9")
    armed = replace(entering, held=D(0), average=None)
    assert armed.latent == D("50")


def test_a_position_held_without_an_average_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="average"):
        _ = OpenRisk(symbol=BTC, side=Side.LONG, held=D(1), average=None, stop=D(96), costs=FREE).latent


def test_heat_is_counted_by_direction() -> None:
    long = OpenRisk(symbol=BTC, side=Side.LONG, held=D(10), average=D(100), stop=D(96), costs=FREE)
    short = OpenRisk(symbol=SYMBOLS[1], side=Side.SHORT, held=D(5), average=D(100), stop=D(104), costs=FREE)
    assert heat([long, short], Side.LONG, D("10000")) == D("0.004")
    assert heat([long, short], Side.SHORT, D("10000")) == D("0.002")
    assert heat([long], Side.LONG, D(0)) == 0


@given(
    decimals("-5000", "5000", 2),
    st.lists(decimals("0", "300", 2), max_size=6),
    decimals("0", "20000", 2),
)
def test_what_remains_is_never_more_than_the_budget(realised: D, reservations: list[D], capital: D) -> None:
    figures = budget_figures(
        replace(FRESH, month_realised=realised, month_capital=capital, reservations=tuple(reservations))
    )
    assert figures.remaining <= figures.budget <= capital * D("0.04")
    assert 0 <= figures.slots_left <= 4
    assert figures.slots_left * figures.slot_risk <= max(figures.remaining, D(0))
