"""One's own login, and its password: changed against the old one, or set anew by mail."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from robson_app.api.models.session import ForgottenAsked, LoginOut, NewPasswordAsked, PasswordChosen, SessionOut
from robson_app.api.problem import responses
from robson_app.api.routes.session import entered, own_token
from robson_app.api.security import OPEN, Oneself, TheDesk
from robson_app.auth.visitor import visit_of
from robson_app.i18n.language import speak_to

router = APIRouter(prefix="/session", tags=["session"])


@router.get("/login", operation_id="readLogin", responses=responses(401, 403))
async def read_login(desk: TheDesk, me: Oneself) -> LoginOut:
    """Tell how the caller signs in."""
    login = await desk.read_login(me)
    return LoginOut(
        email=login.email,
        password_at=login.password_at,
        factor_at=login.factor_at,
        recovery_left=len(login.recovery),
    )


@router.post(
    "/password", operation_id="changePassword", response_model=SessionOut, responses=responses(401, 403, 409, 422)
)
async def change_password(request: Request, desk: TheDesk, me: Oneself, asked: NewPasswordAsked) -> Response:
    """Change the password, against the old one. The cookie changes, other sessions end."""
    return entered(
        await desk.change_password(me, own_token(request), asked.password, asked.new_password), HTTPStatus.OK
    )


@router.post(
    "/forgotten",
    operation_id="forgetPassword",
    status_code=202,
    response_class=Response,
    dependencies=OPEN,
    responses=responses(422),
)
async def forget_password(request: Request, desk: TheDesk, asked: ForgottenAsked) -> Response:
    """Mail a link that sets a new password, if somebody signs in with this address; the answer is always the same."""
    address = await desk.reset_password.asked(asked.email, visit_of(request))
    speak_to(request.headers)
    desk.afterwards.do(desk.reset_password.send(address))
    return Response(status_code=HTTPStatus.ACCEPTED)


@router.post(
    "/new-password",
    operation_id="choosePassword",
    status_code=204,
    response_class=Response,
    dependencies=OPEN,
    responses=responses(401, 409, 422),
)
async def choose_password(desk: TheDesk, asked: PasswordChosen) -> Response:
    """Set a new password with the secret of a mailed link, once; every session of the user ends."""
    await desk.reset_password.choose(asked.token, asked.password)
    return Response(status_code=HTTPStatus.NO_CONTENT)
