from decimal import Decimal as D

from hypothesis import given, settings

from domain.risk.limits import MAX_RISK_FRACTION
from domain.risk.loss import loss_per_unit
from domain.risk.sizing import Size, SizeInputs, size_position
from domain.risk.verdict import Denied
from tests.unit.risk.makers import any_size_inputs


@settings(max_examples=400)
@given(any_size_inputs())
def test_a_size_never_risks_more_than_one_per_cent_nor_than_the_budget(inputs: SizeInputs) -> None:
    size = size_position(inputs)
    if isinstance(size, Size):
        per_unit = loss_per_unit(inputs.side, inputs.limit, inputs.stop, inputs.costs)
        loss = size.quantity * per_unit * inputs.conversion.rate
        assert loss == size.planned_loss
        assert loss <= inputs.equity * MAX_RISK_FRACTION
        assert loss <= inputs.remaining
        assert loss <= size.risk_money


@settings(max_examples=400)
@given(any_size_inputs())
def test_a_size_lies_on_the_step_and_is_never_rounded_up(inputs: SizeInputs) -> None:
    size = size_position(inputs)
    if isinstance(size, Size):
        step = inputs.instrument.filters.step
        assert size.quantity % step == 0
        assert all(size.quantity <= bound.quantity for bound in size.bounds)
        assert size.quantity + 2 * step > size.deciding.quantity


@settings(max_examples=200)
@given(any_size_inputs())
def test_the_cash_needed_is_there(inputs: SizeInputs) -> None:
    size = size_position(inputs)
    if isinstance(size, Size):
        assert size.notional * (1 + inputs.costs.fee_in) <= inputs.available


@settings(max_examples=100)
@given(any_size_inputs())
def test_the_same_inputs_give_the_same_size(inputs: SizeInputs) -> None:
    assert size_position(inputs) == size_position(inputs)


@settings(max_examples=200)
@given(any_size_inputs())
def test_an_answer_is_a_size_worth_its_costs_or_a_denial_in_words(inputs: SizeInputs) -> None:
    size = size_position(inputs)
    if isinstance(size, Denied):
        assert size.code.isupper()
        assert size.sentence.endswith(".")
    elif size.deciding.name != "risk":
        full = inputs.equity * inputs.limits.risk_fraction
        assert size.planned_loss >= full * D("0.25")
