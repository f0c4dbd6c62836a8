"""Why a position cannot be sized, in words."""

from __future__ import annotations

from decimal import Decimal

from domain.marketdata.instrument import Instrument
from domain.marketdata.market import Side
from domain.risk.exit_size import exit_size
from domain.risk.limits import Costs
from domain.risk.verdict import Denied
from domain.risk.words import money, percent, plain
from domain.shared.money import Quantity


def unusable(side: Side, limit: Decimal, stop: Decimal, equity: Decimal) -> Denied | None:
    """Refuse a stop on the wrong side of the entry, and equity that is gone."""
    if equity <= 0:
        return Denied(
            code="EQUITY_SPENT",
            sentence="The account has no equity left, so nothing may be risked. No plan was made.",
            figures={"equity": plain(equity)},
        )
    if side.sign * (limit - stop) <= 0:
        place = "below" if side is Side.LONG else "above"
        return Denied(
            code="STOP_WRONG_SIDE",
            sentence=f"The stop {plain(stop)} of a {side.value} must be {place} its entry {plain(limit)}. "
            "Move it there.",
            figures={"limit": plain(limit), "stop": plain(stop)},
        )
    return None


def budget_exhausted(remaining: Decimal, full_risk: Decimal, unit: str) -> Denied:
    """The month's budget is what bounds the size too far."""
    return Denied(
        code="BUDGET_EXHAUSTED",
        sentence=f"The month's budget has {money(max(remaining, Decimal(0)), unit)} left to lose, too little "
        f"for a trade that risks {money(full_risk, unit)}. Wait until an open position's stop reaches "
        "break-even, or for the next month.",
        figures={"remaining": plain(remaining), "full_risk": plain(full_risk)},
    )


def risk_too_small(cap: str, words: str, share: Decimal, smallest: Decimal) -> Denied:
    """A cap bounds the size to less than is worth its costs."""
    return Denied(
        code="RISK_TOO_SMALL",
        sentence=f"The size is bound by {cap.replace('_', ' ')} ({words}) to {percent(share)} of the usual "
        f"risk; the smallest worth its costs is {percent(smallest)}. Free some of it, or choose a stop "
        "farther away.",
        figures={"cap": cap, "share": plain(share), "smallest": plain(smallest)},
    )


def below_venue_minimum(
    instrument: Instrument, side: Side, quantity: Quantity, limit: Decimal, stop: Decimal, costs: Costs
) -> Denied | None:
    """Refuse what the venue would refuse: the entry, or the stop of what the entry leaves after its fee."""
    filters = instrument.filters
    if quantity < filters.min_quantity or quantity == 0:
        return Denied(
            code="BELOW_MIN_QUANTITY",
            sentence=f"The size {plain(quantity)} {instrument.symbol.base} is below the venue's minimum of "
            f"{plain(filters.min_quantity)}. Choose a nearer stop or more capital.",
            figures={"quantity": plain(quantity), "minimum": plain(filters.min_quantity)},
        )
    if quantity * limit < filters.min_notional:
        return _below_notional(instrument, "value", quantity * limit)
    base_fee = quantity * costs.fee_in if side is Side.LONG else Decimal(0)
    sold = exit_size(filled=quantity, base_fees=base_fee, price=stop, filters=filters)
    if sold.quantity == 0:
        return _below_notional(instrument, "value at the stop, after the fee,", (quantity - base_fee) * stop)
    return None


def _below_notional(instrument: Instrument, what: str, value: Decimal) -> Denied:
    unit, minimum = instrument.symbol.quote, instrument.filters.min_notional
    return Denied(
        code="BELOW_MIN_NOTIONAL",
        sentence=f"The position's {what} would be {plain(value)} {unit}, below the venue's minimum of "
        f"{plain(minimum)} {unit}. Choose a nearer stop or more capital.",
        figures={"value": plain(value), "minimum": plain(minimum)},
    )
