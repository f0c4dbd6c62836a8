"""What signals refuse, and what to do about it."""

from domain.shared.errors import ConflictError


class IllegalTransitionError(ConflictError):
    """The signal has moved on, or its life is over. Nothing was changed; look at the inbox again."""

    code = "SIGNAL_MOVED_ON"
