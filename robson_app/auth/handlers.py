"""The one way a page handler is written: it declares who may call it, and is called only for them.

    class TradeState(rx.State):
        @handler(Permission.TRADE)
        async def execute(self, me: Principal, plan_id: str) -> None: ...

        @open_handler("the landing page is for everybody")
        async def load(self) -> None: ...

The principal comes from the session cookie of the socket that sent this very event, looked up in the database
each time. Arguments must be declared as str, bool, int, dict or list, and arrive as exactly that. A failure that the
product foresaw becomes a notice on the page; catch it in the handler to show it elsewhere.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

import reflex as rx
import structlog
from reflex.event import EventSpec
from reflex.istate.proxy import StateProxy
from reflex.state import BaseState

from domain.identity.principal import Permission, Principal
from domain.shared.errors import RobsonError, UnauthenticatedError
from robson_app.auth.arguments import Arguments
from robson_app.auth.cookie import token_of
from robson_app.composition import desk
from robson_app.i18n.language import choose, speak

DECLARED = "__robson_permission__"
_MOST_OF_A_REPORT = 1_000
_log = structlog.get_logger(__name__)
P = ParamSpec("P")
S = TypeVar("S", bound=rx.State)


async def principal_of(state: rx.State) -> Principal:
    """Return who sent the event being handled, from its socket's cookie.

    Raises:
        UnauthenticatedError: no cookie, or its session ended or expired.
    """
    token = token_of(state.router.headers.cookie)
    if token is None:
        raise UnauthenticatedError("You are not signed in; start a demo first. Nothing was done.")
    return await desk().authenticate(token)


def language_of(state: BaseState | StateProxy) -> str:
    """Return the language of who sent the event being handled."""
    headers = state.router.headers
    return choose(headers.cookie, headers.accept_language)


def unforeseen(exception: Exception) -> EventSpec:
    """Log a failure nobody foresaw and tell the user without its details; Reflex's exception handler."""
    from robson_app.auth.notices import Notices  # it declares handlers of its own

    _log.error("handler failed", exc_info=exception)
    said: EventSpec = Notices.unforeseen()
    return said


def told_by_browser(exception: Exception) -> None:
    """Log what went wrong in a page, shortened: whoever has a socket may tell anything; Reflex's exception handler."""
    _log.warning("page.failed", said=str(exception)[:_MOST_OF_A_REPORT])


def handler(permission: Permission, *, background: bool = False, supersedes: bool = False) -> Callable[..., Any]:
    """Declare a page handler for those whose role grants `permission`.

    Args:
        permission: What the caller's role must grant, checked on every event.
        background: Run without the state's lock (use `async with self`).
        supersedes: A newer call cancels an unfinished older one.
    """

    def declare(function: Callable[Concatenate[S, Principal, P], Any]) -> Any:
        return _declared(function, permission, background=background, supersedes=supersedes)

    return declare


def open_handler(reason: str, *, background: bool = False) -> Callable[..., Any]:
    """Declare a page handler that anybody may call, and say why."""
    if not reason:
        raise TypeError("an open handler says why it is open")

    def declare(function: Callable[Concatenate[S, P], Any]) -> Any:
        return _declared(function, None, background=background, supersedes=False)

    return declare


def _declared(
    function: Callable[..., Any], permission: Permission | None, *, background: bool, supersedes: bool
) -> Any:
    arguments = Arguments(function, taken=1 if permission is None else 2)

    async def call(state: rx.State, given: tuple[object, ...], named: dict[str, object]) -> Any:
        speak(language_of(state))
        who: tuple[Principal, ...] = ()
        if permission is not None:
            me = await principal_of(state)
            me.require(permission)
            who = (me,)
        return function(state, *who, **arguments.read(given, named))

    wrapper = _streaming(call) if inspect.isasyncgenfunction(function) else _plain(call)
    functools.update_wrapper(wrapper, function, updated=())
    del wrapper.__wrapped__
    wrapper.__signature__ = arguments.signature  # Reflex asks it what the page may send
    wrapper.__annotations__ = {}  # ... and would coerce to these: "５" to 5, "off" to False
    setattr(wrapper, DECLARED, permission or "open")
    return rx.event(wrapper, background=background, supersedes=supersedes)


def _plain(call: Callable[..., Awaitable[Any]]) -> Any:
    async def run(self: rx.State, *given: object, **named: object) -> Any:
        try:
            result = await call(self, given, named)
            return await result if inspect.isawaitable(result) else result
        except RobsonError as error:
            await _say(self, error)

    return run


def _streaming(call: Callable[..., Awaitable[AsyncIterator[Any]]]) -> Any:
    async def run(self: rx.State, *given: object, **named: object) -> AsyncIterator[Any]:
        try:
            async for event in await call(self, given, named):
                yield event
        except RobsonError as error:
            await _say(self, error)

    return run


async def _say(state: rx.State | StateProxy, error: RobsonError) -> None:
    from robson_app.auth.notices import tell_error  # it declares handlers of its own

    if isinstance(state, StateProxy):
        async with state:
            await tell_error(state, error)
    else:
        await tell_error(state, error)
