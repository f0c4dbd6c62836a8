"""Accounts: figures, history, limits, gates, the kill switch, starting over on paper."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import TypeAdapter

from domain.shared.ids import AccountId
from domain.shared.symbol import Symbol
from domain.trading.drafts import PlanDraft
from robson_app.api.idempotency import WriteRoute, idempotency_key
from robson_app.api.models.accounts import (
    AccountDetailOut,
    AccountOut,
    EquityPointOut,
    EquityQuery,
    FiguresOut,
    FindingOut,
    KillIn,
    LimitsIn,
    LimitsOut,
    MonthOut,
)
from robson_app.api.models.market import SymbolQuery
from robson_app.api.models.previews import GateOut, SizeIn, SizeOut, derivation_of, gate_of
from robson_app.api.problem import responses
from robson_app.api.security import Killer, PaperResetter, RiskManager, TheDesk, Viewer
from robson_app.glance import read_glance

router = APIRouter(prefix="/accounts", tags=["accounts"])
writes = APIRouter(
    prefix="/accounts", tags=["accounts"], route_class=WriteRoute, dependencies=[Depends(idempotency_key)]
)
_READ = responses(401, 403, 404)
_WRITE = responses(401, 403, 404, 409, 422)
_accounts = TypeAdapter(list[AccountOut])
_points = TypeAdapter(list[EquityPointOut])
_findings = TypeAdapter(list[FindingOut])
_months = TypeAdapter(list[MonthOut])


@router.get("", operation_id="listAccounts", responses=responses(401, 403))
async def accounts(me: Viewer, desk: TheDesk) -> list[AccountOut]:
    """List the tenant's accounts, oldest first."""
    return _accounts.validate_python(list(await desk.accounts.all(me)), from_attributes=True)


@router.get("/{account_id}", operation_id="readAccount", responses=_READ)
async def account(account_id: UUID, me: Viewer, desk: TheDesk) -> AccountDetailOut:
    """Tell an account with its figures at the last prices."""
    glance = await read_glance(desk, me, AccountId(account_id))
    return AccountDetailOut(account=AccountOut.model_validate(glance.account), figures=FiguresOut.of(glance.figures))


@router.get("/{account_id}/equity", operation_id="readEquity", responses=_READ)
async def equity(
    account_id: UUID, me: Viewer, desk: TheDesk, query: Annotated[EquityQuery, Query()]
) -> list[EquityPointOut]:
    """Tell the equity curve, ascending, at most 1 000 points."""
    await desk.accounts.require(me, AccountId(account_id))
    since = datetime.fromtimestamp(query.since / 1000, UTC)
    return _points.validate_python(
        list(await desk.reads.equity(me.tenant_id, AccountId(account_id), since)), from_attributes=True
    )


@router.get("/{account_id}/months", operation_id="readMonths", responses=_READ)
async def months(account_id: UUID, me: Viewer, desk: TheDesk) -> list[MonthOut]:
    """Tell the budget's history by month, newest first."""
    await desk.accounts.require(me, AccountId(account_id))
    return _months.validate_python(
        list(await desk.reads.months(me.tenant_id, AccountId(account_id))), from_attributes=True
    )


@router.get("/{account_id}/findings", operation_id="listFindings", responses=_READ)
async def findings(account_id: UUID, me: Viewer, desk: TheDesk) -> list[FindingOut]:
    """List what is at the venue and not ours, and where it holds less than the books imply; oldest first."""
    return _findings.validate_python(
        list(await desk.accounts.findings(me, AccountId(account_id))), from_attributes=True
    )


@router.get("/{account_id}/limits", operation_id="readLimits", responses=_READ)
async def limits(account_id: UUID, me: Viewer, desk: TheDesk) -> LimitsOut:
    """Tell the limits in force."""
    return LimitsOut.model_validate((await desk.accounts.require(me, AccountId(account_id))).limits)


@router.get("/{account_id}/gates", operation_id="readGates", responses=responses(401, 403, 404, 409, 422))
async def gates(account_id: UUID, me: Viewer, desk: TheDesk, query: Annotated[SymbolQuery, Query()]) -> list[GateOut]:
    """Tell which gates would let an entry on a pair through now, and which lock it and why."""
    verdicts = await desk.accounts.gates(me, AccountId(account_id), Symbol.parse(query.symbol))
    return [gate_of(verdict) for verdict in verdicts]


@router.post("/{account_id}/size", operation_id="calculateSize", responses=_WRITE)
async def size(account_id: UUID, asked: SizeIn, me: Viewer, desk: TheDesk) -> SizeOut:
    """Calculate a size from an entry and a stop, as a plan would get it; stores nothing."""
    draft = PlanDraft.read(
        {
            "symbol": asked.symbol,
            "side": asked.side.value,
            "entry": "market" if asked.limit is None else "limit",
            "limit": asked.limit,
            "stop": asked.stop,
        }
    )
    preview = await desk.preview_plan(me, AccountId(account_id), draft)
    return SizeOut.model_validate(
        {
            "quantity": preview.quantity,
            "limit": preview.limit,
            "notional": preview.notional,
            "planned_loss": preview.planned_loss,
            "derivation": derivation_of(preview),
            "refusals": [denial for denial in preview.denials if preview.size is None],
        }
    )


@writes.post("/{account_id}/limits", operation_id="changeLimits", responses=_WRITE)
async def change_limits(account_id: UUID, asked: LimitsIn, me: RiskManager, desk: TheDesk) -> AccountOut:
    """Change limits, never past the hard ones."""
    changes = asked.model_dump(exclude_none=True)
    return AccountOut.model_validate(await desk.change_limits(me, AccountId(account_id), changes))


@writes.post("/{account_id}/kill-switch", operation_id="killSwitch", responses=_WRITE)
async def kill(account_id: UUID, asked: KillIn, me: Killer, desk: TheDesk) -> AccountOut:
    """Halt trading, cancel working entries and, if asked, close everything."""
    return AccountOut.model_validate(
        await desk.kill_switch(me, AccountId(account_id), asked.confirmation, asked.reason, asked.flatten)
    )


@writes.post("/{account_id}/resume", operation_id="resumeTrading", responses=_WRITE)
async def resume(account_id: UUID, me: RiskManager, desk: TheDesk) -> AccountOut:
    """Let trading go on after a halt."""
    return AccountOut.model_validate(await desk.resume_trading(me, AccountId(account_id)))


@writes.post("/{account_id}/reset", operation_id="resetPaper", responses=_WRITE)
async def reset(account_id: UUID, me: PaperResetter, desk: TheDesk) -> AccountOut:
    """Start a paper account with nothing open over; its history is kept under the earlier epoch."""
    return AccountOut.model_validate(await desk.reset_paper(me, AccountId(account_id)))
