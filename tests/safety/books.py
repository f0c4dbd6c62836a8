"""The venue's book beside ours: what is lost, doubled, unattributed, unprotected, and what is not settled yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

ENDED = frozenset({"filled", "cancelled", "expired", "rejected", "denied"})
_RESTS = frozenset({"open", "partially_filled"})
_THERE = frozenset({"NEW", "PARTIALLY_FILLED", "PENDING_NEW"})
_AT_REST = frozenset({"active", "closed", "armed", "entering"})
_TRADED_SIDES = {"buy": 1, "sell": -1}


@dataclass(frozen=True, slots=True, kw_only=True)
class OurOrder:
    client_id: str
    symbol: str
    side: str
    role: str
    status: str
    filled: Decimal
    position: str
    cancelling: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OurFill:
    client_id: str
    symbol: str
    trade_id: str
    quantity: Decimal
    base_fee: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OurPosition:
    id: str
    symbol: str
    status: str
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """One account's rows; symbols as the venue writes them."""

    orders: Sequence[OurOrder]
    fills: Sequence[OurFill]
    positions: Sequence[OurPosition]


@dataclass(slots=True)
class Verdict:
    """Sentences, by kind. `unsettled` is what time should still bring; at the end of a run nothing may be.

    `doubted` is what the venue does not know and whose absence is not proven yet: the engine says so and waits for as
    long as the venue's window asks. The books agree meanwhile; at the end of a run nothing may be in doubt.
    """

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unattributed: list[str] = field(default_factory=list)
    unsettled: list[str] = field(default_factory=list)
    doubted: list[str] = field(default_factory=list)
    unprotected_s: float = 0.0

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.unattributed)

    @property
    def converged(self) -> bool:
        return self.clean and not self.unsettled

    @property
    def settled(self) -> bool:
        return self.converged and not self.doubted

    def story(self) -> list[str]:
        kinds = ("lost", "doubled", "unattributed", "unsettled", "doubted")
        return [f"{kind}: {sentence}" for kind in kinds for sentence in getattr(self, kind)]


def compare(ours: Ours, theirs: Mapping[str, Any]) -> Verdict:
    """Judge one account: `theirs` is its part of the venue's book."""
    verdict = Verdict()
    mine = {o.client_id: o for o in ours.orders}
    there: dict[str, list[Mapping[str, Any]]] = {}
    for row in theirs["orders"]:
        there.setdefault(row["client_id"], []).append(row)
    _orders(verdict, mine, there)
    _trades(verdict, ours, there)
    _positions(verdict, ours)
    for symbol, held in theirs["held"].items():
        if Decimal(held) < 0:
            verdict.doubled.append(f"more {symbol} was sold than bought: {held}")
    verdict.unprotected_s = max(
        (i["seconds"] for intervals in theirs["unprotected"].values() for i in intervals), default=0.0
    )
    if any(i["to"] is None for intervals in theirs["unprotected"].values() for i in intervals):
        verdict.unsettled.append("something is held at the venue without a stop")
    return verdict


def _orders(verdict: Verdict, mine: Mapping[str, OurOrder], there: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    for name, rows in there.items():
        if name not in mine:
            verdict.unattributed.append(f"order {name} at the venue ({rows[0]['status']}) is nobody's")
        if len(rows) > 1:
            verdict.doubled.append(f"order {name} is {len(rows)} times at the venue")
    doubtful = {o.position for o in mine.values() if o.status == "unknown" and o.client_id not in there}
    for name, order in mine.items():
        row = there.get(name, [None])[-1]
        if order.status == "unknown" and row is None:
            verdict.doubted.append(f"{order.role} {name} is not at the venue, which is not proven yet")
        elif order.status == "intent" and order.position in doubtful:
            verdict.doubted.append(f"{order.role} {name} waits for what is in doubt")
        elif order.status not in ENDED | _RESTS or order.cancelling:
            verdict.unsettled.append(f"{order.role} {name} is {order.status}{', cancelling' * order.cancelling}")
        elif order.status in _RESTS and (row is None or row["status"] not in _THERE):
            verdict.lost.append(f"{order.role} {name} is {order.status}, the venue's {row and row['status']}")
        elif order.status in ENDED and row is not None and row["status"] in _THERE:
            verdict.lost.append(f"{order.role} {name} is {order.status} and still works at the venue")


def _trades(verdict: Verdict, ours: Ours, there: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    known = Counter((f.symbol, f.trade_id) for f in ours.fills)
    verdict.doubled += [
        f"trade {trade} of {symbol} was kept {n} times" for (symbol, trade), n in known.items() if n > 1
    ]
    for rows in there.values():
        for row in rows:
            missing = [t["trade_id"] for t in row["fills"] if (row["symbol"], str(t["trade_id"])) not in known]
            verdict.lost += [f"trade {trade} of order {row['client_id']} is not ours" for trade in missing]
    real = {(row["symbol"], str(t["trade_id"])) for rows in there.values() for row in rows for t in row["fills"]}
    verdict.doubled += [f"trade {trade} of {symbol} never happened" for symbol, trade in known.keys() - real]
    for order in ours.orders:
        kept = sum((f.quantity for f in ours.fills if f.client_id == order.client_id), Decimal(0))
        if kept != order.filled:
            verdict.doubled.append(f"order {order.client_id} counts {order.filled} filled, its trades make {kept}")


def _positions(verdict: Verdict, ours: Ours) -> None:
    for position in ours.positions:
        if position.status not in _AT_REST:
            waits = any(o.position == position.id and o.status == "unknown" for o in ours.orders)
            where = verdict.doubted if waits and verdict.doubted else verdict.unsettled
            where.append(f"position of {position.symbol} is {position.status}")
        held = sum(_moved(ours, position), Decimal(0))
        if position.quantity != held and position.status != "closed":
            verdict.lost.append(f"position of {position.symbol} counts {position.quantity}, its trades make {held}")


def _moved(ours: Ours, position: OurPosition) -> Iterator[Decimal]:
    sides = {o.client_id: _TRADED_SIDES[o.side] for o in ours.orders if o.position == position.id}
    for fill in ours.fills:
        if fill.client_id in sides:
            yield sides[fill.client_id] * fill.quantity - fill.base_fee
