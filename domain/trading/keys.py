"""Venue keys on their way in and out of a seal. In the clear they live as long as a call."""

from __future__ import annotations

import json
from collections.abc import Mapping

from domain.shared.errors import InvalidInputError
from domain.shared.secrets import SecretBox
from domain.trading.account import Account
from domain.trading.connection import VenueConnection, purpose_of
from domain.trading.credentials import WITH_PASSPHRASE, VenueCredential

_SHORTEST = 8


def read_keys(account: Account, form: Mapping[str, object]) -> VenueCredential:
    """Read untrusted `api_key`, `secret` and, where the venue has one, `passphrase`; an error never repeats them.

    Raises:
        InvalidInputError: a key is missing, too long, or holds what no key holds; it names the field.
    """
    asked = account.venue in WITH_PASSPHRASE
    return VenueCredential(
        venue=account.venue,
        kind=account.kind,
        api_key=_key("api_key", form.get("api_key")),
        secret=_key("secret", form.get("secret")),
        passphrase=_key("passphrase", form.get("passphrase")) if asked or form.get("passphrase") else None,
    )


def sealed_keys(box: SecretBox, account: Account, keys: VenueCredential) -> str:
    """Return the keys sealed for their account."""
    text = json.dumps({"api_key": keys.api_key, "secret": keys.secret, "passphrase": keys.passphrase})
    return box.seal(text, purpose_of(account.tenant_id, account.id))


def opened_keys(
    box: SecretBox, account: Account, connection: VenueConnection, *, untested: bool = False
) -> VenueCredential:
    """Return the keys of an account in the clear: those in use, or those that await their test.

    Raises:
        SecretUnreadableError: they were erased, moved or altered, or their master key is missing.
    """
    sealed = connection.candidate if untested and connection.candidate else connection.sealed
    text = box.open(sealed, purpose_of(account.tenant_id, account.id))
    return VenueCredential(venue=account.venue, kind=account.kind, **json.loads(text))


def hint_of(keys: VenueCredential) -> str:
    """Return what tells these keys apart on a screen."""
    return keys.api_key[-4:]


def _key(name: str, raw: object) -> str:
    text = raw.strip() if isinstance(raw, str) else ""
    if len(text) < _SHORTEST:
        raise InvalidInputError(f"{name} must be text of at least {_SHORTEST} characters", field=name)
    return text
