"""What stands before Reflex's own socket, which logs all of an event that it does not understand, cookie included."""

from __future__ import annotations

import asyncio
import re
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID, uuid5

import reflex as rx
import structlog
from reflex_base.registry import RegistrationContext
from socketio.exceptions import ConnectionRefusedError as Refused
from starlette.requests import HTTPConnection

from domain.shared.errors import InvalidInputError
from domain.shared.fields import shown
from robson_app.api.shield import address_of
from robson_app.auth.cookie import token_of
from robson_app.auth.leavers import Leavers, forget_state
from robson_app.auth.rate import Rates, TooManyRequestsError

_PLACE = frozenset({"pathname", "asPath", "query"})
_LONGEST_PATH = 2048
_TOKEN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_log = structlog.get_logger(__name__)


class Gate:
    """Lets well-formed events of known handlers through to a namespace, as many as an address may send."""

    def __init__(self, app: rx.App, rates: Rates) -> None:
        """Stand before an application's socket; `rates` is what one address may send.

        Raises:
            RuntimeError: the application has no socket.
        """
        namespace = app.event_namespace
        if namespace is None:
            raise RuntimeError("the application has no pages with state, so there is no socket to stand before")
        self._namespace = namespace
        self._rates = rates
        self._leavers = Leavers(lambda place: forget_state(app.state_manager, place))
        self._connect, self._event, self._disconnect = namespace.on_connect, namespace.on_event, namespace.on_disconnect
        namespace.on_connect = self.on_connect  # type: ignore[method-assign]
        namespace.on_event = self.on_event  # type: ignore[method-assign]
        namespace.on_disconnect = self.on_disconnect  # type: ignore[method-assign]

    async def on_connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        """Let a page connect; its state is found by its token and its session together.

        A token is an address that others may learn. Under another session it leads to another state, so neither what
        that state holds nor an answer still on its way to it can reach a stranger.

        Raises:
            ConnectionRefusedError: not the kind of token that pages make; it would be kept as long as a page's.
        """
        tokens = parse_qs(environ.get("QUERY_STRING", "")).get("token", [])
        if len(tokens) != 1 or _TOKEN.fullmatch(tokens[0]) is None:
            raise Refused("a page connects with one token of its own")
        session = token_of(environ.get("HTTP_COOKIE", "")) or ""
        place = uuid5(UUID(tokens[0]), session)
        self._leavers.back(str(place))
        await self._connect(sid, {**environ, "QUERY_STRING": f"token={place}"}, auth)

    def on_disconnect(self, sid: str) -> asyncio.Task[None] | None:
        """Let a page go; its state waits for it a little."""
        if place := self._namespace.sid_to_token.get(sid):
            self._leavers.left(self._address(sid), place)
        return self._disconnect(sid)

    async def on_event(self, sid: str, data: Any = None) -> None:
        """Pass an event on, or refuse it with one short line in the log."""
        try:
            self._rates.spend(self._address(sid))
            event = checked(data)
        except TooManyRequestsError:
            await self._namespace.disconnect(sid)
        except InvalidInputError as error:
            _log.warning("page.event_refused", cause=str(error))
        else:
            await self._event(sid, event)

    def _address(self, sid: str) -> str:
        environ = self._namespace.server.get_environ(sid, self._namespace.namespace) or {}
        scope = environ.get("asgi.scope")
        return address_of(HTTPConnection(scope)) if scope else "unknown"


def checked(data: object) -> dict[str, Any]:
    """Return a page's event, reduced to what a page may say.

    Raises:
        InvalidInputError: it is none, or of a handler that does not exist; it names the field.
    """
    if not isinstance(data, dict):
        raise InvalidInputError(f"event must be an object, not {shown(data)}", field="event")
    name, payload, router = data.get("name"), data.get("payload") or {}, data.get("router_data") or {}
    if not isinstance(name, str) or name not in RegistrationContext.get().event_handlers:
        raise InvalidInputError(f"name must be a handler of the desk, not {shown(name)}", field="name")
    if not isinstance(payload, dict):
        raise InvalidInputError(f"payload must be an object, not {shown(payload)}", field="payload")
    return {"name": name, "payload": payload, "router_data": _place(router)}


def _place(router: object) -> dict[str, Any]:
    if not isinstance(router, dict) or not isinstance(router.get("query", {}), dict):
        raise InvalidInputError(f"router_data must be an object, not {shown(router)}", field="router_data")
    for part in ("pathname", "asPath"):
        path = router.get(part, "")
        if not isinstance(path, str) or len(path) > _LONGEST_PATH:
            raise InvalidInputError(f"{part} must be a path, not {shown(path)}", field=part)
    for key, value in router.get("query", {}).items():
        if not isinstance(value, str):
            raise InvalidInputError(f"query.{key[:40]} must be text, not {shown(value)}", field="query")
    return {part: router[part] for part in _PLACE & router.keys()}
