"""Session secrets."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from domain.identity.ports import Tokens


class SecretTokens:
    """Implements `Tokens`. A secret of 256 random bits needs no salt and no slow hash."""

    def new(self) -> str:
        """Return 43 characters of base64url."""
        return secrets.token_urlsafe(32)

    def digest(self, secret: str) -> str:
        """Return the SHA-256 in hex."""
        return hashlib.sha256(secret.encode()).hexdigest()


if TYPE_CHECKING:
    _FITS: type[Tokens] = SecretTokens
