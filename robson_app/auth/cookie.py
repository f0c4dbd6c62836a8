"""The session cookie: `__Host-`, so that no other host or path can plant it, out of reach of page script.

Browsers keep `Secure` cookies on https and on http://localhost. On any other plain http host they drop it, so no
session holds there, on purpose.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from starlette.responses import Response

NAME = "__Host-robson"
_LONGEST = 128


def token_of(header: str) -> str | None:
    """Return the session token from a `Cookie` header, or None when there is none that could be one."""
    try:
        morsel = SimpleCookie(header[:8192]).get(NAME)
    except CookieError:
        return None
    token = morsel.value if morsel else ""
    return token if 0 < len(token) <= _LONGEST and token.isascii() else None


def give(response: Response, token: str, seconds: int) -> None:
    """Hand the browser a session for `seconds`."""
    response.set_cookie(NAME, token, max_age=seconds, path="/", secure=True, httponly=True, samesite="strict")


def take_back(response: Response) -> None:
    """Make the browser forget its session."""
    response.delete_cookie(NAME, path="/", secure=True, httponly=True, samesite="strict")
