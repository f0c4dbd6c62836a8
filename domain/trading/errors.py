"""What trading refuses, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from domain.risk.verdict import Denied
from domain.shared.errors import RobsonError


class TradingError(RobsonError):
    """Root of what trading refuses. Nothing was sent."""

    code = "TRADING_REFUSED"


class IllegalTransitionError(TradingError):
    """A status was asked to move where its table forbids. Look at the order: the venue contradicts itself."""

    code = "ILLEGAL_TRANSITION"


class RefusedError(TradingError):
    """A gate or rule denies it. Nothing was stored or sent; correct what `denials` name and try again.

    Attributes:
        denials: Every reason, not only the first.
    """

    code = "REFUSED"

    def __init__(self, denials: Sequence[Denied], *, field: str | None = None) -> None:
        """Take the first denial's code and sentence as the error's own."""
        super().__init__(" ".join(d.sentence for d in denials), code=denials[0].code, field=field)
        self.denials = tuple(denials)


class PlanLapsedError(TradingError):
    """The plan's life is over (expired, denied, cancelled or never validated). Make a new plan."""

    code = "PLAN_LAPSED"


class NotProtectedError(TradingError):
    """The command needs a stop resting at the venue, and there is none yet. Wait a moment and repeat."""

    code = "NOT_PROTECTED"


class RateLimitedError(TradingError):
    """Nothing was sent: the venue's rate limit leaves no room now. Ask again after `retry_after_s` seconds."""

    code = "RATE_LIMITED"

    def __init__(self, message: str, *, code: str, retry_after_s: float) -> None:
        """Say why, and how long it lasts."""
        super().__init__(message, code=code)
        self.retry_after_s = retry_after_s
