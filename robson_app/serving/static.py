"""The built pages: compressed when the browser can, cached for ever when their name holds their hash."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from reflex.utils.precompressed_staticfiles import PrecompressedStaticFiles
from reflex_base.constants import Endpoint
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from robson_app.i18n.language import choose

FOR_EVER = "public, max-age=31536000, immutable"
A_WEEK = "public, max-age=604800"
REVALIDATE = "no-cache"
_SELDOM_CHANGED = frozenset({".woff2", ".png", ".svg", ".ico"})
_REFLEX_PATHS = frozenset(str(endpoint).strip("/").split("/")[0] for endpoint in Endpoint)


class FrontendFiles(PrecompressedStaticFiles):
    """Files of the build; a page's path answers with its shell, any other unknown path with the 404 page."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Serve one file and say how long it may be kept."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = lifetime(Path(full_path))
        if Path(full_path).suffix == ".html":
            response.headers.add_vary_header("Cookie, Accept-Language")
        return response


def lifetime(file: Path) -> str:
    """How long a browser may keep a file without asking: by its name's hash, else by how seldom its kind changes."""
    if file.parent.name == "assets":
        return FOR_EVER
    return A_WEEK if file.suffix in _SELDOM_CHANGED else REVALIDATE


def with_frontend(directories: Mapping[str, Path], router: Callable[[str], str | None]) -> Callable[[ASGIApp], ASGIApp]:
    """Serve the build beside Reflex's own endpoints, each page in the visitor's language.

    Args:
        directories: The built client of each language.
        router: Matches a path to a page, or to None.
    """
    page_of = _pages(router)
    files = {
        name: FrontendFiles(directory=directory, html=True, encodings=("brotli", "gzip"), router=page_of)
        for name, directory in directories.items()
    }
    assets = {name: _assets(directory) for name, directory in directories.items()}

    def transform(reflex_api: ASGIApp) -> ASGIApp:
        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope["path"]
            ours = scope["type"] == "http" and path.strip("/").split("/")[0] not in _REFLEX_PATHS
            if ours and page_of(path) is not None and not path.endswith("/"):
                scope = {**scope, "path": f"{path}/"}  # a page's folder answers at once, not by a redirect to itself
            if not ours:
                await reflex_api(scope, receive, send)
                return
            headers = Headers(scope=scope)
            name = choose(headers.get("cookie", ""), headers.get("accept-language", ""))
            if path.startswith("/assets/") and path not in assets[name]:  # a page opened before another was chosen
                name = next((other for other in assets if path in assets[other]), name)
            await files[name](scope, receive, send)

        return serve

    return transform


def _assets(directory: Path) -> frozenset[str]:
    return frozenset(f"/assets/{file.name}" for file in (directory / "assets").iterdir())


def _pages(router: Callable[[str], str | None]) -> Callable[[str], str | None]:
    def match(path: str) -> str | None:
        route = router(path)
        return None if route == "404" else route

    return match
