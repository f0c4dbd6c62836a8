"""The session cookie: `__Host-`, so that no other host or path can plant it, out of reach of page script.

Browsers keep `Secure` cookies on https and on http://localhost. On any other plain http host they drop it, so no
session holds there, on purpose.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from starlette.responses import Response

NAME = "__Host-robson"
PASS = "__Host-robson-pass"  # noqa: S105 -- its name
"""Between the password and the second factor; it opens nothing else."""
_LONGEST = 128


def token_of(header: str, name: str = NAME) -> str | None:
    """Return the token from a `Cookie` header, or None when there is none that could be one."""
    try:
        morsel = SimpleCookie(header[:8192]).get(name)
    except CookieError:
        return None
    token = morsel.value if morsel else ""
    return token if 0 < len(token) <= _LONGEST and token.isascii() else None


def give(response: Response, token: str, seconds: int, name: str = NAME) -> None:
    """Hand the browser a session, or a pass, for `seconds`."""
    response.set_cookie(name, token, max_age=seconds, path="/", secure=True, httponly=True, samesite="strict")


def take_back(response: Response, name: str = NAME) -> None:
    """Make the browser forget its session, or its pass."""
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="strict")
