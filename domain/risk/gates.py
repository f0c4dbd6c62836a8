"""All gates in one place. Each answers with a value; all are asked; what is not known denies."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from domain.risk import gates_account as account
from domain.risk import gates_market as market
from domain.risk import gates_trade as trade
from domain.risk.gate_inputs import GateInputs
from domain.risk.sizing import Size
from domain.risk.verdict import Denied, Verdict

Gate = Callable[[GateInputs], Verdict]

GATES: tuple[Gate, ...] = (
    account.state_active,
    account.equity_known,
    account.fills_known,
    market.price_known,
    market.feed_fresh,
    market.candles_fresh,
    market.pair_trading,
    market.orders_known,
    market.side_allowed,
    trade.stop_valid,
    trade.size_valid,
    trade.risk_within,
    trade.exits_valid,
    market.price_between,
    account.month_open,
    account.budget_left,
    account.slot_free,
    account.symbol_free,
    account.cooled_down,
    account.day_open,
)
"""Every gate of a new plan, in the order they are shown."""

EXECUTION_GATES: tuple[Gate, ...] = (
    account.state_active,
    account.fills_known,
    market.price_known,
    market.feed_fresh,
    market.candles_fresh,
    market.pair_trading,
    market.orders_known,
    market.price_between,
    account.month_open,
    account.symbol_free,
    account.day_open,
)
"""What can change between the validation of a plan and its execution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """Every gate holds; `reservation` is what the plan takes of the month's budget, account quote."""

    reservation: Decimal
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """At least one gate fails; `denials` holds all that do."""

    denials: tuple[Denied, ...]
    verdicts: tuple[Verdict, ...]


def evaluate_gates(inputs: GateInputs, gates: Iterable[Gate] = GATES) -> tuple[Verdict, ...]:
    """Ask every gate; return all answers, passing and failing, each failing code once."""
    answers: dict[str, Verdict] = {}
    for gate in gates:
        verdict = gate(inputs)
        answers.setdefault(verdict.code, verdict)
    return tuple(answers.values())


def denials(verdicts: Iterable[Verdict]) -> tuple[Denied, ...]:
    """Return the failing ones."""
    return tuple(v for v in verdicts if isinstance(v, Denied))


def decide(inputs: GateInputs) -> Approved | Refused:
    """Judge a new plan by every gate."""
    verdicts = evaluate_gates(inputs)
    failing = denials(verdicts)
    if failing or not isinstance(inputs.size, Size):
        return Refused(denials=failing, verdicts=verdicts)
    return Approved(reservation=inputs.size.planned_loss, verdicts=verdicts)
