"""Puts the web process together: shield, stream, API, built pages and Reflex's own socket, in this order."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import reflex as rx

from robson_app import composition
from robson_app.api import create_api
from robson_app.api.shield import Shield
from robson_app.auth.gate import Gate
from robson_app.auth.guard import Guard, refuse_undeclared_handlers
from robson_app.auth.handlers import told_by_browser, unforeseen
from robson_app.auth.rate import Rates
from robson_app.serving import frontend
from robson_app.serving.static import with_frontend
from robson_app.settings import Settings
from robson_app.stream.endpoint import Stream

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.applications import Starlette
    from starlette.types import ASGIApp

BURST = 4
SOCKETS_A_RATE = 5
"""How many sockets an address may hold open for each request a second it may make."""
PAGES_OF_AN_ADDRESS = 10
"""How many pages of one address may send at the full rate at once."""


def assemble(app: rx.App) -> rx.App:
    """Give an application whose pages are added its API, its stream and its guards.

    Raises:
        UndeclaredHandlerError: a page handler does not say who may call it.
        UndeclaredOperationError: an API operation does not say so.
    """
    refuse_undeclared_handlers()
    settings = Settings.from_env()
    layers: list[Starlette | Callable[[ASGIApp], ASGIApp]] = []
    scripts: tuple[str, ...] = ()
    build = os.environ.get("REFLEX_WEB_WORKDIR")
    if build:
        layers.append(with_frontend(frontend.clients(Path(build)), lambda path: app.router(path)))
        scripts = frontend.script_hashes(Path(build))
    layers += [
        create_api(session_rates=_rates(settings.session_rate, burst=6)),
        partial(Stream, desk=composition.desk),
        partial(
            Shield,
            origins=settings.origins,
            hosts=settings.hosts,
            rates=_rates(settings.address_rate),
            scripts=scripts,
            proxy_hops=settings.proxy_hops,
            sockets=settings.address_rate * SOCKETS_A_RATE,
        ),
    ]
    app.api_transformer = layers
    app.backend_exception_handler = unforeseen
    app.frontend_exception_handler = told_by_browser
    app.add_middleware(Guard(_rates(settings.event_rate)))
    Gate(app, _rates(settings.event_rate * PAGES_OF_AN_ADDRESS))
    app.register_lifespan_task(composition.lifespan)
    return app


def _rates(per_second: int, *, burst: int = BURST) -> Rates:
    return Rates(per_second=per_second, burst=per_second * burst)
