"""Knows when the desk is ready for its user, and says so."""

from __future__ import annotations

import http.client
import sys
import time

from robson_app.settings import Settings

PATIENCE_S = 120
_EVERYWHERE = {"0.0.0.0": "localhost", "127.0.0.1": "localhost", "::": "localhost", "::1": "localhost"}  # noqa: S104 -- read, never bound


def address(settings: Settings) -> str:
    """What the user opens in the browser."""
    return f"http://{_EVERYWHERE.get(settings.host, settings.host)}:{settings.port}"


def announce_when_ready(settings: Settings) -> None:
    """Print the address once the desk reports itself ready; give up in silence, its processes say why."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if is_ready(settings):
            sys.stdout.write(f"\nRobson is ready: {address(settings)}  (Ctrl-C stops it)\n\n")
            sys.stdout.flush()
            return
        time.sleep(0.1)


def is_ready(settings: Settings) -> bool:
    """Whether `/readyz` answers 200 just now."""
    connection = http.client.HTTPConnection(settings.host, settings.port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
