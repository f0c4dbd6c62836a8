"""Gates on the trade itself: its stop, its size, its exits."""

from __future__ import annotations

from domain.risk.gate_inputs import GateInputs
from domain.risk.limits import MAX_RISK_FRACTION
from domain.risk.verdict import Denied, Passed, Verdict
from domain.risk.vocabulary import StopSource
from domain.risk.words import money, percent, plain
from domain.shared.money import ZERO


def stop_valid(inputs: GateInputs) -> Verdict:
    """A stop within bounds; a fallback only if the trader confirmed it."""
    stop, limits = inputs.stop, inputs.limits
    if stop is None:
        return Denied(code="STOP_MISSING", sentence="There is no stop, and no size without one. Nothing was planned.")
    if isinstance(stop, Denied):
        return stop
    figures = {"stop": plain(stop.stop), "distance": plain(stop.distance), "source": stop.source.value}
    if not limits.stop_floor <= stop.distance <= limits.stop_ceiling:
        return Denied(
            code="STOP_OUT_OF_BOUNDS",
            sentence=f"The stop is {percent(stop.distance)} from the entry; {percent(limits.stop_floor)} to "
            f"{percent(limits.stop_ceiling)} is allowed. Move it.",
            figures=figures,
        )
    if stop.source is StopSource.FALLBACK and not inputs.stop_confirmed:
        return Denied(
            code="STOP_UNCONFIRMED",
            sentence=f"No level was found; the stop {stop.stop:,} is {stop.multiple} average ranges away. Confirm "
            "it, or place one by hand.",
            figures=figures,
        )
    return Passed(
        code="STOP_VALID",
        sentence=f"The stop {stop.stop:,} ({stop.source.value}) is {percent(stop.distance)} away.",
        figures=figures,
    )


def size_valid(inputs: GateInputs) -> Verdict:
    """A size that the rules computed."""
    size = inputs.size
    if size is None:
        return Denied(code="SIZE_MISSING", sentence="No size could be computed (stop, price or equity is missing).")
    if isinstance(size, Denied):
        return size
    symbol = size.inputs.instrument.symbol
    return Passed(
        code="SIZE_VALID",
        sentence=f"{plain(size.quantity)} {symbol.base}, bound by {size.deciding.name.value.replace('_', ' ')}.",
        figures={"quantity": plain(size.quantity), "deciding": size.deciding.name.value},
    )


def risk_within(inputs: GateInputs) -> Verdict:
    """The one per cent rule, counted again from the size itself: no setting loosens it."""
    size, equity = inputs.size, inputs.equity
    if isinstance(size, Denied):
        return size
    if size is None or equity is None:
        return Denied(code="RISK_UNCOUNTED", sentence="The loss at the stop cannot be counted, so it is not risked.")
    allowed = max(equity, ZERO) * min(inputs.limits.risk_fraction, MAX_RISK_FRACTION)
    figures = {"planned_loss": plain(size.planned_loss), "allowed": plain(allowed)}
    if size.planned_loss > allowed:
        return Denied(
            code="RISK_TOO_LARGE",
            sentence=f"The loss at the stop would be {money(size.planned_loss)}; at most {money(allowed)} may be "
            "risked. Size it again.",
            figures=figures,
        )
    return Passed(
        code="RISK_WITHIN",
        sentence=f"{money(size.planned_loss)} is at risk, of at most {money(allowed)}.",
        figures=figures,
    )


def exits_valid(inputs: GateInputs) -> Verdict:
    """An exit policy that can be carried out."""
    exits = inputs.exits
    if exits is None:
        return Denied(code="EXITS_MISSING", sentence="The plan does not say how it is left. Choose an exit policy.")
    if isinstance(exits, Denied):
        return exits
    if not exits.rewards:
        return Passed(code="EXITS_VALID", sentence="The stop trails in whole spans.")
    rewards = ", ".join(percent(r.target.share) + f" at {r.net:.2f} R" for r in exits.rewards)
    return Passed(code="EXITS_VALID", sentence=f"Targets take {rewards}, costs paid.")
