"""A back-test has no venue keys: whoever asks for some is refused."""

from __future__ import annotations

from typing import NoReturn

from domain.shared.secrets import SecretUnreadableError
from domain.trading.credentials import VenueCredential


class NoKeys:
    """Implements `SecretBox` and `CredentialProbe` by refusing."""

    def seal(self, secret: str, purpose: str) -> str:
        """Refuse (raises SecretUnreadableError)."""
        _refuse()

    def open(self, sealed: str, purpose: str) -> str:
        """Refuse (raises SecretUnreadableError)."""
        _refuse()

    def renew(self, sealed: str, purpose: str) -> str:
        """Refuse (raises SecretUnreadableError)."""
        _refuse()

    async def probe(self, credential: VenueCredential) -> NoReturn:
        """Refuse (raises SecretUnreadableError)."""
        _refuse()


def _refuse() -> NoReturn:
    raise SecretUnreadableError("a back-test trades on paper and has no keys; nothing was asked of a venue")
