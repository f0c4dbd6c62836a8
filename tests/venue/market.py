"""One symbol's market: the book the test sets, the last price, the tape and the candles."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tests.venue.candles import Candles
from tests.venue.model import Order
from tests.venue.money import ZERO, floor_to
from tests.venue.rules import SymbolRules

LEVELS = 20
Level = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """One trade of the public tape."""

    trade_id: int
    price: Decimal
    qty: Decimal
    time: int
    buyer_is_maker: bool


@dataclass(slots=True, kw_only=True)
class Market:
    """`finite` books are used up by what takes from them until the next price; deep ones are not."""

    rules: SymbolRules
    last: Decimal
    bids: list[Level] = field(default_factory=list)
    asks: list[Level] = field(default_factory=list)
    finite: bool = False
    update_id: int = 1_000
    next_order_id: int = 1_000
    next_trade_id: int = 500
    open: dict[int, Order] = field(default_factory=dict)
    tape: deque[Print] = field(default_factory=lambda: deque(maxlen=1_000))
    candles: Candles = field(init=False)

    def __post_init__(self) -> None:
        self.candles = Candles(first=self.last, tick=self.rules.tick)
        self.quote(self.last - self.rules.tick, self.last + self.rules.tick)

    @property
    def bid(self) -> Decimal:
        return self.bids[0][0] if self.bids else ZERO

    @property
    def ask(self) -> Decimal:
        return self.asks[0][0] if self.asks else ZERO

    def quote(self, bid: Decimal, ask: Decimal) -> None:
        """A deep book around these prices."""
        tick = self.rules.tick
        depth = floor_to(Decimal(5_000_000) / max(self.last, Decimal("0.01")), self.rules.step)
        self.finite = False
        self.bids = [(bid - tick * i, depth) for i in range(LEVELS) if bid - tick * i > ZERO]
        self.asks = [(ask + tick * i, depth) for i in range(LEVELS)]
        self.update_id += 1

    def book(self, bids: Sequence[Level], asks: Sequence[Level]) -> None:
        """Exactly this book, used up by what takes from it."""
        self.finite = True
        self.bids, self.asks = list(bids), list(asks)
        self.update_id += 1

    def sweep(self, side: str, qty: Decimal, limit: Decimal) -> list[Level]:
        """What an order of this side would take now, best price first; `limit` zero means any price."""
        taken: list[Level] = []
        for price, there in self.asks if side == "BUY" else self.bids:
            beyond = limit > ZERO and (price > limit if side == "BUY" else price < limit)
            if qty <= ZERO or beyond:
                break
            taken.append((price, min(there, qty)))
            qty -= min(there, qty)
        return taken

    def take(self, side: str, taken: Sequence[Level]) -> None:
        """Use up what was taken from a finite book."""
        if not self.finite:
            return
        levels = dict(self.asks if side == "BUY" else self.bids)
        for price, qty in taken:
            levels[price] -= qty
        left = [(price, qty) for price, qty in levels.items() if qty > ZERO]
        if side == "BUY":
            self.asks = left
        else:
            self.bids = left
        self.update_id += 1

    def print(self, price: Decimal, qty: Decimal, time: int, *, buyer_is_maker: bool) -> Print:
        printed = Print(trade_id=self.next_trade_id, price=price, qty=qty, time=time, buyer_is_maker=buyer_is_maker)
        self.next_trade_id += 1
        self.last = price
        self.tape.append(printed)
        self.candles.add(price, qty, time)
        return printed
