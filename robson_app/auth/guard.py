"""What stands before every page event: only declared handlers run, and a page's state belongs to one session."""

from __future__ import annotations

from hashlib import sha256

import reflex as rx
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from domain.shared.errors import ForbiddenError, RobsonError
from robson_app.auth.cookie import token_of
from robson_app.auth.handlers import DECLARED, said
from robson_app.auth.rate import Rates

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
        """Refuse what is not declared or comes too fast; empty the state when another session holds it now."""
        header = state.router.headers.cookie
        who = sha256((token_of(header) or "").encode()).hexdigest()
        try:
            self._rates.spend(who if token_of(header) else state.router.session.client_ip)
            self._known(event)
        except RobsonError as error:
            return StateUpdate(events=Event.from_event_type(said(error)))
        root = state._get_root_state()
        page = await root.get_state(SessionOfPage)
        if page._session not in ("", who):
            root.reset()
        page._session = who
        return None

    def _known(self, event: Event) -> None:
        if event.name not in _FRAMEWORK and event.name not in self._declared:
            raise ForbiddenError("this is not an action of the desk; nothing was done", field="name")

    @property
    def _declared(self) -> dict[str, object]:
        return declared_handlers()
