"""Who may call an operation: each declares it, and the application does not start with one that does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.security import APIKeyCookie
from starlette.routing import BaseRoute

from domain.identity.principal import Permission, Principal
from domain.shared.errors import UnauthenticatedError
from robson_app.auth import cookie
from robson_app.auth.rate import Rates
from robson_app.composition import Desk, desk

_scheme = APIKeyCookie(
    name=cookie.NAME,
    scheme_name="session",
    description="The session cookie, set by `POST /api/v1/session/demo`.",
    auto_error=False,
)


def opened() -> Desk:
    """Return the desk of this process, for endpoints to ask."""
    return desk()


TheDesk = Annotated[Desk, Depends(opened)]


class UndeclaredOperationError(RuntimeError):
    """An operation does not say who may call it. Give it `Allowed(...)` or `open_to_all`."""


async def principal_of(request: Request) -> Principal:
    """Return who is calling, from the live session behind the cookie; looked up once a request.

    Raises:
        UnauthenticatedError: there is none.
        TooManyRequestsError: the session asks too fast.
    """
    known: Principal | None = getattr(request.state, "principal", None)
    if known is not None:
        return known
    token = cookie.token_of(request.headers.get("cookie", ""))
    if token is None:
        raise UnauthenticatedError("there is no session; start a demo first, nothing was done")
    principal = await desk().authenticate(token)
    rates: Rates = request.app.state.session_rates
    rates.spend(str(principal.session_id), 1 if request.method == "GET" else 3)
    request.state.principal = principal
    return principal


class Allowed:
    """The dependency that declares an operation's permission and hands over its caller."""

    def __init__(self, permission: Permission) -> None:
        """Name what the caller's role must grant."""
        self.permission = permission

    async def __call__(self, request: Request, _: Annotated[str | None, Security(_scheme)]) -> Principal:
        """Return the caller.

        Raises:
            UnauthenticatedError: there is no live session.
            ForbiddenError: the role does not grant the permission.
        """
        principal = await principal_of(request)
        principal.require(self.permission)
        return principal


def open_to_all() -> None:
    """Declare that an operation needs no session."""


Viewer = Annotated[Principal, Depends(Allowed(Permission.VIEW))]
Trader = Annotated[Principal, Depends(Allowed(Permission.TRADE))]
RiskManager = Annotated[Principal, Depends(Allowed(Permission.RISK))]
Killer = Annotated[Principal, Depends(Allowed(Permission.KILL))]
Oneself = Annotated[Principal, Depends(Allowed(Permission.SECURE))]
PaperResetter = Annotated[Principal, Depends(Allowed(Permission.RESET_PAPER))]
AccountManager = Annotated[Principal, Depends(Allowed(Permission.MANAGE_ACCOUNTS))]
PeopleManager = Annotated[Principal, Depends(Allowed(Permission.MANAGE_USERS))]
OPEN = [Depends(open_to_all)]


def permissions(routes: list[BaseRoute]) -> dict[str, Permission | str]:
    """Return what every operation declares, by method and path.

    Raises:
        UndeclaredOperationError: one declares nothing.
    """
    found: dict[str, Permission | str] = {}
    for route in iter_route_contexts(routes):
        if not isinstance(route.original_route, APIRoute):
            continue
        declared = list(_declared(route.dependant))
        for method in sorted(route.methods or ()):
            if not declared:
                raise UndeclaredOperationError(f"{method} {route.path} declares no permission")
            found[f"{method} {route.path}"] = declared[0]
    return found


def _declared(dependant: Dependant) -> Iterator[Permission | str]:
    for inner in dependant.dependencies:
        if isinstance(inner.call, Allowed):
            yield inner.call.permission
        elif inner.call is open_to_all:
            yield "open"
        yield from _declared(inner)
