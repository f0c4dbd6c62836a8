"""The Reflex application that the front-end build compiles and the web process serves."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import reflex as rx
from fastapi import FastAPI

from robson_app.serving import frontend
from robson_app.serving.static import with_frontend

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.applications import Starlette
    from starlette.types import ASGIApp


def _index() -> rx.Component:
    main: rx.Component = rx.el.main(rx.el.h1("Robson"))
    return main


def create_app() -> rx.App:
    """Put pages and API into one application, with the built files where a build is named."""
    api = FastAPI()

    @api.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    app = rx.App(html_lang="en")
    app.add_page(_index, route="/", title="Robson")
    build = os.environ.get("REFLEX_WEB_WORKDIR")
    files: list[Starlette | Callable[[ASGIApp], ASGIApp]] = []
    if build:
        files.append(with_frontend(frontend.client(Path(build)), lambda path: app.router(path)))
    app.api_transformer = [*files, api]
    return app


app = create_app()
