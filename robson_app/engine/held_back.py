"""What the stream says of orders about which an answer is awaited."""

from __future__ import annotations

from collections.abc import Callable, Set

from domain.shared.ids import ClientOrderId
from domain.trading.venue import VenueReport


class HeldBack:
    """Holds reports of some orders back, and lets them through in the order in which they came."""

    def __init__(self, hear: Callable[[VenueReport], None]) -> None:
        """Say who hears what is let through."""
        self._hear = hear
        self._named: set[ClientOrderId] = set()
        self._held: list[VenueReport] = []

    def hold(self, named: Set[ClientOrderId]) -> None:
        """Hold back what is said of these orders from now on."""
        self._named |= named

    def takes(self, report: VenueReport) -> bool:
        """Keep a report if it is to be held back; False when it may be heard at once."""
        if report.client_order_id not in self._named:
            return False
        self._held.append(report)
        return True

    def let_through(self, named: Set[ClientOrderId]) -> None:
        """Hold back nothing of these orders any more."""
        self._named -= named
        free = [r for r in self._held if r.client_order_id in named]
        self._held = [r for r in self._held if r.client_order_id not in named]
        for report in free:
            self._hear(report)
