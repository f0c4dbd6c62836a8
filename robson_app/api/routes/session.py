"""Coming in, asking who one is, and leaving. The browser's forms and programs use the same routes."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from domain.identity.making import Issued, Started
from domain.identity.passes import LIVES
from domain.identity.principal import Permission, Principal
from domain.identity.session import Session
from domain.shared.errors import RobsonError, UnauthenticatedError
from robson_app.api.models.session import SecondFactorAsked, SessionOut, SignInAsked, SignUpAsked
from robson_app.api.problem import foreseen, responses
from robson_app.api.security import OPEN, TheDesk, Viewer
from robson_app.auth import cookie
from robson_app.auth.visitor import visit_of
from robson_app.composition import Desk

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
    visit = visit_of(request)
    try:
        started = await desk.start_demo(visit.address, visit.device)
    except RobsonError as error:
        return foreseen(error) if _wants_json(request) else _to(f"/?error={error.code}")
    if _wants_json(request):
        return entered(Started(token=started.token, session=started.session))
    response = _to("/desk")
    give(response, started.token, started.session)
    return response


@router.post(
    "/sign-up",
    operation_id="signUp",
    status_code=201,
    response_model=SessionOut,
    dependencies=OPEN,
    responses=responses(403, 409, 422),
)
async def sign_up(request: Request, desk: TheDesk, asked: SignUpAsked) -> Response:
    """Make a desk of one's own with a paper account of 10 000 USDT, and sign in as its owner."""
    started = await desk.sign_up(asked.email, asked.password, visit_of(request))
    await leave(request, desk)
    return entered(started)


@router.post(
    "/sign-in",
    operation_id="signIn",
    status_code=201,
    response_model=SessionOut,
    dependencies=OPEN,
    responses=responses(401, 409)
    | {202: {"description": "The password is right; the second factor is asked next.", "model": SecondFactorAsked}},
)
async def sign_in(request: Request, desk: TheDesk, asked: SignInAsked) -> Response:
    """Sign in with address and password; a session of this browser that is open ends."""
    answer = await desk.sign_in(asked.email, asked.password, visit_of(request))
    await leave(request, desk)
    if isinstance(answer, Issued):
        response = JSONResponse(SecondFactorAsked().model_dump(), status_code=HTTPStatus.ACCEPTED)
        cookie.take_back(response)
        cookie.give(response, answer.token, int(LIVES[answer.made.purpose].total_seconds()), cookie.PASS)
        return response
    return entered(answer)


@router.get("", operation_id="readSession", responses=responses(401, 403))
async def read_session(me: Viewer) -> SessionOut:
    """Tell who is calling and what they may do."""
    return told(me)


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
    await leave(request, desk)
    response = Response(status_code=HTTPStatus.NO_CONTENT) if _wants_json(request) else _to("/")
    cookie.take_back(response)
    return response


async def leave(request: Request, desk: Desk) -> None:
    """End the session behind the request's cookie, if there is one."""
    token = cookie.token_of(request.headers.get("cookie", ""))
    if token is not None:
        with suppress(UnauthenticatedError):
            session = (await desk.authenticate(token)).session_id
            await desk.end_session(token)
            desk.hub.end_session(session)


def entered(started: Started, status: HTTPStatus = HTTPStatus.CREATED) -> Response:
    """Answer with a session and its cookie."""
    response = JSONResponse(told(started.session.principal).model_dump(mode="json"), status_code=status)
    give(response, started.token, started.session)
    return response


def told(me: Principal) -> SessionOut:
    """Tell who somebody is and what they may do."""
    granted = [permission for permission in Permission if me.may(permission)]
    return SessionOut(
        tenant_id=me.tenant_id, user_id=me.user_id, role=me.role, permissions=granted, factor_at=me.factor_at
    )


def give(response: Response, token: str, session: Session) -> None:
    """Hand the browser a session for its whole life."""
    cookie.give(response, token, int((session.expires_at - session.created_at).total_seconds()))


def own_token(request: Request) -> str:
    """Return the secret of the caller's session."""
    return cookie.token_of(request.headers.get("cookie", "")) or ""


def _wants_json(request: Request) -> bool:
    return "text/html" not in request.headers.get("accept", "")


def _to(place: str) -> Response:
    return RedirectResponse(place, status_code=HTTPStatus.SEE_OTHER)
