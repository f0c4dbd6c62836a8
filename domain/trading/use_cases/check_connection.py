"""Keys are tried at their venue, by the engine; what they turn out to be decides whether the account may trade."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.shared.ids import AccountId, TenantId
from domain.shared.secrets import SecretBox, SecretUnreadableError
from domain.trading.account import Account, AccountKind, TradingState
from domain.trading.chronicle import ENGINE, Chronicle, Fact
from domain.trading.connection import CONNECTION, ConnectionStatus, VenueConnection
from domain.trading.credentials import (
    CredentialError,
    CredentialProbe,
    KeyRefusedError,
    SecretRefusedError,
    TradingNotAllowedError,
    VenuePermissions,
    WithdrawalAllowedError,
)
from domain.trading.keys import opened_keys
from domain.trading.ports import UnitOfWork, UnitsOfWork
from domain.trading.transitions import step
from domain.trading.use_cases.arm_account import NOT_ARMED
from domain.trading.use_cases.connect_account import UNTESTED
from domain.trading.use_cases.resume_trading import reopened
from domain.trading.wording import plain

_PROOFS = (KeyRefusedError, SecretRefusedError, TradingNotAllowedError, WithdrawalAllowedError)


class CheckConnection:
    """Tests an account's keys once: proven ones open the account, refused ones are erased.

    Keys that are to take the place of proven ones do so only if they are proven too, and are the same account's.
    """

    def __init__(self, units: UnitsOfWork, box: SecretBox, probe: CredentialProbe, chronicle: Chronicle) -> None:
        """Take the fenced units of work, the seal, the way to the venue and the clocks."""
        self._units = units
        self._box = box
        self._probe = probe
        self._chronicle = chronicle

    async def __call__(self, tenant_id: TenantId, account_id: AccountId) -> ConnectionStatus:
        """Test keys that await it; others are left as they are.

        Returns:
            The status afterwards; `TESTING` when the venue could not be asked: test again later.
        """
        async with self._units(tenant_id) as unit:
            account = await unit.accounts.get(account_id)
            before = await unit.connections.get(account_id)
        if not before.untested:
            return before.status
        try:
            keys = opened_keys(self._box, account, before, untested=True)
            found: VenuePermissions | CredentialError = _same(before, await self._probe.probe(keys))
        except _PROOFS as refused:
            found = refused
        except (CredentialError, SecretUnreadableError) as unproven:
            # A rate limit, a wrong clock or a missing master key say nothing about the keys: they are not erased.
            return await self._wait(tenant_id, account_id, before, str(unproven))
        async with self._units(tenant_id) as unit:
            account = await unit.accounts.get(account_id, lock=True)
            after = self._judged(before, found)
            unit.connections.save(after)
            self._open(unit, account, before, after)
            self._chronicle.record(unit, account, _told(account, after, found))
            unit.notify("account", account_id)
            await unit.commit()
        return after.status

    async def _wait(
        self, tenant_id: TenantId, account_id: AccountId, before: VenueConnection, reason: str
    ) -> ConnectionStatus:
        if reason != before.reason:
            async with self._units(tenant_id) as unit:
                unit.connections.save(replace(before, reason=reason, updated_at=self._chronicle.wall.now()))
                unit.notify("account", account_id)
                await unit.commit()
        return before.status

    def _judged(self, before: VenueConnection, found: VenuePermissions | CredentialError) -> VenueConnection:
        now = self._chronicle.wall.now()
        if before.candidate:
            return _replaced(before, found, now)
        refused = isinstance(found, CredentialError)
        status = ConnectionStatus.REFUSED if refused else ConnectionStatus.CONNECTED
        return replace(
            before,
            status=step(CONNECTION, before.status, status, f"the connection of account {before.id}"),
            sealed="" if refused else before.sealed,
            reason=str(found) if isinstance(found, CredentialError) else "",
            permissions=None if isinstance(found, CredentialError) else found,
            checked_at=now,
            updated_at=now,
        )

    def _open(self, unit: UnitOfWork, account: Account, before: VenueConnection, connection: VenueConnection) -> None:
        after = account
        found = connection.permissions
        if before.candidate and before.generation == connection.generation:
            return
        if before.candidate:
            after = _with_new_keys(account)
        if found is not None and found.taker is not None:
            after = replace(after, costs=replace(after.costs, fee_in=found.taker, fee_out=found.taker))
        if account.halt_reason == UNTESTED and found is not None:
            live = account.kind is AccountKind.LIVE
            after = replace(after, halt_reason=NOT_ARMED) if live else reopened(after)
        if after != account:
            unit.accounts.save(after)


def _same(before: VenueConnection, found: VenuePermissions) -> VenuePermissions:
    known = None if before.permissions is None else before.permissions.uid
    if before.candidate and known is not None and found.uid != known:
        raise KeyRefusedError(
            "These keys belong to another account at the venue than those in use, and the orders and positions here "
            "are that one's. Connect the other account as one of its own"
        )
    return found


def _replaced(before: VenueConnection, found: VenuePermissions | CredentialError, now: datetime) -> VenueConnection:
    asked = replace(before, candidate="", candidate_hint="", checked_at=now, updated_at=now)
    if isinstance(found, CredentialError):
        return replace(asked, reason=f"new keys …{before.candidate_hint} were refused, those in use stay: {found}")
    return replace(
        asked,
        status=step(CONNECTION, before.status, ConnectionStatus.CONNECTED, f"the connection of account {before.id}"),
        sealed=before.candidate,
        key_hint=before.candidate_hint,
        reason="",
        permissions=found,
        armed_at=None,
        armed_by="",
        generation=before.generation + 1,
    )


def _with_new_keys(account: Account) -> Account:
    trusted = replace(account, suspended="")
    if account.kind is AccountKind.LIVE and account.state is not TradingState.HALTED:
        return replace(trusted, state=TradingState.HALTED, halt_reason=NOT_ARMED)
    return trusted


def _told(account: Account, connection: VenueConnection, found: VenuePermissions | CredentialError) -> Fact:
    if isinstance(found, CredentialError):
        return Fact(
            kind="account.keys_refused",
            actor=ENGINE,
            subject=account.id,
            headline="Keys refused",
            detail=f"{account.name}: {connection.reason}; they were erased",
            figures={"venue": account.venue, "key": f"…{connection.key_hint}"},
        )
    fee = "" if found.taker is None else f", fee {plain(found.taker * 100)} %"
    return Fact(
        kind="account.connected",
        actor=ENGINE,
        subject=account.id,
        headline="Account connected",
        detail=f"{account.name} at {account.venue}: may trade, may not withdraw{fee}",
        figures={
            "venue": account.venue,
            "key": f"…{connection.key_hint}",
            "ip_restricted": found.ip_restricted,
            "maker": found.maker,
            "taker": found.taker,
        },
    )
