"""Plan, validate, execute: from a wish to an order."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Depends

from domain.shared.ids import AccountId, PlanId
from domain.trading.drafts import PlanDraft
from robson_app.api.idempotency import WriteRoute, idempotency_key
from robson_app.api.models.plans import ExecuteIn, PlanIn, PlanOut
from robson_app.api.models.previews import PreviewOut
from robson_app.api.problem import responses
from robson_app.api.security import TheDesk, Trader, Viewer

router = APIRouter(tags=["plans"])
writes = APIRouter(tags=["plans"], route_class=WriteRoute, dependencies=[Depends(idempotency_key)])
_FAILURES = responses(401, 403, 404, 409, 422)


def draft_of(asked: PlanIn) -> PlanDraft:
    """Read a plan by the rules that forms and the command line obey too."""
    return PlanDraft.read(asked.model_dump(mode="json"))


@router.post("/accounts/{account_id}/plans/preview", operation_id="previewPlan", responses=_FAILURES)
async def preview(account_id: UUID, asked: PlanIn, me: Viewer, desk: TheDesk) -> PreviewOut:
    """Price, size and check a plan; stores nothing and reserves nothing."""
    return PreviewOut.of(await desk.preview_plan(me, AccountId(account_id), draft_of(asked)))


@writes.post("/accounts/{account_id}/plans", operation_id="createPlan", status_code=201, responses=_FAILURES)
async def create(account_id: UUID, asked: PlanIn, me: Trader, desk: TheDesk) -> PlanOut:
    """Make a plan; it holds nothing until it is validated."""
    return PlanOut.model_validate(await desk.create_plan(me, AccountId(account_id), draft_of(asked)))


@router.get("/plans/{plan_id}", operation_id="readPlan", responses=responses(401, 403, 404))
async def read(plan_id: UUID, me: Viewer, desk: TheDesk) -> PlanOut:
    """Tell a plan as it stands."""
    async with desk.units(me.tenant_id) as unit:
        return PlanOut.model_validate(await unit.plans.get(PlanId(plan_id)))


@writes.post("/plans/{plan_id}/validate", operation_id="validatePlan", responses=_FAILURES)
async def validate(plan_id: UUID, me: Trader, desk: TheDesk) -> PlanOut:
    """Check every gate and reserve the loss, in one step; `denied` lists all failing gates."""
    return PlanOut.model_validate(await desk.validate_plan(me, PlanId(plan_id)))


@writes.post("/plans/{plan_id}/execute", operation_id="executePlan", responses=_FAILURES)
async def execute(plan_id: UUID, asked: ExecuteIn, me: Trader, desk: TheDesk) -> PlanOut:
    """Consume a validated plan, once: its orders become durable intents that the engine sends.

    When the price has moved too far, the answer is 409 with the same wish at the present price as `offer`.
    """
    return PlanOut.model_validate(await desk.execute_plan(me, PlanId(plan_id), acknowledged=asked.acknowledged))


@writes.post("/plans/{plan_id}/cancel", operation_id="cancelPlan", responses=_FAILURES)
async def cancel(plan_id: UUID, me: Trader, desk: TheDesk) -> PlanOut:
    """Give a plan up and release what it holds."""
    return PlanOut.model_validate(await desk.cancel_plan(me, PlanId(plan_id)))
