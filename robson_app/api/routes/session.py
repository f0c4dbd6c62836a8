"""Starting a demo, asking who one is, and leaving. The browser's forms and programs use the same routes."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from domain.identity.principal import Permission, Principal
from domain.shared.errors import RobsonError, UnauthenticatedError
from robson_app.api.models.session import SessionOut
from robson_app.api.problem import foreseen, responses
from robson_app.api.security import OPEN, TheDesk, Viewer
from robson_app.api.shield import address_of
from robson_app.auth import cookie

router = APIRouter(prefix="/session", tags=["session"])


@router.post(
    "/demo",
    operation_id="startDemo",
    status_code=201,
    response_model=SessionOut,
    dependencies=OPEN,
    responses=responses() | {303: {"description": "A browser's form: on to the desk, or back with an error."}},
)
async def start_demo(request: Request, desk: TheDesk) -> Response:
    """Start a demo: a fresh tenant with a paper account of 10 000 USDT, and a session that expires."""
    try:
        started = await desk.start_demo(address_of(request))
    except RobsonError as error:
        return foreseen(error) if _wants_json(request) else _to(f"/?error={error.code}")
    response: Response
    if _wants_json(request):
        response = JSONResponse(
            _told(started.session.principal).model_dump(mode="json"), status_code=HTTPStatus.CREATED
        )
    else:
        response = _to("/desk")
    cookie.give(response, started.token, desk.settings.demo_hours * 3600)
    return response


@router.get("", operation_id="readSession", responses=responses(401, 403))
async def read_session(me: Viewer) -> SessionOut:
    """Tell who is calling and what they may do."""
    return _told(me)


@router.post(
    "/end",
    operation_id="endSession",
    status_code=204,
    response_class=Response,
    dependencies=OPEN,
    responses=responses() | {303: {"description": "A browser's form: back to the first page."}},
)
async def end_session(request: Request, desk: TheDesk) -> Response:
    """End the session behind the cookie, if there is one, and forget the cookie."""
    token = cookie.token_of(request.headers.get("cookie", ""))
    if token is not None:
        with suppress(UnauthenticatedError):
            session = (await desk.authenticate(token)).session_id
            await desk.end_session(token)
            desk.hub.end_session(session)
    response = Response(status_code=HTTPStatus.NO_CONTENT) if _wants_json(request) else _to("/")
    cookie.take_back(response)
    return response


def _wants_json(request: Request) -> bool:
    return "text/html" not in request.headers.get("accept", "")


def _to(place: str) -> Response:
    return RedirectResponse(place, status_code=HTTPStatus.SEE_OTHER)


def _told(me: Principal) -> SessionOut:
    granted = [permission for permission in Permission if me.may(permission)]
    return SessionOut(tenant_id=me.tenant_id, user_id=me.user_id, role=me.role, permissions=granted)
