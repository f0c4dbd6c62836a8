"""How much one session or address may ask for: a token bucket each, in memory of this process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

from domain.shared.errors import RobsonError


class TooManyRequestsError(RobsonError):
    """More than the allowed rate. Wait `retry_after_s` and repeat; nothing was done."""

    code = "RATE_LIMITED"

    def __init__(self, retry_after_s: int) -> None:
        """Say how long to wait."""
        super().__init__(f"too many requests; nothing was done, try again in {retry_after_s} s")
        self.retry_after_s = retry_after_s


class Rates:
    """Token buckets by key; the longest unused key is forgotten first."""

    def __init__(
        self, *, per_second: float, burst: float, keys: int = 20_000, clock: Callable[[], float] = monotonic
    ) -> None:
        """Set the steady rate, the burst on top of it and how many keys are remembered."""
        self._per_second = per_second
        self._burst = burst
        self._keys = keys
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spend(self, key: str, cost: float = 1.0) -> None:
        """Take `cost` from the bucket of `key`.

        Raises:
            TooManyRequestsError: the bucket is empty.
        """
        now = self._clock()
        level, since = self._buckets.pop(key, (self._burst, now))
        level = min(self._burst, level + (now - since) * self._per_second)
        if level < cost:
            self._buckets[key] = (level, now)
            raise TooManyRequestsError(max(1, round((cost - level) / self._per_second)))
        self._buckets[key] = (level - cost, now)
        while len(self._buckets) > self._keys:
            self._buckets.popitem(last=False)
