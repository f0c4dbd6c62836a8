"""What can go wrong when a venue is asked something. Writes never raise these: they have outcomes."""

from __future__ import annotations

from domain.shared.errors import RobsonError


class VenueUnreachableError(RobsonError):
    """The venue gave no answer. Ask again with back-off; nothing is known meanwhile, and prices are stale."""

    code = "VENUE_UNREACHABLE"


class VenueRefusedError(RobsonError):
    """The venue refused to answer. Look at `told`: a refused key concerns this account alone.

    Attributes:
        told: The venue's own code, None where it gave none.
    """

    code = "VENUE_REFUSED"

    def __init__(self, message: str, *, code: str | None = None, told: int | None = None) -> None:
        """Keep our code and the venue's."""
        super().__init__(message, code=code)
        self.told = told
