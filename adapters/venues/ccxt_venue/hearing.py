"""Notices that a stream has gone deaf: it lives, and does not tell what is known from elsewhere."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.shared.ids import ClientOrderId
from domain.shared.symbol import Symbol
from domain.trading.transitions import ORDER_ENDED
from domain.trading.venue import OrderReport

_KEPT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    by: float
    filled: Decimal = Decimal(0)
    ended: bool = False


class Hearing:
    """Compares what the stream has told of each order with what answers have told."""

    def __init__(self, now: Callable[[], float], patience_s: float) -> None:
        """Take a steady clock in seconds, and how far the stream may lag behind an answer."""
        self._now = now
        self._patience_s = patience_s
        self._last: OrderedDict[ClientOrderId, OrderReport] = OrderedDict()
        self._due: dict[ClientOrderId, _Due] = {}
        self._since: datetime | None = None

    def begin(self, at: datetime | None) -> None:
        """Start anew when the stream is live (venue time); with None nothing is due until it is."""
        self._since = at
        self._last.clear()
        self._due.clear()

    def heard(self, report: OrderReport) -> None:
        """Take what the stream told."""
        self._last[report.client_order_id] = report
        self._last.move_to_end(report.client_order_id)
        while len(self._last) > _KEPT:
            self._last.popitem(last=False)
        due = self._due.get(report.client_order_id)
        if due is not None and _covers(report, due.filled, due.ended):
            del self._due[report.client_order_id]

    def acknowledged(self, client_order_id: ClientOrderId) -> None:
        """The venue has taken an order: the stream must tell of it."""
        if self._since is not None and client_order_id not in self._last:
            self._due.setdefault(client_order_id, _Due(by=self._now() + self._patience_s))

    def answered(self, report: OrderReport) -> None:
        """An answer told an order's state: if that is newer than the stream, the stream must tell it too."""
        last, ended = self._last.get(report.client_order_id), report.status in ORDER_ENDED
        if self._since is None or report.at < self._since:
            return
        if last is None or not _covers(last, report.filled, ended):
            before = self._due.get(report.client_order_id)
            by = self._now() + self._patience_s if before is None else before.by
            self._due[report.client_order_id] = _Due(by=by, filled=report.filled, ended=ended)

    def overdue(self) -> ClientOrderId | None:
        """Return an order of which the stream should have told something by now."""
        now = self._now()
        return next((name for name, due in self._due.items() if due.by < now), None)

    def working(self) -> dict[ClientOrderId, Symbol]:
        """Return the orders that the stream believes to be working."""
        return {name: r.symbol for name, r in self._last.items() if r.status not in ORDER_ENDED}


def _covers(report: OrderReport, filled: Decimal, ended: bool) -> bool:
    return report.filled >= filled and (report.status in ORDER_ENDED or not ended)
