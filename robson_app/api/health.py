"""Whether the process lives, whether it can serve, and what it counts."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel, ConfigDict, Field

from domain.shared.errors import NotFoundError
from robson_app.api.gauges import FEED_AGE, READY
from robson_app.api.security import OPEN, TheDesk
from robson_app.api.shield import address_of, near, relayed

router = APIRouter(tags=["health"], dependencies=OPEN)


class Alive(BaseModel):
    """The process answers."""

    model_config = ConfigDict(extra="forbid")

    status: Annotated[str, Field(pattern="^ok$")] = "ok"


class CheckOut(BaseModel):
    """One thing the desk needs."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    name: str
    ok: bool
    detail: str


class Readiness(BaseModel):
    """Whether everything the desk needs is there."""

    model_config = ConfigDict(extra="forbid")

    ready: bool
    checks: list[CheckOut]


@router.get("/healthz", operation_id="healthz")
async def healthz() -> Alive:
    """Tell that the process lives."""
    return Alive()


@router.get(
    "/readyz",
    operation_id="readyz",
    responses={503: {"model": Readiness, "description": "Something the desk needs is missing."}},
)
async def readyz(desk: TheDesk, response: Response) -> Readiness:
    """Tell whether database, migrations, bus, feed and engine are there."""
    checks = [CheckOut.model_validate(check) for check in await desk.readiness()]
    ready = all(check.ok for check in checks)
    if not ready:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return Readiness(ready=ready, checks=checks)


@router.get("/metrics", operation_id="metrics", response_class=Response, include_in_schema=False)
async def metrics(request: Request, desk: TheDesk) -> Response:
    """Give the counters to a Prometheus on this machine or network; to the rest of the world there are none."""
    if relayed(request) or not near(address_of(request)):
        raise NotFoundError("there is no such path", code="PATH_UNKNOWN")
    status = desk.view.status()
    age = -1.0 if status is None else (desk.wall.now() - status.heartbeat_at).total_seconds()
    FEED_AGE.set(age)
    for check in await desk.readiness():
        READY.labels(check.name).set(check.ok)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
