"""The Reflex application that the web process serves and the front-end build compiles."""

from __future__ import annotations

import os
from pathlib import Path

import reflex as rx
from fastapi import FastAPI

from robson_app.serving import frontend
from robson_app.serving.static import with_frontend


def _index() -> rx.Component:
    return rx.el.main(rx.el.h1("Robson"))


def create_app() -> rx.App:
    """Build the application: pages, API and, in the web process, the built files."""
    api = FastAPI()

    @api.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    app = rx.App(html_lang="en")
    app.add_page(_index, route="/", title="Robson")
    transformers = [api]
    build = os.environ.get("REFLEX_WEB_WORKDIR")
    if build:
        transformers.insert(0, with_frontend(frontend.client(Path(build)), lambda path: app.router(path)))
    app.api_transformer = transformers
    return app


app = create_app()
