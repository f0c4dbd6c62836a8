"""Accounts at real venues: opened with keys, proven by the engine, armed in so many words."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Depends

from domain.shared.ids import AccountId
from domain.trading.account import Account
from domain.trading.connection import VenueConnection
from robson_app.api.idempotency import WriteRoute, idempotency_key
from robson_app.api.models.accounts import AccountOut
from robson_app.api.models.connections import ArmIn, ConnectIn, ConnectionOut, KeysIn, PermissionsOut
from robson_app.api.problem import responses
from robson_app.api.security import AccountManager, TheDesk, Viewer

router = APIRouter(prefix="/accounts", tags=["connections"])
writes = APIRouter(
    prefix="/accounts", tags=["connections"], route_class=WriteRoute, dependencies=[Depends(idempotency_key)]
)
_WRITE = responses(401, 403, 404, 409, 422)


@router.get("/{account_id}/connection", operation_id="readConnection", responses=responses(401, 403, 404))
async def connection(account_id: UUID, me: Viewer, desk: TheDesk) -> ConnectionOut:
    """Tell how an account reaches its venue; a paper account has no connection."""
    account, found = await desk.accounts.connection(me, AccountId(account_id))
    return told(account, found)


@writes.post("", operation_id="connectAccount", status_code=201, responses=responses(401, 403, 422))
async def connect(asked: ConnectIn, me: AccountManager, desk: TheDesk) -> AccountOut:
    """Open an account at a venue. It is halted until the engine has tested its keys."""
    return AccountOut.model_validate(await desk.connect_account(me, asked.model_dump()))


@writes.post("/{account_id}/keys", operation_id="changeKeys", responses=_WRITE)
async def change_keys(account_id: UUID, asked: KeysIn, me: AccountManager, desk: TheDesk) -> ConnectionOut:
    """Replace an account's keys; it is halted until they are tested, and real money must be armed anew."""
    changed = await desk.change_keys(me, AccountId(account_id), asked.model_dump())
    return told(await desk.accounts.require(me, AccountId(account_id)), changed)


@writes.post("/{account_id}/arm", operation_id="armAccount", responses=_WRITE)
async def arm(account_id: UUID, asked: ArmIn, me: AccountManager, desk: TheDesk) -> AccountOut:
    """Arm a live account's real money; needs a second factor shown lately."""
    return AccountOut.model_validate(await desk.arm_account(me, AccountId(account_id), asked.acknowledgement))


def told(account: Account, found: VenueConnection) -> ConnectionOut:
    """Put together what may be told of a connection."""
    return ConnectionOut(
        account_id=account.id,
        venue=account.venue,
        status=found.status,
        key_hint=found.key_hint,
        candidate_hint=found.candidate_hint,
        reason=found.reason,
        permissions=None if found.permissions is None else PermissionsOut.model_validate(found.permissions),
        checked_at=found.checked_at,
        armed_at=found.armed_at,
    )
