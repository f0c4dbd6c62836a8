"""How many orders one account may still send: a limit of its own, beside the weight that its address may spend."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.venues.ccxt_venue.call import Urgency
from domain.trading.errors import RateLimitedError

_ROOM = {Urgency.BACKGROUND: 0.6, Urgency.NORMAL: 0.8, Urgency.URGENT: 1.0}
_SECONDS = {"SECOND": 1, "MINUTE": 60, "HOUR": 3_600, "DAY": 86_400}
_HEADER = "x-mbx-order-count-"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLimit:
    """At most `orders` in each `window_s` seconds.

    Attributes:
        name: As the venue's header names the window, e.g. `10s`.
    """

    name: str
    orders: int
    window_s: int


def order_limits(info: Mapping[str, Any]) -> tuple[OrderLimit, ...]:
    """Read the limits on orders out of `exchangeInfo`."""
    rows = [r for r in info.get("rateLimits", ()) if r.get("rateLimitType") == "ORDERS" and r["interval"] in _SECONDS]
    return tuple(
        OrderLimit(
            name=f"{row['intervalNum']}{row['interval'][0].lower()}",
            orders=int(row["limit"]),
            window_s=int(row["intervalNum"]) * _SECONDS[row["interval"]],
        )
        for row in rows
    )


class OrderCount:
    """Counts one account's orders in each window and refuses, before anything is sent, what would go beyond.

    The last fifth is kept for what protects or leaves a position. What the venue counts overrules ours where that is
    more.
    """

    def __init__(self, limits: Callable[[], Sequence[OrderLimit]], now: Callable[[], float]) -> None:
        """Take the venue's limits, as they are at the moment of asking, and its clock in seconds."""
        self._limits = limits
        self._now = now
        self._sent: dict[str, tuple[int, int]] = {}
        self._full_until = 0.0

    def take(self, orders: int, urgency: Urgency) -> None:
        """Count orders that are about to leave; cancels are none.

        Raises:
            RateLimitedError: a window has no room for them; nothing was counted.
        """
        now = self._now()
        if not orders:
            return
        if now < self._full_until:
            raise self._refusal(self._full_until - now)
        for limit in self._limits():
            if self._count(limit, now) + orders > limit.orders * _ROOM[urgency]:
                raise self._refusal(limit.window_s - now % limit.window_s)
        for limit in self._limits():
            self._put(limit, now, self._count(limit, now) + orders)

    def observe(self, headers: Mapping[str, str]) -> None:
        """Take over what the venue says it has counted."""
        now, told = self._now(), {k.lower(): v for k, v in headers.items()}
        for limit in self._limits():
            count = told.get(_HEADER + limit.name, "")
            if count.isascii() and count.isdigit():
                self._put(limit, now, max(self._count(limit, now), int(count)))

    def exhausted(self) -> float:
        """Obey a refusal for too many orders: none leaves for the shortest window. Returns its seconds."""
        length = float(min((limit.window_s for limit in self._limits()), default=10))
        self._full_until = self._now() + length
        return length

    def _count(self, limit: OrderLimit, now: float) -> int:
        window, count = self._sent.get(limit.name, (0, 0))
        return count if window == int(now // limit.window_s) else 0

    def _put(self, limit: OrderLimit, now: float, count: int) -> None:
        self._sent[limit.name] = int(now // limit.window_s), count

    def _refusal(self, after_s: float) -> RateLimitedError:
        return RateLimitedError(
            "this account has sent as many orders as the venue allows for now",
            code="RATE_LIMITED",
            retry_after_s=after_s,
        )
