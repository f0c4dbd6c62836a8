"""Keeping a secret at rest: what leaves a box can be stored anywhere and opened only for the same purpose."""

from __future__ import annotations

from typing import Protocol

from domain.shared.errors import RobsonError


class SecretUnreadableError(RobsonError):
    """A sealed secret cannot be opened: its master key is missing, or it was moved or altered.

    Nothing was sent. Restore the master key, or enter the secret again.
    """

    code = "SECRET_UNREADABLE"


class SecretBox(Protocol):
    """Seals secrets under a key that is not stored with them."""

    def seal(self, secret: str, purpose: str) -> str:
        """Return printable text that only `open` with the same purpose turns back."""
        ...

    def open(self, sealed: str, purpose: str) -> str:
        """Return the secret.

        Raises:
            SecretUnreadableError: another purpose, an unknown key, or altered text.
        """
        ...

    def renew(self, sealed: str, purpose: str) -> str:
        """Return the same secret under the newest master key; text under it already comes back as it is.

        Raises:
            SecretUnreadableError: as `open`.
        """
        ...
