"""The month's budget: what may still be lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from domain.marketdata.market import Side
from domain.risk.limits import MAX_POSITIONS, Costs, RiskLimits
from domain.risk.loss import loss_per_unit
from domain.shared.errors import InvalidInputError
from domain.shared.money import ONE, ZERO
from domain.shared.symbol import Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRisk:
    """What one open position can still lose; money in the account's quote.

    Attributes:
        held: Base units held; `average` their entry price and `stop` the stop in force, instrument's quote.
        booked_fees: Entry fees of the units held that the realised result already counts.
        working_loss: Planned loss of the part of the entry that has not filled yet.
        rate: Account quote per unit of the instrument's quote.
    """

    symbol: Symbol
    side: Side
    held: Decimal
    average: Decimal | None
    stop: Decimal
    costs: Costs
    booked_fees: Decimal = ZERO
    working_loss: Decimal = ZERO
    rate: Decimal = ONE

    @property
    def latent(self) -> Decimal:
        """Money lost if the current stop fills and the rest of the entry does too; never below zero."""
        return max(ZERO, self._held_loss()) + max(ZERO, self.working_loss)

    def _held_loss(self) -> Decimal:
        if self.held == 0:
            return ZERO
        if self.average is None:
            raise InvalidInputError(f"{self.symbol} is held without an average entry", field="average")
        per_unit = loss_per_unit(self.side, self.average, self.stop, self.costs)
        return self.held * per_unit * self.rate - self.booked_fees


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetInputs:
    """What the month's figures depend on; money in the account's quote.

    Attributes:
        equity: Equity now, for the size of a slot.
        month_capital: Equity at the start of the market month; deposits and withdrawals restate it.
        month_realised: Net result realised since, fees included.
        reservations: What each live validated plan holds.
    """

    equity: Decimal
    month_capital: Decimal
    month_realised: Decimal
    positions: tuple[OpenRisk, ...]
    reservations: tuple[Decimal, ...]
    limits: RiskLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetFigures:
    """The month as the meter shows it; money in the account's quote.

    Attributes:
        latent: Loss if every stop filled now, live reservations included.
        remaining: May be negative after a loss beyond plan.
        slot_risk: What one full trade risks.
        held: Open positions and plans that hold a reservation; `losing` those of them that can still lose.
        slots_left: Full trades that budget and position limits still allow.
    """

    budget: Decimal
    consumed: Decimal
    latent: Decimal
    remaining: Decimal
    slot_risk: Decimal
    open_positions: int
    held: int
    losing: int
    slots_left: int

    @property
    def spent(self) -> bool:
        """Whether the month is lost: the account latches to `REDUCING` until it turns."""
        return self.consumed >= self.budget


def budget_figures(inputs: BudgetInputs) -> BudgetFigures:
    """Compute the month's figures.

    `budget = month_capital * fraction`, `consumed = max(0, -realised)`, `latent = sum(max(0, loss at stop)) +
    reservations`, `remaining = budget - consumed - latent`.
    """
    budget = max(ZERO, inputs.month_capital) * inputs.limits.budget_fraction
    consumed = max(ZERO, -inputs.month_realised)
    losses = [position.latent for position in inputs.positions]
    latent = sum(losses, ZERO) + sum(inputs.reservations, ZERO)
    remaining = budget - consumed - latent
    losing = sum(loss > 0 for loss in losses) + len(inputs.reservations)
    slot_risk = max(ZERO, inputs.equity) * inputs.limits.risk_fraction
    held = len(inputs.positions) + len(inputs.reservations)
    free = min(inputs.limits.losing_positions - losing, MAX_POSITIONS - held)
    affordable = int(remaining / slot_risk) if slot_risk > 0 and remaining > 0 else 0
    return BudgetFigures(
        budget=budget,
        consumed=consumed,
        latent=latent,
        remaining=remaining,
        slot_risk=slot_risk,
        open_positions=len(inputs.positions),
        held=held,
        losing=losing,
        slots_left=0 if consumed >= budget else max(0, min(free, affordable)),
    )


def heat(positions: Iterable[OpenRisk], side: Side, equity: Decimal) -> Decimal:
    """Return the planned loss of all positions in one direction as a fraction of equity; 0 without equity."""
    if equity <= 0:
        return ZERO
    return sum((p.latent for p in positions if p.side is side), ZERO) / equity
