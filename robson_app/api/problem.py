"""Errors as RFC 9457 problems: what happened, what was not done, which field and rule, under a stable code."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from adapters.db.errors import CommitUnknownError, DatabaseUnavailableError
from domain.identity.errors import BusyError, DemoLimitError, TooManyAttemptsError
from domain.shared.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    QuotaError,
    RobsonError,
    UnauthenticatedError,
)
from domain.trading.errors import RefusedError, TradingError
from domain.trading.use_cases.execute_plan import ExecutionRefusedError
from robson_app.api.models.plans import VerdictOut
from robson_app.api.models.previews import PreviewOut
from robson_app.auth.rate import TooManyRequestsError
from robson_app.i18n import told
from robson_app.i18n.language import speak_to

MEDIA_TYPE = "application/problem+json"
_log = structlog.get_logger(__name__)
_STATUS: Mapping[type[RobsonError], HTTPStatus] = {
    InvalidInputError: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFoundError: HTTPStatus.NOT_FOUND,
    ConflictError: HTTPStatus.CONFLICT,
    ExecutionRefusedError: HTTPStatus.CONFLICT,
    RefusedError: HTTPStatus.UNPROCESSABLE_ENTITY,
    TradingError: HTTPStatus.CONFLICT,
    ForbiddenError: HTTPStatus.FORBIDDEN,
    UnauthenticatedError: HTTPStatus.UNAUTHORIZED,
    TooManyRequestsError: HTTPStatus.TOO_MANY_REQUESTS,
    DemoLimitError: HTTPStatus.TOO_MANY_REQUESTS,
    TooManyAttemptsError: HTTPStatus.TOO_MANY_REQUESTS,
    QuotaError: HTTPStatus.TOO_MANY_REQUESTS,
    BusyError: HTTPStatus.SERVICE_UNAVAILABLE,
    DatabaseUnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
    CommitUnknownError: HTTPStatus.SERVICE_UNAVAILABLE,
}
_RETRY_AFTER_S: Mapping[type[RobsonError], int] = {
    DemoLimitError: 600,
    BusyError: 3,
    DatabaseUnavailableError: 2,
    CommitUnknownError: 2,
}


class FieldProblem(BaseModel):
    """One field of a request and the rule it breaks."""

    model_config = ConfigDict(extra="forbid")

    field: Annotated[str, Field(description="Path of the field, e.g. `body.stop`.")]
    detail: Annotated[str, Field(description="The rule, in words.")]


class Problem(BaseModel):
    """A failure (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")

    type: Annotated[str, Field(description="`about:blank`: `code` tells the kinds apart.")] = "about:blank"
    title: Annotated[str, Field(description="The status, in words.")]
    status: Annotated[int, Field(ge=400, le=599)]
    code: Annotated[str, Field(pattern="^[A-Z][A-Z0-9_]*$", description="Stable, for programs.")]
    detail: Annotated[str, Field(description="What happened, what was not done, what to do; in the caller's language.")]
    field: Annotated[str | None, Field(description="The field to blame, if it is one.")] = None
    errors: Annotated[list[FieldProblem] | None, Field(description="Every field that breaks the schema.")] = None
    denials: Annotated[list[VerdictOut] | None, Field(description="Every failing gate.")] = None
    offer: Annotated[PreviewOut | None, Field(description="The same wish at the present price.")] = None


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    field: str | None = None,
    headers: Mapping[str, str] | None = None,
    errors: list[FieldProblem] | None = None,
    denials: list[VerdictOut] | None = None,
    offer: PreviewOut | None = None,
) -> JSONResponse:
    """Make the response of a failure."""
    body = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=detail,
        field=field,
        errors=errors,
        denials=denials,
        offer=offer,
    )
    said = body.model_dump(mode="json", exclude_none=True)
    return JSONResponse(said, status_code=status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


def foreseen(error: RobsonError) -> JSONResponse:
    """Tell a failure that the product raises on purpose."""
    status = next((s for kind, s in _STATUS.items() if isinstance(error, kind)), HTTPStatus.CONFLICT)
    headers = {}
    waits = isinstance(error, TooManyRequestsError | TooManyAttemptsError | QuotaError)
    wait = error.retry_after_s if waits else _RETRY_AFTER_S.get(type(error))
    if wait is not None:
        headers["Retry-After"] = str(wait)
    if status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Cookie realm="robson", cookie-name="__Host-robson"'
    denials = error.denials if isinstance(error, RefusedError) else None
    offer = error.offer if isinstance(error, ExecutionRefusedError) else None
    return problem(
        status,
        error.code,
        told(str(error)),
        field=error.field,
        denials=None if denials is None else [VerdictOut.model_validate(denial) for denial in denials],
        offer=None if offer is None else PreviewOut.of(offer),
        headers=headers,
    )


def malformed(error: RequestValidationError) -> JSONResponse:
    """Tell which fields break the schema; 400, so that 422 always means a broken rule of the desk."""
    fields = [
        FieldProblem(field=".".join(str(part) for part in item["loc"])[:200], detail=str(item["msg"])[:300])
        for item in error.errors()[:20]
    ]
    first = fields[0]
    return problem(
        HTTPStatus.BAD_REQUEST,
        "REQUEST_INVALID",
        f"{first.field}: {first.detail}; nothing was stored or sent",
        field=first.field,
        errors=fields,
    )


def install(app: FastAPI) -> None:
    """Make every failure of an application answer with a problem."""

    @app.exception_handler(RobsonError)
    async def on_foreseen(request: Request, error: RobsonError) -> JSONResponse:
        speak_to(request.headers)
        return foreseen(error)

    @app.exception_handler(RequestValidationError)
    async def on_malformed(_: Request, error: RequestValidationError) -> JSONResponse:
        return malformed(error)

    @app.exception_handler(HTTPException)
    async def on_http(_: Request, error: HTTPException) -> JSONResponse:
        code = HTTPStatus(error.status_code).name
        return problem(error.status_code, code, str(error.detail), headers=error.headers)

    @app.exception_handler(Exception)
    async def on_unforeseen(request: Request, error: Exception) -> JSONResponse:
        _log.error("request failed", path=request.url.path, exc_info=error)
        return problem(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "INTERNAL",
            "something went wrong on our side; check your orders before you repeat the request",
        )


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the failures of an operation; 400 and 500 belong to every one."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in sorted({400, 413, 429, 500, 503, *statuses})
    }
