"""How a person signs in: address, password, second factor."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from domain.shared.errors import InvalidInputError
from domain.shared.ids import TenantId, UserId

LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[^\s@<>\"'(),;:\\\[\]]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What a user proves who they are with. Secrets are kept as hashes, or sealed.

    Attributes:
        id: The user it belongs to.
        email: Lower case; unique on the whole desk, because it is all that a visitor gives.
        password_hash: Argon2id, with its parameters.
        password_at: When the password was set.
        factor: The sealed TOTP secret; None without a second factor.
        factor_offered: A sealed secret that was shown and not confirmed yet.
        factor_at: When the second factor was set up.
        factor_step: The last time-step whose code was accepted; a code opens once.
        recovery: Hashes of the recovery codes that are left.
    """

    tenant_id: TenantId
    id: UserId
    email: str
    password_hash: str
    password_at: datetime
    factor: str | None = None
    factor_offered: str | None = None
    factor_at: datetime | None = None
    factor_step: int = 0
    recovery: tuple[str, ...] = ()
    version: int = 1


def email_field(raw: object) -> str:
    """Read an e-mail address, in lower case.

    Raises:
        InvalidInputError: not one; the message does not repeat it.
    """
    email = unicodedata.normalize("NFKC", raw).strip().lower() if isinstance(raw, str) else ""
    printable = email.isprintable() and not any(0xD800 <= ord(c) <= 0xDFFF for c in email)
    if len(email) > LONGEST_EMAIL or not printable or _EMAIL.fullmatch(email) is None:
        raise InvalidInputError("email must be an e-mail address, such as name@example.com", field="email")
    return email
