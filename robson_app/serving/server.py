"""The web process: pages, API, Reflex socket and live stream on one port, in one process."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from domain.shared.errors import RobsonError
from robson_app.serving.drain import Drain
from robson_app.settings import Settings

if TYPE_CHECKING:
    from granian.server.embed import Server
    from starlette.types import ASGIApp

BACKLOG = 2048
CONNECTIONS = 16_384  # open sockets count as requests in progress; a session holds two


class WebStartError(RobsonError):
    """The web process could not open what it needs. Correct what is printed above this and start again."""

    code = "WEB_NOT_STARTED"


def prepare(build: Path) -> None:
    """Tell Reflex, before it is imported, to serve a finished build instead of making one."""
    os.environ.update(
        REFLEX_WEB_WORKDIR=str(build),
        __REFLEX_SKIP_COMPILE="true",
        REFLEX_ENV_MODE="prod",
        REFLEX_USE_NPM="1",
        REFLEX_SOCKET_MAX_HTTP_BUFFER_SIZE="65536",  # the largest message a browser may send, in bytes
    )


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is open and return."""
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    from granian.constants import HTTPModes, Interfaces
    from granian.errors import FatalError
    from granian.log import LogLevels
    from granian.server.embed import Server

    served = Drain(_application())
    server = Server(
        target=served,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,  # browsers speak HTTP/2 with whatever holds the certificate
        address=settings.host,
        port=settings.port,
        backlog=BACKLOG,
        backpressure=CONNECTIONS,
        log_level=LogLevels.error,
    )

    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    ending = asyncio.create_task(_end(stopping, served, server))
    try:
        await server.serve()
    except FatalError as failed:
        raise WebStartError("the web process could not start; the reason is printed above") from failed
    finally:
        ending.cancel()


def _application() -> ASGIApp:
    gc.disable()  # nothing that is imported or compiled here becomes garbage: a fifth of the start is saved
    from robson_app.robson_app import app

    application: ASGIApp = app()
    gc.freeze()  # and later collections need not look at it again
    gc.enable()
    return application


async def _end(stopping: asyncio.Event, served: Drain, server: Server) -> None:
    await stopping.wait()
    await served.finish()
    server.stop()
