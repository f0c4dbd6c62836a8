from decimal import Decimal as D

import pytest

from domain.marketdata.market import Side
from domain.risk.sizing import Size, size_position, worst_entry
from domain.risk.verdict import Denied
from domain.shared.money import Price
from tests.unit.risk.makers import BTC, FREE, UNLIMITED, filters, instrument, size_inputs

NO_CAP = {"available": UNLIMITED, "symbol_exposure": -UNLIMITED, "total_exposure": -UNLIMITED}


def sized(answer: Size | Denied) -> Size:
    assert isinstance(answer, Size), answer
    return answer


def denied(answer: Size | Denied) -> Denied:
    assert isinstance(answer, Denied), answer
    return answer


@pytest.mark.parametrize(("limit", "stop", "quantity"), [("95000", "93500", "0.06666"), ("90000", "87000", "0.03333")])
def test_without_costs_the_span_alone_sizes(limit: str, stop: str, quantity: str) -> None:
    size = sized(size_position(size_inputs(limit, stop, costs=FREE, **NO_CAP)))
    assert size.quantity == D(quantity)
    assert size.planned_loss == D("99.99")


def test_costs_make_the_size_smaller_at_95_000() -> None:
    limit = worst_entry(Side.LONG, Price("95000"), None, size_inputs("1", "1").costs, filters())
    assert limit == D("95095")
    size = sized(size_position(size_inputs("95095", "93500", **NO_CAP)))
    assert size.loss_per_unit == D("1877.0015")
    assert size.quantity == D("0.05327")
    assert str(size.planned_loss).startswith("99.987")


def test_the_figures_of_the_desk_on_12_january() -> None:
    costs = size_inputs("1", "1").costs
    limit = worst_entry(Side.LONG, Price("43600"), None, costs, filters(tick="0.1"))
    assert limit == D("43643.6")
    size = sized(size_position(size_inputs("43643.6", "42297.6", "9927.44", **NO_CAP)))
    assert str(size.loss_per_unit).startswith("1474.1965")
    assert size.quantity == D("0.06734")
    assert str(size.planned_loss).startswith("99.272")


def test_a_short_mirrors_every_comparison_and_rounding() -> None:
    costs = size_inputs("1", "1").costs
    assert worst_entry(Side.SHORT, Price("43600.07"), None, costs, filters(tick="0.1")) == D("43556.5")
    size = sized(size_position(size_inputs("43556.5", "44900", side=Side.SHORT, **NO_CAP)))
    assert size.stop_fill == D("44944.9")
    assert size.loss_per_unit == D("44944.9") - D("43556.5") + D("43.5565") + D("44.9449")
    assert size.quantity == D("0.06770")


def test_a_resting_entry_is_its_own_worst_price_on_the_better_tick() -> None:
    costs, grid = size_inputs("1", "1").costs, filters(tick="0.1")
    assert worst_entry(Side.LONG, Price("100"), Price("97.38"), costs, grid) == D("97.3")
    assert worst_entry(Side.SHORT, Price("100"), Price("102.31"), costs, grid) == D("102.4")


def test_the_derivation_names_inputs_bounds_and_what_decided() -> None:
    derivation = sized(size_position(size_inputs("95095", "93500"))).derivation()
    assert derivation["deciding"] == "risk"
    assert derivation["inputs"]["stop"] == "93500"
    assert [bound["name"] for bound in derivation["bounds"]] == [
        "risk",
        "cash",
        "symbol_exposure",
        "total_exposure",
        "venue_maximum",
    ]


def test_cash_bounds_the_size_and_does_not_deny() -> None:
    size = sized(size_position(size_inputs("95095", "93500", available=D("2000"))))
    assert size.deciding.name == "cash"
    assert size.quantity == D("0.02080")
    assert size.quantity * D("95095") * D("1.001") <= D("1980")


def test_exposure_caps_bound_the_size() -> None:
    size = sized(size_position(size_inputs("95095", "93500", total_exposure=D("6000"))))
    assert size.deciding.name == "total_exposure"
    assert size.notional <= D("4000")


def test_a_cap_below_a_quarter_of_the_risk_denies_and_names_the_cap() -> None:
    answer = denied(size_position(size_inputs("95095", "93500", available=D("1000"))))
    assert answer.code == "RISK_TOO_SMALL"
    assert answer.figures["cap"] == "cash"
    assert "free cash" in answer.sentence


def test_a_budget_below_a_quarter_of_the_risk_denies_as_exhausted() -> None:
    assert denied(size_position(size_inputs("95095", "93500", remaining=D("24.99")))).code == "BUDGET_EXHAUSTED"
    assert denied(size_position(size_inputs("95095", "93500", remaining=D("0")))).code == "BUDGET_EXHAUSTED"


def test_a_budget_above_a_quarter_of_the_risk_bounds_the_size() -> None:
    size = sized(size_position(size_inputs("95095", "93500", remaining=D("50"))))
    assert size.deciding.name == "budget"
    assert size.planned_loss <= D("50")


def test_the_venues_minimum_quantity_denies() -> None:
    coarse = instrument(grid=filters(min_quantity="1"))
    assert denied(size_position(size_inputs("95095", "93500", instrument=coarse))).code == "BELOW_MIN_QUANTITY"


def test_the_venues_minimum_notional_denies() -> None:
    coarse = instrument(grid=filters(min_notional="6000"))
    assert denied(size_position(size_inputs("95095", "93500", instrument=coarse))).code == "BELOW_MIN_NOTIONAL"


def test_an_entry_whose_stop_would_be_below_the_minimum_notional_is_denied() -> None:
    tight = instrument(grid=filters(min_notional="5060"))
    answer = denied(size_position(size_inputs("95095", "93500", instrument=tight)))
    assert answer.code == "BELOW_MIN_NOTIONAL"
    assert "at the stop" in answer.sentence


@pytest.mark.parametrize(("side", "stop"), [(Side.LONG, "95095"), (Side.LONG, "96000"), (Side.SHORT, "94000")])
def test_a_stop_on_the_wrong_side_is_denied(side: Side, stop: str) -> None:
    assert denied(size_position(size_inputs("95095", stop, side=side))).code == "STOP_WRONG_SIDE"


def test_an_account_without_equity_risks_nothing() -> None:
    assert denied(size_position(size_inputs("95095", "93500", equity="0"))).code == "EQUITY_SPENT"


def test_the_symbol_of_the_maker_is_the_one_in_the_sentence() -> None:
    size = sized(size_position(size_inputs("95095", "93500")))
    assert str(BTC) in next(b for b in size.bounds if b.name == "symbol_exposure").sentence
