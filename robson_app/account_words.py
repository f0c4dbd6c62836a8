"""How an account is named wherever somebody could mistake it for another."""

from __future__ import annotations

from dataclasses import dataclass

from domain.trading.account import Account, AccountKind, VenueName
from robson_app.i18n import told
from robson_app.i18n.vocabulary import word

_VENUES = {
    VenueName.PAPER: "",
    VenueName.BINANCE: "Binance",
    VenueName.BYBIT: "Bybit",
    VenueName.OKX: "OKX",
    VenueName.KRAKEN: "Kraken",
    VenueName.COINBASE: "Coinbase",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChoice:
    """One account of the switcher."""

    id: str
    words: str


def venue_words(venue: VenueName) -> str:
    """Name a venue as it writes itself; paper has none."""
    return _VENUES[venue]


def place_words(account: Account) -> str:
    """Say where an account's orders go: "paper", "TESTNET · Binance", "LIVE · Binance"."""
    kind = word(account.kind.value)
    return kind if account.kind is AccountKind.PAPER else f"{kind.upper()} · {venue_words(account.venue)}"


def account_choice(account: Account) -> AccountChoice:
    """Describe an account for the switcher."""
    return AccountChoice(id=str(account.id), words=f"{place_words(account)} · {told(account.name)}")
