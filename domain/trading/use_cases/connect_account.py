"""An account at a venue is opened with keys; nothing trades before the engine has tested them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from domain.identity.principal import Permission, Principal
from domain.risk.limits import Costs, RiskLimits
from domain.shared.errors import ConflictError, InvalidInputError
from domain.shared.fields import choice_field, decimal_field, shown, text_field
from domain.shared.ids import AccountId
from domain.shared.money import ZERO
from domain.shared.secrets import SecretBox
from domain.trading.account import Account, AccountKind, TradingState, VenueName
from domain.trading.chronicle import Chronicle, Fact
from domain.trading.connection import ConnectionStatus, VenueConnection
from domain.trading.credentials import WITHOUT_TESTNET, VenueCredential
from domain.trading.keys import hint_of, read_keys, sealed_keys
from domain.trading.ports import UnitsOfWork
from domain.trading.wording import money

MOST_ACCOUNTS = 20
UNTESTED = "its keys are being tested"
_QUOTES = frozenset({"USDT", "USDC", "FDUSD", "BUSD", "USD", "EUR", "BRL", "BTC"})
_SMALLEST_CAPITAL = Decimal(100)
_LARGEST_CAPITAL = Decimal(10) ** 12


class ConnectAccount:
    """Opens a testnet or live account, halted until its keys are proven (and, where money is real, armed)."""

    def __init__(self, units: UnitsOfWork, box: SecretBox, chronicle: Chronicle) -> None:
        """Take the books, the seal for keys and the clocks."""
        self._units = units
        self._box = box
        self._chronicle = chronicle

    async def __call__(self, principal: Principal, form: Mapping[str, object]) -> Account:
        """Open an account.

        Args:
            principal: Who opens it.
            form: Untrusted `name`, `kind` (testnet or live), `venue`, `quote`, `allocated`, `api_key`, `secret`
                and, where the venue has one, `passphrase`.

        Raises:
            ForbiddenError: the role may not manage accounts; a demo never may.
            ConflictError: the desk has as many accounts as it may.
            InvalidInputError: a field breaks a rule; it is named, and nothing was stored.
        """
        principal.require(Permission.MANAGE_ACCOUNTS)
        account = self._account(principal, form)
        keys = read_keys(account, form)
        async with self._units(principal.tenant_id) as unit:
            others = await unit.accounts.all()
            if len(others) >= MOST_ACCOUNTS:
                raise ConflictError(
                    f"a desk has at most {MOST_ACCOUNTS} accounts, and this one has {len(others)}; nothing was opened",
                    field="account",
                )
            if any(a.name == account.name for a in others):
                raise InvalidInputError(f"name is taken: there is an account {shown(account.name)}", field="name")
            unit.accounts.add(account)
            unit.connections.add(self._connection(account, keys))
            self._chronicle.record(unit, account, _opened(account, principal.actor, keys))
            unit.notify("connections", account.id)
            await unit.commit()
        return account

    def _account(self, principal: Principal, form: Mapping[str, object]) -> Account:
        kind = choice_field("kind", form.get("kind"), AccountKind)
        venue = choice_field("venue", form.get("venue"), VenueName)
        if kind is AccountKind.PAPER or venue is VenueName.PAPER:
            raise InvalidInputError(
                "kind must be testnet or live, at a real venue: a paper account has no keys", field="kind"
            )
        if kind is AccountKind.TESTNET and venue in WITHOUT_TESTNET:
            raise InvalidInputError(f"kind must be live: {venue} has no testnet; nothing was stored", field="kind")
        allocated = decimal_field("allocated", form.get("allocated"), minimum=_SMALLEST_CAPITAL)
        if allocated > _LARGEST_CAPITAL:
            raise InvalidInputError(
                f"allocated must be at most {_LARGEST_CAPITAL:f}, not {allocated}", field="allocated"
            )
        today = self._chronicle.market.now().date()
        return Account(
            id=AccountId(self._chronicle.ids.new()),
            tenant_id=principal.tenant_id,
            name=text_field("name", form.get("name"), maximum=40, required=True),
            kind=kind,
            quote=_quote(form.get("quote")),
            allocated=allocated,
            realised=ZERO,
            month=today.replace(day=1),
            month_capital=allocated,
            month_realised=ZERO,
            day=today,
            day_equity=allocated,
            day_realised=ZERO,
            state=TradingState.HALTED,
            halt_reason=UNTESTED,
            limits=RiskLimits(),
            costs=Costs(),
            created_at=self._chronicle.wall.now(),
            venue=venue,
        )

    def _connection(self, account: Account, keys: VenueCredential) -> VenueConnection:
        return VenueConnection(
            id=account.id,
            tenant_id=account.tenant_id,
            status=ConnectionStatus.TESTING,
            sealed=sealed_keys(self._box, account, keys),
            key_hint=hint_of(keys),
            created_at=account.created_at,
            updated_at=account.created_at,
        )


def _quote(raw: object) -> str:
    if isinstance(raw, str) and raw in _QUOTES:
        return raw
    raise InvalidInputError(f"quote must be one of {', '.join(sorted(_QUOTES))}, not {shown(raw)}", field="quote")


def _opened(account: Account, actor: str, keys: VenueCredential) -> Fact:
    return Fact(
        kind="account.opened",
        actor=actor,
        subject=account.id,
        headline=f"{account.kind.capitalize()} account opened",
        detail=f"{account.name} at {account.venue}, {money(account.allocated)} {account.quote}; keys are being tested",
        figures={
            "venue": account.venue,
            "kind": account.kind,
            "allocated": account.allocated,
            "key": f"…{hint_of(keys)}",
        },
    )
