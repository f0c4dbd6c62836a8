"""Keys to an account at a venue, and what they turn out to allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from domain.shared.errors import InvalidInputError, RobsonError
from domain.trading.account import AccountKind, VenueName

_LONGEST = 4096
WITH_PASSPHRASE = frozenset({VenueName.OKX})
"""Venues whose keys come with a third word."""
WITHOUT_TESTNET = frozenset({VenueName.KRAKEN, VenueName.COINBASE})
"""Venues with nothing but real money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueCredential:
    """One key pair. Its representation never shows a secret.

    Attributes:
        kind: `TESTNET` or `LIVE`; decides which of the venue's addresses is spoken to.
        secret: HMAC secret, or a private key in PEM.
        passphrase: The third word that some venues ask for (OKX), else None.
    """

    venue: VenueName
    kind: AccountKind
    api_key: str = field(repr=False)
    secret: str = field(repr=False)
    passphrase: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuse what cannot be a key before it meets a venue."""
        if self.venue is VenueName.PAPER or self.kind is AccountKind.PAPER:
            raise InvalidInputError("a paper account needs no key", field="venue")
        _check(self.api_key, "api_key", one_line=True)
        _check(self.secret, "secret", one_line=False)
        if self.passphrase is not None:
            _check(self.passphrase, "passphrase", one_line=True)


def _check(value: str, name: str, *, one_line: bool) -> None:
    inside = value if one_line else value.replace("\n", "").replace(" ", "")
    if not (0 < len(value) <= _LONGEST and inside.isascii() and inside.isprintable()) or (one_line and " " in inside):
        raise InvalidInputError(
            f"{name} must be 1 to {_LONGEST} plain ASCII characters as the venue shows it", field=name
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class VenuePermissions:
    """What a credential allows, as the venue says.

    Attributes:
        trade / withdraw: None where the venue does not tell; a key that may withdraw is refused.
        ip_restricted: None where the venue does not tell.
        account_type: In the venue's words, e.g. `SPOT`.
        maker / taker: Commission as a fraction of the trade, e.g. `0.001`; None where the venue does not tell.
        quotes: Free balance by quote asset, only those above zero.
        uid: The account's own number at the venue; None where it does not tell.
    """

    read: bool
    trade: bool | None
    withdraw: bool | None
    ip_restricted: bool | None
    account_type: str
    maker: Decimal | None
    taker: Decimal | None
    quotes: Mapping[str, Decimal]
    uid: str | None = None


class CredentialProbe(Protocol):
    """Tries a credential before it is stored."""

    async def probe(self, credential: VenueCredential) -> VenuePermissions:
        """Ask the venue what the credential allows; nothing is ordered.

        Raises:
            CredentialError: one of the errors below, which say what to do.
        """
        ...


class CredentialError(RobsonError):
    """The credential cannot be used. Nothing was stored or sent but questions; do what the sentence says."""

    code = "CREDENTIAL_REFUSED"


class KeyRefusedError(CredentialError):
    """The venue does not know the key, has revoked it, or does not take it from this address. Make a new key."""

    code = "KEY_REFUSED"


class SecretRefusedError(CredentialError):
    """The key exists but the secret does not sign for it. Copy the secret again."""

    code = "SECRET_REFUSED"


class WithdrawalAllowedError(CredentialError):
    """The key may withdraw. Take that right away at the venue, or make another key."""

    code = "WITHDRAWAL_ALLOWED"


class TradingNotAllowedError(CredentialError):
    """The key may not trade on spot. Give it that right at the venue."""

    code = "TRADING_NOT_ALLOWED"


class ClockSkewError(CredentialError):
    """The venue finds our clock wrong even after it was set to its own. Correct this machine's clock."""

    code = "CLOCK_SKEW"


class VenueUnavailableError(CredentialError):
    """The venue cannot be asked right now (no connection, rate limit, maintenance). Try again later."""

    code = "VENUE_UNAVAILABLE"
