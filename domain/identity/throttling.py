"""How failures slow down whoever causes them, and nobody else.

Failures are counted for an address together with an account, so that nobody can keep somebody else out, and for an
address alone, which slows the search over many accounts. Waiting times double and end at a quarter of an hour; nothing
is ever locked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """A counter that an attempt is charged to.

    Attributes:
        key: Hash of what is counted.
        free: How many attempts go without waiting.
    """

    key: str
    free: int

    def wait(self, count: int) -> timedelta:
        """Return how long the next attempt must wait after the `count`-th."""
        beyond = count - self.free
        return min(timedelta(seconds=2 ** min(beyond, 20)), LONGEST_WAIT) if beyond >= 0 else timedelta(0)
