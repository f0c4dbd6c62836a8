"""Rates between an instrument's quote and the account's, direct or over one hop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from domain.risk.verdict import Denied
from domain.shared.errors import InvalidInputError
from domain.shared.money import ONE, Price
from domain.shared.symbol import Symbol

Rates = Mapping[Symbol, Price]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """How one currency becomes another.

    Attributes:
        rate: Units of `target` for one unit of `source`.
        path: The pairs walked, e.g. `("BTC/USDT",)`; empty when both are the same.
    """

    source: str
    target: str
    rate: Decimal
    path: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a rate that is no rate."""
        if not (self.rate.is_finite() and self.rate > 0):
            raise InvalidInputError(f"rate {self.source} to {self.target} must be above zero", field="rate")


def find_conversion(source: str, target: str, rates: Rates) -> Conversion | Denied:
    """Find the rate from `source` to `target`: none needed, else direct, else over the first hub by name.

    Args:
        source: Currency held, e.g. the instrument's quote.
        target: Currency wanted, e.g. the account's quote.
        rates: Last price of each pair that has one.
    """
    if source == target:
        return Conversion(source=source, target=target, rate=ONE)
    direct = _leg(source, target, rates)
    if direct is not None:
        return Conversion(source=source, target=target, rate=direct[0], path=(direct[1],))
    for hub in sorted({asset for pair in rates for asset in (pair.base, pair.quote)}):
        first, second = _leg(source, hub, rates), _leg(hub, target, rates)
        if first is not None and second is not None:
            rate = first[0] * second[0]
            return Conversion(source=source, target=target, rate=rate, path=(first[1], second[1]))
    return Denied(
        code="RATE_MISSING",
        sentence=f"There is no rate from {source} to {target}, so the loss cannot be counted in {target}. "
        f"Nothing was planned; choose a pair quoted in {target}.",
        figures={"source": source, "target": target},
    )


def _leg(source: str, target: str, rates: Rates) -> tuple[Decimal, str] | None:
    forward, backward = Symbol(base=source, quote=target), Symbol(base=target, quote=source)
    if forward in rates:
        return Decimal(rates[forward]), str(forward)
    if backward in rates:
        return ONE / rates[backward], str(backward)
    return None
