"""Which status may follow which: one table each for orders, positions and plans. Staying is always allowed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from domain.trading.errors import IllegalTransitionError
from domain.trading.order import OrderStatus as O
from domain.trading.plan import PlanStatus as L
from domain.trading.position import PositionStatus as P

_S = TypeVar("_S", bound=StrEnum)

ORDER: Mapping[O, frozenset[O]] = {
    # An intent that was never sent can still be taken back (CANCELLED) or refused by ourselves (DENIED).
    O.INTENT: frozenset({O.SENDING, O.DENIED, O.CANCELLED}),
    # The venue's stream may overtake its own answer, so a fill or an end can be the first thing heard.
    # INTENT again: proven that nothing is there, for a reason that passes (rate limit, no connection, clock).
    O.SENDING: frozenset(
        {O.OPEN, O.PARTIALLY_FILLED, O.FILLED, O.CANCELLED, O.EXPIRED, O.REJECTED, O.UNKNOWN, O.INTENT}
    ),
    # Only evidence resolves it: an answer about the order, a fill, or a proof of absence (REJECTED).
    O.UNKNOWN: frozenset({O.OPEN, O.PARTIALLY_FILLED, O.FILLED, O.CANCELLED, O.EXPIRED, O.REJECTED}),
    # A resting stop is checked again when it triggers, so the venue may reject what it had accepted.
    O.OPEN: frozenset({O.PARTIALLY_FILLED, O.FILLED, O.CANCELLED, O.EXPIRED, O.REJECTED}),
    O.PARTIALLY_FILLED: frozenset({O.FILLED, O.CANCELLED, O.EXPIRED, O.REJECTED}),
    # A trade that happened before the end may be told after it; the last of them can complete the order.
    O.CANCELLED: frozenset({O.FILLED}),
    O.EXPIRED: frozenset({O.FILLED}),
    # A trade is stronger evidence than a refusal or a "not found": the fill is never thrown away. So is the order
    # itself where it was only "not found" and turns up late (OPEN).
    O.REJECTED: frozenset({O.OPEN, O.PARTIALLY_FILLED, O.FILLED}),
    O.FILLED: frozenset(),
    O.DENIED: frozenset(),
}

POSITION: Mapping[P, frozenset[P]] = {
    # CLOSED without a fill: the entry was refused, cancelled or lapsed. PROTECTING at once: one fill was all.
    # EXITING at once: the engine was away while entry and stop both traded.
    P.ARMED: frozenset({P.ENTERING, P.PROTECTING, P.ACTIVE, P.EXITING, P.CLOSED}),
    P.ENTERING: frozenset({P.PROTECTING, P.ACTIVE, P.EXITING, P.CLOSED}),
    P.PROTECTING: frozenset({P.ACTIVE, P.EXITING, P.CLOSED}),
    # The stop vanished at the venue (cancelled by somebody else, rejected when triggered): protect again.
    P.ACTIVE: frozenset({P.PROTECTING, P.EXITING, P.CLOSED}),
    # An exit that the venue refused leaves the position as it was, with or without its stop.
    P.EXITING: frozenset({P.ACTIVE, P.PROTECTING, P.CLOSED}),
    # An entry given up as absent or cancelled traded after all: what it bought is ours and must be protected.
    # ARMED: it turned up and has not traded yet.
    P.CLOSED: frozenset({P.ARMED, P.ENTERING, P.PROTECTING, P.ACTIVE, P.EXITING}),
}

PLAN: Mapping[L, frozenset[L]] = {
    L.PLANNED: frozenset({L.VALIDATED, L.DENIED, L.EXPIRED, L.CANCELLED}),
    L.VALIDATED: frozenset({L.EXECUTED, L.EXPIRED, L.CANCELLED}),
    L.EXECUTED: frozenset(),
    L.DENIED: frozenset(),
    L.EXPIRED: frozenset(),
    L.CANCELLED: frozenset(),
}

ORDER_ENDED = frozenset({O.FILLED, O.CANCELLED, O.EXPIRED, O.REJECTED, O.DENIED})
ORDER_AT_VENUE = frozenset({O.OPEN, O.PARTIALLY_FILLED})
ORDER_IN_FLIGHT = frozenset({O.INTENT, O.SENDING, O.UNKNOWN})
PLAN_LIVE = frozenset({L.PLANNED, L.VALIDATED})
POSITION_ENTERING = frozenset({P.ARMED, P.ENTERING})


def step(table: Mapping[_S, frozenset[_S]], current: _S, target: _S, what: str) -> _S:
    """Return `target` if `current` may become it.

    Args:
        table: One of the tables above.
        current: Status now.
        target: Status wanted; the current one is always allowed.
        what: Name of the thing for the error, e.g. `order 0190…`.

    Raises:
        IllegalTransitionError: the table forbids it; nothing was changed.
    """
    if target is not current and target not in table[current]:
        raise IllegalTransitionError(f"{what} is {current} and cannot become {target}; nothing was changed")
    return target
