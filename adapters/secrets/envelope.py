"""Envelope encryption: a data key for each secret, itself encrypted under a versioned master key."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.shared.secrets import SecretBox, SecretUnreadableError

_KEY_BYTES = 32
_NONCE_BYTES = 12


class EnvelopeBox:
    """Implements `SecretBox` with AES-256-GCM twice (NIST SP 800-38D); the purpose is authenticated both times.

    Sealed text is `version.wrapped data key.encrypted secret`, each part base64url with its nonce in front.
    """

    def __init__(self, master_keys: Mapping[int, bytes]) -> None:
        """Take the master keys by version; the highest seals.

        Raises:
            ValueError: no key, or one that is not 32 bytes long.
        """
        if not master_keys or any(len(key) != _KEY_BYTES for key in master_keys.values()):
            raise ValueError(f"master keys must be {_KEY_BYTES} bytes long, and there must be one")
        self._masters = {version: AESGCM(key) for version, key in master_keys.items()}
        self._newest = max(master_keys)

    def seal(self, secret: str, purpose: str) -> str:
        """Return printable text that only `open` with the same purpose turns back."""
        data_key = AESGCM.generate_key(bit_length=8 * _KEY_BYTES)
        body = _encrypt(AESGCM(data_key), secret.encode(), purpose)
        return f"{self._wrapped(data_key, purpose)}.{body}"

    def open(self, sealed: str, purpose: str) -> str:
        """Return the secret (raises SecretUnreadableError)."""
        data_key, body = self._unwrapped(sealed, purpose)
        return _decrypt(AESGCM(data_key), body, purpose).decode()

    def renew(self, sealed: str, purpose: str) -> str:
        """Return the same secret under the newest master key (raises SecretUnreadableError)."""
        if sealed.startswith(f"{self._newest}."):
            return sealed
        data_key, body = self._unwrapped(sealed, purpose)
        return f"{self._wrapped(data_key, purpose)}.{body}"

    def _wrapped(self, data_key: bytes, purpose: str) -> str:
        return f"{self._newest}.{_encrypt(self._masters[self._newest], data_key, f'{self._newest} {purpose}')}"

    def _unwrapped(self, sealed: str, purpose: str) -> tuple[bytes, str]:
        version, _, rest = sealed.partition(".")
        wrapped, _, body = rest.partition(".")
        master = self._masters.get(int(version)) if version.isascii() and version.isdigit() else None
        if master is None:
            raise SecretUnreadableError(
                f"a stored secret needs master key version {version[:8]!r}; add it to ROBSON_MASTER_KEYS",
                field="ROBSON_MASTER_KEYS",
            )
        return _decrypt(master, wrapped, f"{version} {purpose}"), body


def _encrypt(cipher: AESGCM, plain: bytes, purpose: str) -> str:
    nonce = os.urandom(_NONCE_BYTES)
    return base64.urlsafe_b64encode(nonce + cipher.encrypt(nonce, plain, purpose.encode())).decode()


def _decrypt(cipher: AESGCM, text: str, purpose: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(text)
        return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], purpose.encode())
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise SecretUnreadableError("a stored secret was moved or altered; enter it again") from error


if TYPE_CHECKING:
    _FITS: type[SecretBox] = EnvelopeBox
