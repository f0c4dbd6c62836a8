"""Pairs as text, in the order and of the kind that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.shared.money import ZERO
from robson_app.display import NOTHING, digits_of, number, percent, tone
from robson_app.i18n import t
from robson_app.pages.markets.address import Address, MarketGroup, MarketSort
from robson_app.queries.markets import MarketLine

WIDTH, HEIGHT = 100, 24
_UNITS = ((Decimal(10**9), "B"), (Decimal(10**6), "M"), (Decimal(10**3), "K"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketRow:
    """One pair.

    Attributes:
        live: Whether its price ticks.
        path: Its day as an SVG path on a grid of 100 by 24; `tone` its colour.
    """

    symbol: str
    slug: str
    digits: int
    live: bool
    price: str
    change: str
    tone: str
    spread: str
    volume: str
    path: str
    note: str


def chosen_lines(lines: Sequence[MarketLine], starred: Collection[str], address: Address) -> list[MarketLine]:
    """Return what an address asks for, in its order; what has no figure comes last, equals by name."""
    wanted = address.text.upper().replace("-", "/")
    shown = [line for line in lines if wanted in str(line.symbol) and _IN[address.group](line, starred)]
    figure = _BY[address.sort]
    if figure is None:
        return sorted(shown, key=lambda line: str(line.symbol), reverse=address.descending)
    sign = -1 if address.descending else 1
    return sorted(shown, key=lambda line: _place(figure(line), sign, str(line.symbol)))


def market_row(line: MarketLine, *, live: bool) -> MarketRow:
    """Describe one pair."""
    tick = line.instrument.filters.tick
    return MarketRow(
        symbol=str(line.symbol),
        slug=f"{line.symbol.base}-{line.symbol.quote}",
        digits=digits_of(tick),
        live=live,
        price=NOTHING if line.price is None else number(line.price, tick),
        change=NOTHING if line.change_24h is None else ("+" if line.change_24h > 0 else "") + percent(line.change_24h),
        tone=tone(line.change_24h or _risen(line.path)),
        spread=NOTHING if line.spread is None else percent(line.spread, 3),
        volume=NOTHING if line.volume_24h is None else _short(line.volume_24h),
        path=_drawn(line.path),
        note=_note(line),
    )


def _note(line: MarketLine) -> str:
    if not line.instrument.trading:
        return t("halted by the venue")
    return t("from volume") if line.synthetic else ""


def _place(value: Decimal | None, sign: int, name: str) -> tuple[bool, Decimal, str]:
    return value is None, ZERO if value is None else sign * value, name


def _short(value: Decimal) -> str:
    """Show a large amount with three figures or so: 1.24 B, 312 M, 9.8 K."""
    for size, unit in _UNITS:
        if value >= size:
            part = value / size
            return f"{number(part, Decimal(1) if part >= 100 else Decimal('0.01'))} {unit}"
    return number(value, Decimal(1))


def _risen(path: Sequence[Decimal]) -> Decimal:
    return path[-1] - path[0] if path else ZERO


def _drawn(path: Sequence[Decimal]) -> str:
    if len(path) < 2:
        return ""
    low, high = min(path), max(path)
    spread = high - low or Decimal(1)
    step = Decimal(WIDTH) / (len(path) - 1)
    points = [f"{i * step:.1f} {1 + (high - value) / spread * (HEIGHT - 2):.1f}" for i, value in enumerate(path)]
    return "M" + "L".join(points)


_IN: dict[MarketGroup, Callable[[MarketLine, Collection[str]], bool]] = {
    MarketGroup.ALL: lambda line, starred: True,
    MarketGroup.STARRED: lambda line, starred: str(line.symbol) in starred,
    MarketGroup.RISING: lambda line, starred: (line.change_24h or ZERO) > 0,
    MarketGroup.FALLING: lambda line, starred: (line.change_24h or ZERO) < 0,
}
_BY: dict[MarketSort, Callable[[MarketLine], Decimal | None] | None] = {
    MarketSort.SYMBOL: None,
    MarketSort.PRICE: lambda line: line.price,
    MarketSort.CHANGE: lambda line: line.change_24h,
    MarketSort.SPREAD: lambda line: line.spread,
    MarketSort.VOLUME: lambda line: line.volume_24h,
}
