"""Where a visitor comes from, in a few words for the list of their sessions."""

from __future__ import annotations

from starlette.requests import Request

from domain.identity.session import Visit
from robson_app.api.shield import address_of

_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def visit_of(request: Request) -> Visit:
    """Return where a request comes from; what a browser says of itself is only shown, never trusted."""
    agent = request.headers.get("user-agent", "")
    known = [next((name for mark, name in names if mark in agent), "") for names in (_BROWSERS, _SYSTEMS)]
    return Visit(address=address_of(request), device=" on ".join(filter(None, known)) or "a program")
