"""The root of every error the product raises on purpose."""


class RobsonError(Exception):
    """A failure the product foresaw. Show `str(error)` to the user; it says what to do.

    Attributes:
        code: Stable upper-case identifier, e.g. `FIELD_INVALID`.
        field: Name of the offending input, if one field is to blame.
    """

    code = "ERROR"

    def __init__(self, message: str, *, code: str | None = None, field: str | None = None) -> None:
        """Store the sentence for the user, the stable code and the field it names."""
        super().__init__(message)
        self.code = code or type(self).code
        self.field = field


class InvalidInputError(RobsonError):
    """An input breaks a rule; nothing was stored or sent. Correct the named field and try again."""

    code = "FIELD_INVALID"


class NotFoundError(RobsonError):
    """The named thing does not exist for this tenant. Nothing was changed."""

    code = "NOT_FOUND"


class ConflictError(RobsonError):
    """The thing moved on meanwhile (another tab, the engine). Reload it and decide again."""

    code = "CONFLICT"


class ForbiddenError(RobsonError):
    """The caller may not do this. Nothing was changed."""

    code = "FORBIDDEN"


class UnauthenticatedError(RobsonError):
    """There is no live session. Sign in or start a demo, then repeat."""

    code = "UNAUTHENTICATED"


class QuotaError(RobsonError):
    """A tenant's share of something is used up for now. Nothing was stored; wait `retry_after_s` and repeat."""

    code = "QUOTA"

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        """Store the sentence for the user and how long to wait."""
        super().__init__(message)
        self.retry_after_s = retry_after_s
