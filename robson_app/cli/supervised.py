"""A process of the desk does not outlive the `robson up` that started it, however that ended."""

from __future__ import annotations

import os
import signal
import threading
import time

_EVERY_S = 1.0


def stop_with_supervisor() -> None:
    """Send this process SIGTERM once the process named by ROBSON_SUPERVISOR is gone; do nothing when none is named."""
    named = os.environ.get("ROBSON_SUPERVISOR", "")
    if named.isdecimal():
        threading.Thread(target=_watch, args=(int(named),), daemon=True, name="supervisor-watch").start()


def _watch(supervisor: int) -> None:
    while _alive(supervisor):
        time.sleep(_EVERY_S)
    os.kill(os.getpid(), signal.SIGTERM)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
