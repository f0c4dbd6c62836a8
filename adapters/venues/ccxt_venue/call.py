"""One request on its way to a venue: whether it left, and what came back. Written down below ccxt, where it is true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import IntEnum
from types import SimpleNamespace

from aiohttp import (
    ClientConnectionError,
    ClientHandlerType,
    ClientRequest,
    ClientResponse,
    ClientSession,
    TraceConfig,
    TraceRequestHeadersSentParams,
)


class Urgency(IntEnum):
    """Who goes first when the rate budget runs low."""

    BACKGROUND = 0
    NORMAL = 1
    URGENT = 2


@dataclass(slots=True, kw_only=True)
class Call:
    """What is known of one request.

    Attributes:
        tenant: Whose share of the rate budget it is.
        attempts: How often it was handed to a connection; never more than once.
        left: True from the moment its first bytes may have gone out.
        window: Window of the rate budget it was counted in.
        status: HTTP status once the whole answer was read, else None.
    """

    urgency: Urgency
    tenant: str
    attempts: int = 0
    left: bool = False
    window: int = 0
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    @property
    def answered(self) -> bool:
        """True once the whole answer was read."""
        return self.status is not None


class SecondAttemptError(ClientConnectionError):
    """The HTTP client wanted to send a request again by itself (lost connection, redirect). It was not sent again."""


_current: ContextVar[Call | None] = ContextVar("venue_call", default=None)


@contextmanager
def calling(call: Call) -> Iterator[Call]:
    """Have what is sent meanwhile written down in `call`."""
    token = _current.set(call)
    try:
        yield call
    finally:
        _current.reset(token)


def current_call() -> Call | None:
    """Return the call that is being made in this task, if it is being written down."""
    return _current.get()


async def only_once(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
    """Let each request go out once (aiohttp would repeat a DELETE on a lost connection and follow redirects)."""
    call = _current.get()
    if call is not None:
        if call.attempts:
            raise SecondAttemptError(f"{request.method} was not sent again")
        call.attempts += 1
    return await handler(request)


def departures() -> TraceConfig:
    """Write down the moment at which a request's bytes may leave."""

    async def leaving(_: ClientSession, __: SimpleNamespace, ___: TraceRequestHeadersSentParams) -> None:
        call = _current.get()
        if call is not None:
            call.left = True

    trace = TraceConfig()
    trace.on_request_headers_sent.append(leaving)
    return trace
