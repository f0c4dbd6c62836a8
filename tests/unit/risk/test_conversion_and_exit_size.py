from decimal import Decimal as D

import pytest
from hypothesis import given

from domain.risk.conversion import Conversion, find_conversion
from domain.risk.exit_size import exit_size
from domain.risk.sizing import Size, size_position
from domain.risk.verdict import Denied
from domain.shared.errors import InvalidInputError
from domain.shared.money import Price
from domain.shared.symbol import Symbol
from tests.unit.risk.makers import decimals, filters, instrument, size_inputs

RATES = {
    Symbol.parse("BTC/USDT"): Price("40000"),
    Symbol.parse("ETH/BTC"): Price("0.075"),
    Symbol.parse("ETH/USDT"): Price("3000"),
}


def rate(source: str, target: str) -> Conversion:
    found = find_conversion(source, target, RATES)
    assert isinstance(found, Conversion)
    return found


def test_the_same_currency_needs_no_rate() -> None:
    assert rate("USDT", "USDT") == Conversion(source="USDT", target="USDT", rate=D(1))


def test_a_direct_rate_is_taken_either_way_round() -> None:
    assert rate("BTC", "USDT").rate == D("40000")
    assert rate("USDT", "BTC").rate == D("0.000025")
    assert rate("BTC", "USDT").path == ("BTC/USDT",)


def test_one_hop_is_walked_and_stated() -> None:
    rates = {s: p for s, p in RATES.items() if str(s) != "ETH/USDT"}
    found = find_conversion("ETH", "USDT", rates)
    assert isinstance(found, Conversion)
    assert found.rate == D("3000")
    assert found.path == ("ETH/BTC", "BTC/USDT")


def test_without_a_rate_there_is_no_plan() -> None:
    found = find_conversion("DOGE", "USDT", RATES)
    assert isinstance(found, Denied)
    assert found.code == "RATE_MISSING"
    assert "DOGE" in found.sentence


@pytest.mark.parametrize("bad", ["0", "-1", "NaN", "Infinity"])
def test_a_rate_that_is_no_rate_is_refused(bad: str) -> None:
    with pytest.raises(InvalidInputError):
        Conversion(source="BTC", target="USDT", rate=D(bad))


def test_a_pair_quoted_in_bitcoin_is_sized_in_the_accounts_dollars() -> None:
    pair = instrument(Symbol.parse("ETH/BTC"), filters(tick="0.00001", step="0.0001", min_notional="0.0001"))
    size = size_position(size_inputs("0.075", "0.0735", instrument=pair, conversion=rate("BTC", "USDT")))
    assert isinstance(size, Size)
    assert D("99") < size.planned_loss <= D("100")
    assert size.planned_loss == size.quantity * size.loss_per_unit * D("40000")
    assert size.derivation()["inputs"]["rate_path"] == "BTC/USDT"


def test_an_exit_sells_what_the_fee_left_and_lists_the_rest_as_dust() -> None:
    left = exit_size(filled=D("0.05327"), base_fees=D("0.00005327"), price=D("95000"), filters=filters())
    assert left.quantity == D("0.05321")
    assert left.dust == D("0.00000673")
    assert left.dust_value == D("0.63935")


def test_a_fill_too_small_to_be_sold_is_all_dust() -> None:
    left = exit_size(filled=D("0.00005"), base_fees=D(0), price=D("95000"), filters=filters())
    assert left.quantity == 0
    assert left.dust == D("0.00005")


@given(decimals("0", "100", 8), decimals("0", "100", 8), decimals("0.01", "100000", 2))
def test_an_exit_never_sells_more_than_is_held(filled: D, fees: D, price: D) -> None:
    left = exit_size(filled=filled, base_fees=fees, price=price, filters=filters())
    assert left.quantity + left.dust == max(filled - fees, D(0))
    assert left.quantity % D("0.00001") == 0
