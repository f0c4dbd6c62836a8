"""The golden rule: size comes from the stop.

`quantity = floor_to_step(min(risk / loss per unit, cash, exposure caps, venue maximum))`, computed once at
the worst price the entry can fill, never rounded up; after quantising, the loss is computed again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.marketdata.instrument import Filters, Instrument
from domain.marketdata.market import Side
from domain.risk import sizing_denials as deny
from domain.risk.conversion import Conversion
from domain.risk.limits import Costs, RiskLimits
from domain.risk.loss import loss_per_unit, stop_fill
from domain.risk.verdict import Denied
from domain.risk.words import money, plain
from domain.shared.money import ONE, ZERO, Price, Quantity


class BoundName(StrEnum):
    """What can bound a size."""

    RISK = "risk"
    BUDGET = "budget"
    CASH = "cash"
    SYMBOL_EXPOSURE = "symbol_exposure"
    TOTAL_EXPOSURE = "total_exposure"
    VENUE_MAXIMUM = "venue_maximum"


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeInputs:
    """Everything a size depends on. Amounts in the account's quote unless said otherwise.

    Attributes:
        limit: Worst entry price `L` (instrument's quote); see `worst_entry`.
        stop: Stop price `S`, on the tick grid.
        remaining: What the month's budget still allows to be lost, without this plan.
        available: Free cash.
        symbol_exposure: Value already held or working on this symbol; `total_exposure` on all.
        conversion: Account quote per unit of the instrument's quote.
    """

    side: Side
    instrument: Instrument
    limit: Price
    stop: Price
    equity: Decimal
    remaining: Decimal
    available: Decimal
    limits: RiskLimits
    costs: Costs
    conversion: Conversion
    symbol_exposure: Decimal = ZERO
    total_exposure: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One bound: the most base units it allows, before the lot step, and where that comes from, in words."""

    name: BoundName
    quantity: Decimal
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A size and why it is that.

    Attributes:
        quantity: Base units, on the lot step.
        stop_fill: Expected fill of the stop, instrument's quote.
        loss_per_unit: Instrument's quote per base unit.
        risk_money: The most this trade may lose, account quote.
        planned_loss: Recomputed after quantising, account quote: 1 R.
        notional: Value at `limit`, account quote.
        bounds: Every bound, tightest first; `bounds[0]` decided.
    """

    inputs: SizeInputs
    quantity: Quantity
    stop_fill: Decimal
    loss_per_unit: Decimal
    risk_money: Decimal
    planned_loss: Decimal
    notional: Decimal
    bounds: tuple[Bound, ...]

    @property
    def deciding(self) -> Bound:
        """The bound that decided."""
        return self.bounds[0]

    def derivation(self) -> Mapping[str, object]:
        """Return "why this size": inputs, bounds and results, all figures as strings."""
        return {
            "inputs": _shown_inputs(self.inputs),
            "stop_fill": plain(self.stop_fill),
            "loss_per_unit": plain(self.loss_per_unit),
            "risk_money": plain(self.risk_money),
            "bounds": [
                {"name": b.name.value, "quantity": plain(b.quantity), "sentence": b.sentence} for b in self.bounds
            ],
            "deciding": self.deciding.name.value,
            "quantity": plain(self.quantity),
            "planned_loss": plain(self.planned_loss),
            "notional": plain(self.notional),
        }


def worst_entry(side: Side, reference: Price, resting: Price | None, costs: Costs, filters: Filters) -> Price:
    """Return `L`, the worst price the entry order can fill at.

    A market entry is a marketable limit one slippage beyond the last price, a resting limit is its own worst
    price; both go to the tick that is better for the trader.
    """
    beyond = reference * (ONE + side.sign * costs.slippage) if resting is None else Decimal(resting)
    return filters.tick_down(beyond) if side is Side.LONG else filters.tick_up(beyond)


def size_position(inputs: SizeInputs) -> Size | Denied:
    """Size a position from its stop, or say why it cannot be sized."""
    refusal = deny.unusable(inputs.side, inputs.limit, inputs.stop, inputs.equity)
    if refusal is not None:
        return refusal
    full_risk = inputs.equity * inputs.limits.risk_fraction
    risk_money = min(full_risk, inputs.remaining)
    if risk_money <= 0:
        return deny.budget_exhausted(inputs.remaining, full_risk, inputs.conversion.target)
    per_unit = loss_per_unit(inputs.side, inputs.limit, inputs.stop, inputs.costs)
    bounds = _bounds(inputs, risk_money, full_risk, per_unit)
    size = _quantised(inputs, bounds, risk_money, per_unit)
    return _too_small(size, full_risk) or size


def _quantised(inputs: SizeInputs, bounds: tuple[Bound, ...], risk_money: Decimal, per_unit: Decimal) -> Size:
    filters, rate = inputs.instrument.filters, inputs.conversion.rate
    quantity = filters.floor_to_step(bounds[0].quantity)
    while quantity * per_unit * rate > risk_money:
        quantity = filters.floor_to_step(quantity - filters.step)
    return Size(
        inputs=inputs,
        quantity=quantity,
        stop_fill=stop_fill(inputs.side, inputs.stop, inputs.costs),
        loss_per_unit=per_unit,
        risk_money=risk_money,
        planned_loss=quantity * per_unit * rate,
        notional=quantity * inputs.limit * rate,
        bounds=bounds,
    )


def _bounds(inputs: SizeInputs, risk_money: Decimal, full_risk: Decimal, per_unit: Decimal) -> tuple[Bound, ...]:
    limits, unit = inputs.limits, inputs.conversion.target
    value = inputs.limit * inputs.conversion.rate
    cash = inputs.available * (ONE - limits.headroom)
    on_symbol = inputs.equity * limits.symbol_exposure - inputs.symbol_exposure
    in_all = inputs.equity * limits.total_exposure - inputs.total_exposure
    risk_name = BoundName.RISK if inputs.remaining >= full_risk else BoundName.BUDGET
    risk_words = {
        BoundName.RISK: f"{plain(limits.risk_fraction * 100)} % of equity is {money(risk_money, unit)}",
        BoundName.BUDGET: f"the month's budget has {money(risk_money, unit)} left to lose",
    }
    found = (
        Bound(
            name=risk_name,
            quantity=risk_money / (per_unit * inputs.conversion.rate),
            sentence=risk_words[risk_name],
        ),
        Bound(
            name=BoundName.CASH,
            quantity=max(cash, ZERO) / (value * (ONE + inputs.costs.fee_in)),
            sentence=f"free cash less headroom is {money(cash, unit)}, entry fee included",
        ),
        Bound(
            name=BoundName.SYMBOL_EXPOSURE,
            quantity=max(on_symbol, ZERO) / value,
            sentence=f"{inputs.instrument.symbol} may still take {money(on_symbol, unit)}",
        ),
        Bound(
            name=BoundName.TOTAL_EXPOSURE,
            quantity=max(in_all, ZERO) / value,
            sentence=f"all positions together may still take {money(in_all, unit)}",
        ),
        Bound(
            name=BoundName.VENUE_MAXIMUM,
            quantity=inputs.instrument.filters.max_quantity,
            sentence="the venue takes no larger order",
        ),
    )
    return tuple(sorted(found, key=lambda bound: bound.quantity))


def _too_small(size: Size, full_risk: Decimal) -> Denied | None:
    inputs, deciding = size.inputs, size.deciding
    share = size.planned_loss / full_risk
    if deciding.name is not BoundName.RISK and share < inputs.limits.smallest_share:
        if deciding.name is BoundName.BUDGET:
            return deny.budget_exhausted(inputs.remaining, full_risk, inputs.conversion.target)
        return deny.risk_too_small(deciding.name.value, deciding.sentence, share, inputs.limits.smallest_share)
    return deny.below_venue_minimum(
        inputs.instrument, inputs.side, size.quantity, inputs.limit, inputs.stop, inputs.costs
    )


def _shown_inputs(inputs: SizeInputs) -> Mapping[str, str]:
    limits, costs, conversion = inputs.limits, inputs.costs, inputs.conversion
    return {
        "side": inputs.side.value,
        "limit": plain(inputs.limit),
        "stop": plain(inputs.stop),
        "equity": plain(inputs.equity),
        "risk_fraction": plain(limits.risk_fraction),
        "remaining": plain(inputs.remaining),
        "available": plain(inputs.available),
        "headroom": plain(limits.headroom),
        "fee_in": plain(costs.fee_in),
        "fee_out": plain(costs.fee_out),
        "slippage": plain(costs.slippage),
        "step": plain(inputs.instrument.filters.step),
        "symbol_exposure": plain(inputs.symbol_exposure),
        "total_exposure": plain(inputs.total_exposure),
        "quote": conversion.target,
        "rate": plain(conversion.rate),
        "rate_path": " · ".join(conversion.path),
    }
