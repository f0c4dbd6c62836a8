"""The people of the caller's tenant, and the invitations that let others in."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from domain.identity.tenant import Member
from domain.shared.ids import InvitationId, UserId
from robson_app.api.idempotency import WriteRoute, idempotency_key
from robson_app.api.models.session import SessionOut
from robson_app.api.models.team import InvitationOut, InviteIn, JoinIn, MemberOut, RoleIn, TokenIn, WelcomeOut
from robson_app.api.problem import responses
from robson_app.api.routes.session import entered, leave
from robson_app.api.security import OPEN, PeopleManager, TheDesk
from robson_app.auth.visitor import visit_of
from robson_app.i18n.language import speak_to

router = APIRouter(tags=["team"])
writes = APIRouter(tags=["team"], route_class=WriteRoute, dependencies=[Depends(idempotency_key)])
_WRITE = responses(401, 403, 404, 409, 422)


@router.get("/users", operation_id="listUsers", responses=responses(401, 403))
async def users(me: PeopleManager, desk: TheDesk) -> list[MemberOut]:
    """List all who sign in to the caller's tenant, oldest first."""
    return [_told(member, me.user_id) for member in await desk.team.people(me)]


@writes.post("/users/{user_id}/role", operation_id="changeRole", responses=_WRITE)
async def change_role(user_id: UUID, asked: RoleIn, me: PeopleManager, desk: TheDesk) -> MemberOut:
    """Give somebody another role; their sessions end. Only an owner changes an owner, and nobody themselves."""
    return _told(await desk.team.people.regrade(me, UserId(user_id), asked.role), me.user_id)


@writes.post(
    "/users/{user_id}/remove", operation_id="removeUser", status_code=204, response_class=Response, responses=_WRITE
)
async def remove(user_id: UUID, me: PeopleManager, desk: TheDesk) -> Response:
    """Let somebody go: their sessions end and their login is deleted; what they did keeps their name."""
    await desk.team.people.remove(me, UserId(user_id))
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.get("/invitations", operation_id="listInvitations", responses=responses(401, 403))
async def invitations(me: PeopleManager, desk: TheDesk) -> list[InvitationOut]:
    """List the invitations that nobody came by yet, newest first."""
    return [InvitationOut.model_validate(one) for one in await desk.team.invite.open(me)]


@writes.post("/invitations", operation_id="invite", status_code=201, responses=responses(401, 403, 409, 422))
async def invite(request: Request, asked: InviteIn, me: PeopleManager, desk: TheDesk) -> InvitationOut:
    """Ask somebody in by a letter whose link works once, for 7 days; an older one to the address is closed."""
    invited = await desk.team.invite(me, asked.email, asked.role)
    speak_to(request.headers)
    desk.afterwards.do(desk.team.invite.send(invited))
    return InvitationOut.model_validate(invited.made)


@writes.post(
    "/invitations/{invitation_id}/withdraw",
    operation_id="withdrawInvitation",
    status_code=204,
    response_class=Response,
    responses=_WRITE,
)
async def withdraw(invitation_id: UUID, me: PeopleManager, desk: TheDesk) -> Response:
    """Close an invitation; its link opens nothing any more."""
    await desk.team.invite.withdraw(me, InvitationId(invitation_id))
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post("/session/invitation", operation_id="readInvitation", dependencies=OPEN, responses=responses(401))
async def read_invitation(desk: TheDesk, asked: TokenIn) -> WelcomeOut:
    """Tell whoever holds an invitation's link who is asked in, and where."""
    return WelcomeOut.model_validate(await desk.team.join.welcome(asked.token))


@router.post(
    "/session/join",
    operation_id="join",
    status_code=201,
    response_model=SessionOut,
    dependencies=OPEN,
    responses=responses(401, 409, 422),
)
async def join(request: Request, desk: TheDesk, asked: JoinIn) -> Response:
    """Come in by an invitation, with a password of one's own."""
    started = await desk.team.join(asked.token, asked.password, visit_of(request))
    await leave(request, desk)
    return entered(started)


def _told(member: Member, caller: UUID) -> MemberOut:
    user = member.user
    return MemberOut(
        id=user.id,
        email=member.email,
        role=user.role,
        factor=member.factor,
        created_at=user.created_at,
        own=user.id == caller,
    )
