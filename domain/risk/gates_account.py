"""Gates on the account: its state, its day, its month, its positions."""

from __future__ import annotations

from domain.risk.gate_inputs import GateInputs
from domain.risk.limits import MAX_POSITIONS
from domain.risk.sizing import Size
from domain.risk.sizing_denials import budget_exhausted
from domain.risk.verdict import Denied, Passed, Verdict
from domain.risk.vocabulary import TradingState
from domain.risk.words import money, percent, plain

_HASTE_S = 86_400
_CLOSED = {
    TradingState.REDUCING: "The account only reduces: exits work, entries do not, until the month turns.",
    TradingState.HALTED: "Trading is halted by the kill switch. Exits and cancels work; entries do not until it is "
    "resumed.",
}


def state_active(inputs: GateInputs) -> Verdict:
    """Only `ACTIVE` takes entries, and only while the venue lets the account trade."""
    if inputs.suspended:
        return Denied(
            code="ACCOUNT_SUSPENDED",
            sentence=f"The account is suspended: {inputs.suspended}. Stops rest at the venue; nothing new is sent "
            "until the key works again.",
        )
    if inputs.state is TradingState.ACTIVE:
        return Passed(code="STATE_ACTIVE", sentence="Trading is active.")
    if inputs.state is None:
        return Denied(code="STATE_MISSING", sentence="The account's trading state is not known. Nothing was planned.")
    return Denied(
        code=f"ACCOUNT_{inputs.state.name}", sentence=_CLOSED[inputs.state], figures={"state": inputs.state.value}
    )


def equity_known(inputs: GateInputs) -> Verdict:
    """Equity is known and above zero."""
    if inputs.equity is None:
        return Denied(
            code="EQUITY_MISSING",
            sentence="The account's equity cannot be computed (a price is missing). Nothing was planned; wait for it.",
        )
    if inputs.equity <= 0:
        return Denied(
            code="EQUITY_SPENT",
            sentence="The account has no equity left, so nothing may be risked.",
            figures={"equity": plain(inputs.equity)},
        )
    return Passed(
        code="EQUITY_KNOWN", sentence=f"Equity is {money(inputs.equity)}.", figures={"equity": plain(inputs.equity)}
    )


def fills_known(inputs: GateInputs) -> Verdict:
    """Every fill is in the books."""
    if not inputs.fills_complete:
        return Denied(
            code="FILLS_MISSING",
            sentence="A fill may be missing from the books, so what is held is not certain. Nothing was planned; wait "
            "until the venue's trades were read.",
        )
    return Passed(code="FILLS_KNOWN", sentence="Every fill is in the books.")


def day_open(inputs: GateInputs) -> Verdict:
    """The daily limit: net realised since 00:00 UTC against the day's opening equity."""
    if inputs.day_equity is None or inputs.day_realised is None or inputs.day_equity <= 0:
        return Denied(
            code="DAY_MISSING",
            sentence="The day's opening equity or result is not known, so its limit cannot be checked.",
        )
    limit = inputs.day_equity * inputs.limits.daily_loss
    figures = {"realised": plain(inputs.day_realised), "limit": plain(-limit)}
    if inputs.day_realised <= -limit:
        return Denied(
            code="DAILY_LIMIT",
            sentence=f"Today's result {money(inputs.day_realised)} has reached the daily limit of {money(-limit)} "
            f"({percent(inputs.limits.daily_loss)}). Entries open again at 00:00 UTC.",
            figures=figures,
        )
    return Passed(
        code="DAY_OPEN",
        sentence=f"Today's result {money(inputs.day_realised)} is above the daily limit of {money(-limit)}.",
        figures=figures,
    )


def month_open(inputs: GateInputs) -> Verdict:
    """The month's realised loss has not used its budget."""
    budget = inputs.budget
    if budget is None:
        return Denied(code="BUDGET_MISSING", sentence="The month's budget cannot be computed. Nothing was planned.")
    figures = {"consumed": plain(budget.consumed), "budget": plain(budget.budget)}
    if budget.spent:
        return Denied(
            code="MONTH_SPENT",
            sentence=f"The month's budget of {money(budget.budget)} is lost ({money(budget.consumed)} consumed). "
            "Only exits until the month turns.",
            figures=figures,
        )
    return Passed(
        code="MONTH_OPEN",
        sentence=f"{money(budget.consumed)} of the month's {money(budget.budget)} is lost.",
        figures=figures,
    )


