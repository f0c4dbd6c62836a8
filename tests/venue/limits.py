"""Request weight per minute and orders per ten seconds, 429 and 418, and a count of who called inside a ban."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field

from tests.venue.clock import VenueClock
from tests.venue.errors import Refused

MINUTE_MS = 60_000
TEN_SECONDS_MS = 10_000
ON_THE_WIRE_MS = 150
"""A call that arrives so soon after a silence began had left before its caller could have read the first 429 or 418."""


@dataclass(slots=True, kw_only=True)
class Limits:
    """One address calls a loopback venue, so the weight is one for all, as it is behind one egress address."""

    clock: VenueClock
    weight_per_minute: int = 6_000
    orders_per_ten_seconds: int = 100
    offences_before_ban: int = 10
    ban_s: int = 120
    used: int = 0
    minute: int = 0
    backoff_until: int = 0
    banned_until: int = 0
    offences: int = 0
    silent_from: int = 0
    calls_while_limited: int = 0
    calls_while_banned: int = 0
    calls_on_the_wire: int = 0
    orders: dict[str, deque[int]] = field(default_factory=dict)
    orders_today: Counter[str] = field(default_factory=Counter)
    limited_paths: Counter[str] = field(default_factory=Counter)

    def ban(self, seconds: float) -> None:
        self._fall_silent()
        self.banned_until = self.clock.now() + int(seconds * 1000)

    def back_off(self, seconds: float) -> None:
        self._fall_silent()
        self.backoff_until = self.clock.now() + int(seconds * 1000)

    def _fall_silent(self) -> None:
        now = self.clock.now()
        if now >= max(self.banned_until, self.backoff_until):
            self.silent_from = now

    def charge(self, name: str, weight: int, arrived: int) -> None:
        """Book the weight of a request that arrived then; refuse it where the address must be silent."""
        now = self.clock.now()
        self._refuse_if_silenced(name, now, arrived)
        if now // MINUTE_MS != self.minute:
            self.minute, self.used = now // MINUTE_MS, 0
        self.used += weight
        if self.used > self.weight_per_minute:
            self._fall_silent()
            self.backoff_until = (self.minute + 1) * MINUTE_MS
            raise too_many(self.weight_per_minute)

    def _refuse_if_silenced(self, name: str, now: int, arrived: int) -> None:
        on_the_wire = arrived < self.silent_from + ON_THE_WIRE_MS
        if now < max(self.banned_until, self.backoff_until):
            self.limited_paths[name] += 1
            self.calls_on_the_wire += on_the_wire
        if now < self.banned_until:
            self.calls_while_banned += not on_the_wire
            raise banned(self.banned_until)
        if now < self.backoff_until:
            self.calls_while_limited += not on_the_wire
            self.offences += 1
            if self.offences >= self.offences_before_ban:
                self.offences = 0
                self.banned_until = now + self.ban_s * 1000
                raise banned(self.banned_until)
            raise too_many(self.weight_per_minute)

    def count_order(self, account: str, count: int) -> None:
        now = self.clock.now()
        recent = self.recent_orders(account)
        if len(recent) + count > self.orders_per_ten_seconds:
            limit = self.orders_per_ten_seconds
            raise Refused(-1015, f"Too many new orders; current limit is {limit} orders per TEN_SECONDS.", status=429)
        recent.extend([now] * count)
        self.orders_today[account] += count

    def recent_orders(self, account: str) -> deque[int]:
        recent = self.orders.setdefault(account, deque())
        while recent and recent[0] <= self.clock.now() - TEN_SECONDS_MS:
            recent.popleft()
        return recent

    @property
    def silent(self) -> bool:
        """Whether the whole address must be silent; too many orders of one account silence nobody else."""
        return self.clock.now() < max(self.banned_until, self.backoff_until)

    def headers(self, account: str | None) -> dict[str, str]:
        used = str(self.used)
        answer = {"X-MBX-USED-WEIGHT": used, "X-MBX-USED-WEIGHT-1M": used}
        if account is not None:
            answer["X-MBX-ORDER-COUNT-10S"] = str(len(self.recent_orders(account)))
            answer["X-MBX-ORDER-COUNT-1D"] = str(self.orders_today[account])
        return answer

    def told_on_a_socket(self) -> dict[str, dict[str, int]]:
        """What an error over the WebSocket API says of a silence, instead of a header."""
        until = max(self.banned_until, self.backoff_until)
        return {"data": {"serverTime": self.clock.now(), "retryAfter": until}} if self.silent else {}

    def retry_after(self) -> int:
        """Whole seconds until a call is welcome again."""
        until = max(self.banned_until, self.backoff_until)
        return max(1, -(-(until - self.clock.now()) // 1000))


def too_many(limit: int) -> Refused:
    return Refused(
        -1003,
        f"Too much request weight used; current limit is {limit} request weight per 1 MINUTE. "
        "Please use WebSocket Streams for live updates to avoid polling the API.",
        status=429,
    )


def banned(until: int) -> Refused:
    return Refused(
        -1003,
        f"Way too much request weight used; IP banned until {until}. "
        "Please use WebSocket Streams for live updates to avoid bans.",
        status=418,
    )
