"""An account's keys are replaced; its orders stay at the venue, and the engine tests the new keys first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from domain.identity.principal import Permission, Principal
from domain.shared.errors import ConflictError
from domain.shared.ids import AccountId
from domain.shared.secrets import SecretBox
from domain.trading.account import Account, AccountKind, TradingState
from domain.trading.chronicle import Chronicle, Fact
from domain.trading.connection import CONNECTION, USABLE, ConnectionStatus, VenueConnection
from domain.trading.keys import hint_of, read_keys, sealed_keys
from domain.trading.ports import UnitOfWork, UnitsOfWork
from domain.trading.transitions import step
from domain.trading.use_cases.connect_account import UNTESTED


class ChangeKeys:
    """Replaces keys, after a rotation at the venue or a refusal.

    Keys that were proven stay in use until the new ones are; an account without any is halted until then. Live money
    must be armed anew.
    """

    def __init__(self, units: UnitsOfWork, box: SecretBox, chronicle: Chronicle) -> None:
        """Take the books, the seal for keys and the clocks."""
        self._units = units
        self._box = box
        self._chronicle = chronicle

    async def __call__(
        self, principal: Principal, account_id: AccountId, form: Mapping[str, object]
    ) -> VenueConnection:
        """Replace the keys of an account by untrusted `api_key`, `secret` and `passphrase`.

        Raises:
            ForbiddenError: the role may not manage accounts.
            SecondFactorError: it is a live account and no second factor was shown lately.
            NotFoundError: no such account, or a paper one.
            ConflictError: something is open, its keys work, and the venue cannot tell whether new ones are the same
                account's: they are needed to guard it.
            InvalidInputError: a key breaks a rule; the old ones stay.
        """
        principal.require(Permission.MANAGE_ACCOUNTS)
        async with self._units(principal.tenant_id) as unit:
            account = await unit.accounts.get(account_id, lock=True)
            if account.kind is AccountKind.LIVE:
                principal.require_factor(self._chronicle.wall.now())
            before = await unit.connections.get(account_id)
            await _check_unneeded(unit, account, before)
            keys = read_keys(account, form)
            after = self._changed(before, sealed_keys(self._box, account, keys), hint_of(keys))
            unit.connections.save(after)
            if before.status not in USABLE and account.state is not TradingState.HALTED:
                unit.accounts.save(replace(account, state=TradingState.HALTED, halt_reason=UNTESTED))
            self._chronicle.record(
                unit,
                account,
                Fact(
                    kind="account.keys_changed",
                    actor=principal.actor,
                    subject=account.id,
                    headline="Keys changed",
                    detail=_detail(account, after),
                    figures={"before": f"…{before.key_hint}", "after": f"…{hint_of(keys)}"},
                ),
            )
            unit.notify("connections", account_id)
            await unit.commit()
        return replace(after, version=before.version + 1)

    def _changed(self, before: VenueConnection, sealed: str, hint: str) -> VenueConnection:
        now = self._chronicle.wall.now()
        if before.status in USABLE:
            return replace(before, candidate=sealed, candidate_hint=hint, updated_at=now)
        return replace(
            before,
            status=step(CONNECTION, before.status, ConnectionStatus.TESTING, f"the connection of account {before.id}"),
            sealed=sealed,
            key_hint=hint,
            reason="",
            permissions=None,
            armed_at=None,
            armed_by="",
            generation=before.generation + 1,
            updated_at=now,
        )


def _detail(account: Account, connection: VenueConnection) -> str:
    if connection.candidate:
        return f"{account.name}; the new ones are being tested, those in use stay until they are proven"
    return f"{account.name}; the new ones are being tested"


async def _check_unneeded(unit: UnitOfWork, account: Account, connection: VenueConnection) -> None:
    working = connection.status is ConnectionStatus.CONNECTED and not account.suspended
    told = connection.permissions is not None and connection.permissions.uid is not None
    if working and not told and (await unit.positions.open(account.id) or await unit.orders.working(account.id)):
        raise ConflictError(
            "positions or orders are open, and the keys in use guard them; nothing was changed. Close them first",
            field="account",
        )
