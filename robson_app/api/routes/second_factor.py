"""The second factor and one's own sessions. Answers hold secrets, so none is kept under a key."""

from __future__ import annotations

from http import HTTPStatus
from io import BytesIO
from typing import Annotated
from uuid import UUID

import segno
from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse

from domain.identity.errors import SignInRefusedError
from domain.identity.use_cases.set_factor import Enrolled
from domain.shared.ids import SessionId
from robson_app.api.models.session import (
    CodeAsked,
    FactorOffered,
    OwnSession,
    PasswordAsked,
    RecoveryCodes,
    SessionOut,
)
from robson_app.api.problem import responses
from robson_app.api.routes.session import entered, give, own_token
from robson_app.api.security import OPEN, Oneself, TheDesk
from robson_app.auth import cookie
from robson_app.auth.visitor import visit_of

router = APIRouter(prefix="/session", tags=["session"])


@router.post(
    "/second-factor",
    operation_id="showSecondFactor",
    status_code=201,
    response_model=SessionOut,
    dependencies=OPEN,
    responses=responses(401, 403, 409),
)
async def show_second_factor(request: Request, desk: TheDesk, asked: CodeAsked) -> Response:
    """Finish signing in with a code, after the password was right."""
    token = cookie.token_of(request.headers.get("cookie", ""), cookie.PASS)
    if token is None:
        raise SignInRefusedError("Start with the password; nobody was signed in.")
    response = entered(await desk.show_factor.sign_in(token, asked.code, visit_of(request)))
    cookie.take_back(response, cookie.PASS)
    return response


@router.post("/step-up", operation_id="stepUp", response_model=SessionOut, responses=responses(401, 403, 409))
async def step_up(request: Request, desk: TheDesk, me: Oneself, asked: CodeAsked) -> Response:
    """Show the second factor again; for five minutes it answers for what needs one. The cookie changes."""
    return entered(await desk.show_factor.step_up(me, own_token(request), asked.code), HTTPStatus.OK)


@router.post("/factor", operation_id="offerFactor", responses=responses(401, 403, 409, 422))
async def offer_factor(desk: TheDesk, me: Oneself, asked: PasswordAsked) -> FactorOffered:
    """Offer a secret for an authenticator app, against the password; it is in force once confirmed."""
    offer = await desk.set_factor.offer(me, asked.password)
    return FactorOffered(secret=offer.secret, uri=offer.uri, qr=_picture(offer.uri))


@router.post(
    "/factor/confirm", operation_id="confirmFactor", response_model=RecoveryCodes, responses=responses(401, 403, 409)
)
async def confirm_factor(request: Request, desk: TheDesk, me: Oneself, asked: CodeAsked) -> Response:
    """Put the offered secret in force with its first code; the recovery codes are shown this once.

    The cookie changes, other sessions end.
    """
    return _enrolled(await desk.set_factor.confirm(me, own_token(request), asked.code))


@router.post(
    "/factor/recovery", operation_id="renewRecovery", response_model=RecoveryCodes, responses=responses(401, 403, 409)
)
async def renew_recovery(request: Request, desk: TheDesk, me: Oneself, asked: CodeAsked) -> Response:
    """Replace the recovery codes, against a code; they are shown this once. The cookie changes, other sessions end."""
    return _enrolled(await desk.change_factor.renew(me, own_token(request), asked.code))


@router.post(
    "/factor/remove", operation_id="removeFactor", response_model=SessionOut, responses=responses(401, 403, 409)
)
async def remove_factor(request: Request, desk: TheDesk, me: Oneself, asked: CodeAsked) -> Response:
    """Take the second factor away, against a code. The cookie changes, other sessions end."""
    return entered(await desk.change_factor.remove(me, own_token(request), asked.code), HTTPStatus.OK)


@router.get("/all", operation_id="listSessions", responses=responses(401, 403))
async def list_sessions(desk: TheDesk, me: Oneself) -> list[OwnSession]:
    """List one's own live sessions, last used first."""
    return [
        OwnSession(
            id=session.id,
            device=session.device,
            address=session.address,
            created_at=session.created_at,
            last_used=session.last_used,
            own=session.id == me.session_id,
        )
        for session in await desk.own_sessions(me)
    ]


@router.post(
    "/all/{session_id}/end",
    operation_id="endOtherSession",
    status_code=204,
    response_class=Response,
    responses=responses(401, 403, 404),
)
async def end_other_session(
    desk: TheDesk, me: Oneself, session_id: Annotated[UUID, Path(description="Identity of a session.")]
) -> Response:
    """End one of one's own sessions; its sockets close at once."""
    await desk.own_sessions.end(me, SessionId(session_id))
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post(
    "/all/end-others",
    operation_id="endOtherSessions",
    status_code=204,
    response_class=Response,
    responses=responses(401, 403),
)
async def end_other_sessions(desk: TheDesk, me: Oneself) -> Response:
    """End all of one's own sessions but this one."""
    await desk.own_sessions.end(me)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _picture(uri: str) -> str:
    drawn = BytesIO()  # with its name space, so that it stands alone as an image too
    segno.make_qr(uri).save(drawn, kind="svg", xmldecl=False, nl=False, scale=4, border=2, dark="#000", light="#fff")
    return drawn.getvalue().decode()


def _enrolled(enrolled: Enrolled) -> Response:
    response = JSONResponse(RecoveryCodes(recovery=list(enrolled.recovery)).model_dump())
    give(response, enrolled.started.token, enrolled.started.session)
    return response
