"""What stands before every page event: only declared handlers run; a page belongs to one session."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

import reflex as rx
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from domain.shared.errors import ForbiddenError, RobsonError
from robson_app.api.gauges import EVENTS
from robson_app.auth.cookie import token_of
from robson_app.auth.handlers import DECLARED, language_of
from robson_app.auth.notices import tell_error
from robson_app.auth.rate import Rates
from robson_app.i18n.language import speak

_FRAMEWORK = frozenset(
    {
        "reflex___state____state.hydrate",
        "reflex___state____state.hydrate_and_load",
        "reflex___state____state.set_is_hydrated",
        "reflex___state____state.reflex___state____on_load_internal_state.on_load_internal",
        "reflex___state____state.reflex___state____on_load_internal_state.set_is_hydrated",
        "reflex___state____state.reflex___state____frontend_event_exception_state.handle_frontend_exception",
    }
)
"""What Reflex itself sends; none of them writes anything but its own page's state."""


class UndeclaredHandlerError(RuntimeError):
    """A handler does not say who may call it. Declare it with `handler(...)` or `open_handler(...)`."""


@cache
def declared_handlers() -> dict[str, object]:
    """Return every event name that pages may send, with the permission it declares (or "open")."""
    return {
        name: getattr(registered.handler.fn, DECLARED)
        for name, registered in RegistrationContext.get().event_handlers.items()
        if hasattr(registered.handler.fn, DECLARED)
    }


def refuse_undeclared_handlers() -> None:
    """Hold the start of an application with a handler that anybody could call unnoticed.

    Raises:
        UndeclaredHandlerError: it names every handler without a declaration.
    """
    names = [
        name
        for name, registered in RegistrationContext.get().event_handlers.items()
        if not hasattr(registered.handler.fn, DECLARED)
        and not name.endswith(".setvar")
        and not registered.handler.fn.__module__.startswith(("reflex.", "reflex_"))
    ]
    if names:
        raise UndeclaredHandlerError(f"these handlers declare no permission: {', '.join(sorted(names))}")


class SessionOfPage(rx.State):
    """Which session a page's state was filled for; the client's token is an address that others may learn."""

    _session: str = ""


class Guard(Middleware):
    """Runs before every event of every page."""

    def __init__(self, rates: Rates) -> None:
        """Take the budget of events a session may send."""
        self._rates = rates

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """Refuse what is undeclared or too fast; empty the page's state when another session holds it now."""
        speak(language_of(state))
        token = token_of(state.router.headers.cookie)
        who = sha256((token or "").encode()).hexdigest()
        root = state._get_root_state()
        try:
            self._rates.spend(who if token else state.router.session.client_ip)
            if event.name not in _FRAMEWORK and event.name not in declared_handlers():
                raise ForbiddenError("this is not an action of the desk; nothing was done", field="name")
        except RobsonError as error:
            EVENTS.labels("refused").inc()
            await tell_error(root, error)
            delta = await root._get_resolved_delta()
            root._clean()  # type: ignore[no-untyped-call]
            return StateUpdate(delta=delta)
        EVENTS.labels("passed").inc()
        page = await root.get_state(SessionOfPage)
        if page._session not in ("", who):
            root.reset()  # type: ignore[no-untyped-call]
        page._session = who
        return None
