"""New identities."""

from uuid import UUID

from uuid_utils.compat import uuid7


class Uuid7Ids:
    """Implements `Ids` with UUIDs of version 7, which rise within a process."""

    def new(self) -> UUID:
        """Return a fresh identity."""
        return uuid7()
