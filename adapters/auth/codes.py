"""One-time codes as authenticator apps make them."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from typing import TYPE_CHECKING

import pyotp

from domain.identity.ports import OneTimeCodes

_PERIOD_S = 30
_NEIGHBOURS = (0, -1, 1)


class TotpCodes:
    """Implements `OneTimeCodes`: six digits, SHA-1, 30 seconds, which is what every app understands."""

    def new(self) -> str:
        """Return a fresh secret of 160 random bits, in base32."""
        return pyotp.random_base32(32)

    def uri(self, secret: str, email: str) -> str:
        """Return the `otpauth:` address that an app reads."""
        return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Robson")

    def step(self, secret: str, code: str, now: datetime) -> int | None:
        """Return the time-step whose code it is, at most one away from now, or None."""
        current = int(now.timestamp()) // _PERIOD_S
        codes = pyotp.TOTP(secret)
        steps = [current + away for away in _NEIGHBOURS]
        return next((s for s in steps if secrets.compare_digest(codes.generate_otp(s), code)), None)

    def recovery(self) -> str:
        """Return a fresh recovery code of 80 random bits."""
        return base64.b32encode(secrets.token_bytes(10)).decode().lower()


if TYPE_CHECKING:
    _FITS: type[OneTimeCodes] = TotpCodes
