"""Tries a credential before it is stored: what it allows, or in plain words why it cannot be used."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal
from typing import Any, Protocol

from adapters.venues.ccxt_venue.call import Urgency
from adapters.venues.ccxt_venue.errors import VenueRefusedError, VenueUnreachableError
from adapters.venues.ccxt_venue.unified_reports import balances_of
from domain.trading import credentials as keys
from domain.trading.credentials import CredentialError, VenuePermissions
from domain.trading.errors import RateLimitedError

_QUOTES = frozenset({"USDT", "USDC", "USD", "EUR", "BTC"})
_WORDS: Mapping[str, tuple[type[CredentialError], str]] = {
    "KEY_REFUSED": (
        keys.KeyRefusedError,
        "The venue does not take this key: it is unknown, revoked, belongs to the other of testnet and live, or may "
        "not be used from this machine's address. Nothing was stored; make a new key or correct its address list",
    ),
    "SECRET_REFUSED": (
        keys.SecretRefusedError,
        "The venue knows the key but the secret does not sign for it. Nothing was stored; copy the secret again",
    ),
    "CLOCK_SKEW": (
        keys.ClockSkewError,
        "The venue finds this machine's clock wrong, even set to its own. Nothing was stored; correct the clock",
    ),
}


class Asked(Protocol):
    """The way questions are asked."""

    async def ask(self, question: Callable[[], Awaitable[Any]], urgency: Urgency) -> Any:
        """Ask."""
        ...


async def probe_binance(client: Any, reads: Asked, quotes: frozenset[str], *, key_rights: bool) -> VenuePermissions:
    """Ask Binance about a key.

    Args:
        client: Opened for the key.
        reads: Asks through it.
        quotes: Assets that are a quote of some pair.
        key_rights: Whether the venue can be asked for the key's own rights (its testnet has no such endpoint).

    Raises:
        CredentialError: the key cannot be used, and why.
    """
    account = await _asked(reads, lambda: client.private_get_account({"omitZeroBalances": "true"}))
    rights = await _asked(reads, lambda: client.sapi_get_account_apirestrictions({})) if key_rights else None
    fees = account.get("commissionRates", {})
    found = VenuePermissions(
        read=True,
        trade=bool(account["canTrade"]) and (rights is None or bool(rights["enableSpotAndMarginTrading"])),
        withdraw=None if rights is None else bool(rights["enableWithdrawals"]),
        ip_restricted=None if rights is None else bool(rights["ipRestrict"]),
        account_type=str(account.get("accountType", "SPOT")),
        uid=None if account.get("uid") is None else str(account["uid"]),
        maker=Decimal(fees["maker"]) if "maker" in fees else None,
        taker=Decimal(fees["taker"]) if "taker" in fees else None,
        quotes={
            b["asset"]: Decimal(b["free"]) for b in account["balances"] if b["asset"] in quotes and float(b["free"])
        },
    )
    return usable(found)


async def probe_unified(client: Any, reads: Asked) -> VenuePermissions:
    """Ask any other venue about a key: that it may read is proven, its other rights are not told in one common way.

    Raises:
        CredentialError: the key cannot be used, and why.
    """
    told = await _asked(reads, client.fetch_balance)
    return VenuePermissions(
        read=True,
        trade=None,
        withdraw=None,
        ip_restricted=None,
        account_type="SPOT",
        maker=None,
        taker=None,
        quotes={a: b.free for a, b in balances_of(told).items() if b.free and a in _QUOTES},
    )


def usable(found: VenuePermissions) -> VenuePermissions:
    """Refuse a key that may withdraw, or may not trade.

    Raises:
        WithdrawalAllowedError: it may withdraw.
        TradingNotAllowedError: it may not trade.
    """
    if found.withdraw:
        raise keys.WithdrawalAllowedError(
            "This key may withdraw money. Nothing was stored; take that right away at the venue, then try again"
        )
    if found.trade is False:
        raise keys.TradingNotAllowedError(
            "This key may read but not trade on spot. Nothing was stored; give it that right at the venue"
        )
    return found


async def _asked(reads: Asked, question: Callable[[], Awaitable[Any]]) -> Any:
    try:
        return await reads.ask(question, Urgency.BACKGROUND)
    except VenueRefusedError as error:
        raise refusal(error) from error
    except (VenueUnreachableError, RateLimitedError) as error:
        raise unavailable(error) from error


def refusal(error: VenueRefusedError) -> CredentialError:
    """Say in words why the venue refused."""
    kind, words = _WORDS.get(
        error.code, (CredentialError, f"The venue refused the question: {error}. Nothing was stored")
    )
    return kind(words)


def unavailable(error: VenueUnreachableError | RateLimitedError) -> CredentialError:
    """Say that it could not be tried."""
    return keys.VenueUnavailableError(f"The key could not be tried: {error}. Nothing was stored; try again later")