def budget_left(inputs: GateInputs) -> Verdict:
    """The month can still lose this plan's loss beside everything open and reserved."""
    budget, size = inputs.budget, inputs.size
    if budget is None:
        return Denied(code="BUDGET_MISSING", sentence="The month's budget cannot be computed. Nothing was planned.")
    if isinstance(size, Denied) and size.code == "BUDGET_EXHAUSTED":
        return size
    needed = size.planned_loss if isinstance(size, Size) else budget.remaining
    if budget.remaining <= 0 or needed > budget.remaining:
        return budget_exhausted(budget.remaining, budget.slot_risk, "")
    return Passed(
        code="BUDGET_LEFT",
        sentence=f"The month may still lose {money(budget.remaining)}.",
        figures={"remaining": plain(budget.remaining), "latent": plain(budget.latent)},
    )


def slot_free(inputs: GateInputs) -> Verdict:
    """Positions that can still lose, and all positions."""
    budget, limits = inputs.budget, inputs.limits
    if budget is None:
        return Denied(code="POSITIONS_MISSING", sentence="The open positions are not known. Nothing was planned.")
    figures = {"losing": str(budget.losing), "held": str(budget.held)}
    if budget.losing >= limits.losing_positions:
        return Denied(
            code="POSITIONS_FULL",
            sentence=f"{budget.losing} positions and plans can still lose; at most {limits.losing_positions} may. Wait "
            "until one is closed or its stop reaches break-even.",
            figures=figures,
        )
    if budget.held >= MAX_POSITIONS:
        return Denied(
            code="POSITIONS_CEILING",
            sentence=f"{budget.held} positions and plans are open; at most {MAX_POSITIONS} may be. Close one first.",
            figures=figures,
        )
    return Passed(
        code="SLOT_FREE",
        sentence=f"{budget.losing} of {limits.losing_positions} positions can lose, {budget.held} of "
        f"{MAX_POSITIONS} are open.",
        figures=figures,
    )


def symbol_free(inputs: GateInputs) -> Verdict:
    """One open position per symbol."""
    if inputs.open_symbols is None:
        return Denied(code="POSITIONS_MISSING", sentence="The open positions are not known. Nothing was planned.")
    if inputs.symbol in inputs.open_symbols:
        return Denied(
            code="SYMBOL_TAKEN",
            sentence=f"A position on {inputs.symbol} is open already, and one per symbol is allowed. Close it first.",
            figures={"symbol": str(inputs.symbol)},
        )
    return Passed(code="SYMBOL_FREE", sentence=f"No other position on {inputs.symbol} is open.")


def cooled_down(inputs: GateInputs) -> Verdict:
    """The pause on a symbol after a stop-out, on the market clock."""
    if inputs.last_stopped_at is None:
        return Passed(code="COOLED_DOWN", sentence=f"No stop-out on {inputs.symbol} yet.")
    if inputs.market_now is None:
        return Denied(
            code="CLOCK_MISSING", sentence="The market's time is not known, so the cool-down cannot be checked."
        )
    left = inputs.limits.cool_down_s - (inputs.market_now - inputs.last_stopped_at).total_seconds()
    # A stop-out that lies days ahead of the market's time happened on another market, which is not played any more.
    if 0 < left < inputs.limits.cool_down_s + _HASTE_S:
        return Denied(
            code="COOLING_DOWN",
            sentence=f"{inputs.symbol} was stopped out at {inputs.last_stopped_at:%H:%M:%S} UTC; wait another "
            f"{int(left) + 1} s of market time before trading it again.",
            figures={"left_s": str(int(left) + 1)},
        )
    return Passed(code="COOLED_DOWN", sentence=f"The cool-down on {inputs.symbol} is over.")
