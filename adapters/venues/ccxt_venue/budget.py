"""The rate budget of one venue as seen from this machine's address, shared by everything that speaks to it."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from adapters.venues.ccxt_venue.call import Urgency
from domain.trading.errors import RateLimitedError

_WHOLE = {Urgency.BACKGROUND: 0.6, Urgency.NORMAL: 0.8, Urgency.URGENT: 1.0}
_SHARE = {Urgency.BACKGROUND: 0.15, Urgency.NORMAL: 0.25, Urgency.URGENT: 0.4}
_BREATHER_S = 60.0
_SECONDS = re.compile(r"[0-9]{1,7}(\.[0-9]+)?", re.ASCII)
_UNTIL = re.compile(r"banned until ([0-9]{13})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What a venue allows: `weight` in each window of `window_s` seconds, counted from the clock's whole windows."""

    weight: float
    window_s: float


class RateBudget:
    """Counts what is spent in each window and refuses, before anything is sent, what would go beyond.

    The last fifth is kept for urgent calls (cancels, stops, exits, questions about an order), the fifth before that
    from background work, and no tenant may spend more than its share. A ban refuses everything until it ends.

    Attributes:
        allowance: What the venue allows.
        on_pause: Told, with its seconds and in words, of each pause that the venue orders.
    """

    def __init__(
        self,
        allowance: Allowance,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Start with a whole window; `now` is the venue's time in seconds."""
        self.allowance = allowance
        self._now = now
        self._window = 0
        self._banned_until = 0.0
        self._spent = 0.0
        self._by_tenant: dict[str, float] = defaultdict(float)
        self._ban = "the venue asked for a pause"
        self.on_pause: Callable[[float, str], None] = lambda _, __: None

    @property
    def spent(self) -> float:
        """Weight spent in the running window, by us or, as the venue says, by others at our address."""
        self._turn()
        return self._spent

    def allow(self, allowance: Allowance) -> None:
        """Take over what the venue says it allows."""
        self.allowance = allowance

    def take(self, weight: float, urgency: Urgency, tenant: str) -> int:
        """Spend weight, or refuse; return the number of the window it counts in.

        Raises:
            RateLimitedError: there is a ban, or no room for this urgency or this tenant.
        """
        now = self._turn()
        if now < self._banned_until:
            raise self.refusal()
        limit = self.allowance.weight
        if self._spent + weight > limit * _WHOLE[urgency]:
            raise self._no_room("the venue's rate limit is used up for this minute")
        if self._by_tenant[tenant] + weight > limit * _SHARE[urgency]:
            raise self._no_room("this desk's share of the venue's rate limit is used up for this minute")
        self._spent += weight
        self._by_tenant[tenant] += weight
        return self._window

    def observe(self, used: float, window: int) -> None:
        """Take over the weight that the venue counted in a window, where it is more than ours."""
        self._turn()
        if window == self._window:
            self._spent = max(self._spent, used)

    def refusal(self) -> RateLimitedError:
        """Return what to tell a call that was turned away, or is not made because of that."""
        left = max(self._banned_until - self._now(), 0.0)
        return RateLimitedError(f"{self._ban}; nothing is sent until it ends", code="BANNED", retry_after_s=left)

    def rest(self, seconds: float, why: str = "the venue asked for a pause") -> None:
        """Let nothing leave for a while: a request to slow down, or what is left of an earlier ban."""
        self._ban = why
        self._banned_until = max(self._banned_until, self._now() + seconds)

    def ban(self, status: int, headers: Mapping[str, str], body: str) -> float:
        """Obey a 429 or 418: nothing leaves until it ends. Returns its length in seconds."""
        now = self._turn()
        told = next((v for k, v in headers.items() if k.lower() == "retry-after"), "")
        until = _UNTIL.search(body)
        length = float(told) if _SECONDS.fullmatch(told) else _BREATHER_S
        if until is not None:
            length = max(length, int(until[1]) / 1000 - now)
        self._banned_until = max(self._banned_until, now + length)
        self._ban = "the venue banned this address" if status == 418 else "the venue asked for a pause"
        self.on_pause(self._banned_until - now, self._ban)
        return self._banned_until - now

    def _turn(self) -> float:
        now = self._now()
        window = int(now // self.allowance.window_s)
        if window != self._window:
            self._window, self._spent = window, 0.0
            self._by_tenant.clear()
        return now

    def _no_room(self, why: str) -> RateLimitedError:
        length = self.allowance.window_s
        return RateLimitedError(why, code="RATE_LIMITED", retry_after_s=length - self._now() % length)
