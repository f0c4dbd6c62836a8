"""New identities."""

from typing import TYPE_CHECKING
from uuid import UUID

from uuid_utils.compat import uuid7

from domain.shared.ids import Ids


class Uuid7Ids:
    """Implements `Ids` with UUIDs of version 7, which rise within a process."""

    def new(self) -> UUID:
        """Return a fresh identity."""
        return uuid7()


if TYPE_CHECKING:
    _FITS: type[Ids] = Uuid7Ids
