"""All gates in one place. Each answers with a value; all are asked; what is not known denies."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from domain.risk import gates_account as account
from domain.risk import gates_market as market
from domain.risk import gates_trade as trade
from domain.risk.gate_inputs import GateInputs
from domain.risk.verdict import Denied, Verdict

Gate = Callable[[GateInputs], Verdict]

GATES: tuple[Gate, ...] = (
    account.state_active,
    account.equity_known,
    account.fills_known,
    market.price_known,
    market.prices_fit,
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
