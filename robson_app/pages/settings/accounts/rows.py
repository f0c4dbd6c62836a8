"""What the settings show of an account, as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.shared.ids import AccountId
from domain.trading.account import Account, AccountKind, TradingState
from domain.trading.connection import ConnectionStatus, VenueConnection
from domain.trading.credentials import WITH_PASSPHRASE, VenuePermissions
from domain.trading.use_cases.connect_account import UNTESTED
from robson_app.account_words import venue_words
from robson_app.display import number, percent
from robson_app.i18n import N_, t, told

_STATES = {TradingState.HALTED: "tag bad", TradingState.REDUCING: "tag warn", TradingState.ACTIVE: "tag long"}
_KEYS = {
    ConnectionStatus.TESTING: (N_("being tested"), "tag info"),
    ConnectionStatus.CONNECTED: (N_("proven"), "tag long"),
    ConnectionStatus.REFUSED: (N_("refused and erased"), "tag bad"),
    ConnectionStatus.SUSPENDED: (N_("not taken any more"), "tag bad"),
}
_FEE_DIGITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCard:
    """One account; everything of its keys is empty on paper.

    Attributes:
        tone / keys_tone: Classes of the tags.
        rights: What the venue says of the keys, a phrase each.
        reason: Why keys are refused, suspended or still tested.
        passphrase: Whether the venue's keys have one.
        can_arm: Whether real money waits to be armed.
    """

    id: str
    name: str
    kind: str
    venue: str
    balance: str
    quote: str
    state: str
    tone: str
    halt_reason: str
    opened: str
    proof: str = ""
    keys_words: str = ""
    keys_tone: str = "tag"
    hint: str = ""
    rights: list[str] = field(default_factory=list)
    fees: str = ""
    reason: str = ""
    checked: str = ""
    armed: str = ""
    can_arm: bool = False
    passphrase: bool = False


def account_cards(accounts: Sequence[Account], connections: Mapping[AccountId, VenueConnection]) -> list[AccountCard]:
    """Tell a tenant's accounts, oldest first."""
    return [_card(account, connections.get(account.id)) for account in accounts]


def _card(account: Account, connection: VenueConnection | None) -> AccountCard:
    return AccountCard(
        id=str(account.id),
        name=told(account.name),
        kind=account.kind.value,
        venue=venue_words(account.venue),
        balance=number(account.balance),
        quote=account.quote,
        state=account.state.value,
        tone=_STATES[account.state],
        halt_reason=told(account.suspended or _halted(account)),
        opened=account.created_at.isoformat(),
        **({} if connection is None else _keys(account, connection)),
    )


def _halted(account: Account) -> str:
    return "" if account.halt_reason == UNTESTED else account.halt_reason  # how the keys stand is said beside it


def _keys(account: Account, connection: VenueConnection) -> dict[str, object]:
    words, tone = _KEYS[connection.status]
    found = connection.permissions
    live = account.kind is AccountKind.LIVE
    return {
        "proof": connection.status.value,
        "keys_words": t(words),
        "keys_tone": tone,
        "hint": f"…{connection.key_hint}",
        "rights": [] if found is None else rights(found),
        "fees": "" if found is None else fees(found),
        "reason": _reason(connection),
        "checked": connection.checked_at.isoformat() if connection.checked_at else "",
        "armed": connection.armed_at.isoformat() if connection.armed_at else "",
        "can_arm": live and connection.armed_at is None and connection.status is ConnectionStatus.CONNECTED,
        "passphrase": account.venue in WITH_PASSPHRASE,
    }


def _reason(connection: VenueConnection) -> str:
    if not connection.candidate:
        return told(connection.reason)
    hint = f"…{connection.candidate_hint}"
    waiting = t("new keys {hint} are being tested; those in use stay until they are proven", hint=hint)
    return f"{waiting} ({told(connection.reason)})" if connection.reason else waiting


def rights(found: VenuePermissions) -> list[str]:
    """Say what the keys allow; what the venue does not tell is said to be untold."""
    trade = {True: t("may trade"), False: t("may not trade"), None: t("trading: the venue does not tell")}
    withdraw = {True: t("may withdraw"), False: t("may not withdraw"), None: t("withdrawal: the venue does not tell")}
    bound = {True: t("bound to addresses"), False: t("open to any address"), None: ""}
    said = (trade[found.trade], withdraw[found.withdraw], bound[found.ip_restricted], found.account_type)
    return [words for words in said if words]


def fees(found: VenuePermissions) -> str:
    """Say the venue's fee tier; empty where it does not tell."""
    if found.maker is None or found.taker is None:
        return ""
    return t(
        "maker {maker}, taker {taker}", maker=percent(found.maker, _FEE_DIGITS), taker=percent(found.taker, _FEE_DIGITS)
    )
