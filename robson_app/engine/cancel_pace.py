"""How often the same cancel is asked for: a cancel may be repeated, but not without a pause."""

from __future__ import annotations

from domain.shared.ids import OrderId

_FIRST_S = 1.0
_LONGEST_S = 30.0


class CancelPace:
    """Lets a cancel go at once, and again after 1, 2, 4 … at most 30 s."""

    def __init__(self) -> None:
        """Start without memory."""
        self._next: dict[OrderId, tuple[float, float]] = {}

    def may_ask(self, order_id: OrderId, now: float) -> bool:
        """Say whether a cancel may be asked for now (seconds of any steady clock), and count it."""
        due, pause = self._next.get(order_id, (now, _FIRST_S))
        if now < due:
            return False
        self._next[order_id] = (now + pause, min(pause * 2, _LONGEST_S))
        return True
