"""Puts the API together: operations, failures, health, and the specifications it serves."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import PlainTextResponse, Response
from starlette.routing import Route

from robson_app.api import health, problem
from robson_app.api.description import described
from robson_app.api.paths import not_an_operation
from robson_app.api.routes import (
    accounts,
    backtests,
    connections,
    events,
    market,
    orders,
    password,
    plans,
    portfolio,
    positions,
    second_factor,
    session,
    signals,
    strategies,
    team,
    workspace,
)
from robson_app.api.security import OPEN, permissions
from robson_app.auth.rate import Rates

PREFIX = "/api/v1"
SPECS = Path(__file__).resolve().parents[2] / "docs" / "specs" / "api"
_ROUTERS = (
    session.router,
    second_factor.router,
    password.router,
    team.router,
    team.writes,
    market.router,
    accounts.router,
    accounts.writes,
    connections.router,
    connections.writes,
    plans.router,
    plans.writes,
    orders.router,
    orders.writes,
    positions.router,
    positions.writes,
    portfolio.router,
    events.router,
    signals.router,
    signals.writes,
    strategies.router,
    strategies.writes,
    backtests.router,
    backtests.writes,
    workspace.router,
    workspace.writes,
)
_DESCRIPTION = """\
What the screens do, through the same use cases.

* **Decimals are text**, plain and exact: `"42297.6"`, never `42297.6`, never with an exponent.
* **Unknown fields are refused**, and so are values of another kind; such a request answers 400 `REQUEST_INVALID`. A
  rule of the desk that a well-formed request breaks answers 422 with its own `code` and the `field` to blame.
* **Failures are problems** (RFC 9457) with a stable `code`.
* **Writes carry an `Idempotency-Key`**: the same key with the same request gives the first answer again.
  Those under `/session` carry none: their answers hold secrets, of which no copy is kept, and each may be repeated
  without harm: a second sign-in is a second session, a second end finds nothing to end, a used code or link is refused.
* **Pages** are followed by `next_cursor`, which is opaque.
* **Another tenant's things do not exist** for you: 404, as for an identity that was never given.
* At most 20 requests a second and session (bursts of 120; a write counts three), 429 beyond.
"""


def create_api(*, session_rates: Rates | None = None) -> FastAPI:
    """Make the application; it connects to nothing before it serves.

    Args:
        session_rates: What a session may ask for.

    Raises:
        UndeclaredOperationError: an operation does not say who may call it.
    """
    app = FastAPI(
        title="Robson",
        version="1.0.0",
        description=_DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.session_rates = session_rates or Rates(per_second=20, burst=120)
    api = APIRouter(prefix=PREFIX)
    for router in _ROUTERS:
        api.include_router(router)
    app.include_router(api)
    app.include_router(health.router)
    app.include_router(_specifications())
    problem.install(app)
    permissions(app.routes)
    app.add_exception_handler(HTTPStatus.METHOD_NOT_ALLOWED, not_an_operation)
    app.router.routes.append(Route("/api/{rest:path}", not_an_operation, methods=None, include_in_schema=False))
    app.openapi = lambda: described(app)  # type: ignore[method-assign]  # FastAPI's own way
    return app


def _specifications() -> APIRouter:
    router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=OPEN)

    @router.get("/openapi.yaml")
    async def openapi() -> Response:
        """Serve the REST API's description."""
        return PlainTextResponse(OPENAPI.read_bytes(), media_type="application/yaml")

    @router.get("/asyncapi.yaml")
    async def asyncapi() -> Response:
        """Serve the live stream's description."""
        return PlainTextResponse(ASYNCAPI.read_bytes(), media_type="application/yaml")

    return router


OPENAPI = SPECS / "openapi.yaml"
ASYNCAPI = SPECS / "asyncapi.yaml"
