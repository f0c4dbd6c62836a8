"""Runs one process of the desk and starts it anew when it crashes, so that open positions are guarded again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

GRACE_S = 4.0  # the desk's own patience with its processes is 5 s
PAUSE_S = 0.5
SETTLED_S = 10.0  # a process that ends by itself before this has not started: trying again would not help


class _Stop(Exception):
    """SIGTERM or SIGINT arrived."""


class _Orders:
    """Hears SIGTERM and SIGINT. Interrupts waits only: a child that is just being started would be lost."""

    def __init__(self) -> None:
        self._told = False
        self._waiting = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._hear)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        self._told = True
        if self._waiting:
            raise _Stop

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Wait for something, unless told to stop before or meanwhile."""
        self._waiting = True
        try:
            if self._told:
                raise _Stop
            yield
        finally:
            self._waiting = False


def keep(command: str) -> int:
    """Run `robson <command>` until it is told to stop, ends by itself, or cannot start.

    Returns:
        The exit code for this process; 0 when it was told to stop.
    """
    orders = _Orders()
    child: subprocess.Popen[bytes] | None = None
    try:
        while True:
            began = time.monotonic()
            child = _start(command)
            with orders.waiting():
                code = child.wait()
            if code >= 0 and (code == 0 or time.monotonic() - began < SETTLED_S):
                return code
            sys.stderr.write(f"{command} ended unexpectedly ({_cause(code)}); starting it again\n")
            with orders.waiting():
                time.sleep(PAUSE_S)
    except _Stop:
        return _end(child)


def _start(command: str) -> subprocess.Popen[bytes]:
    robson = Path(sys.executable).with_name("robson")
    environment = {**os.environ, "ROBSON_SUPERVISOR": str(os.getpid())}
    return subprocess.Popen([robson, command], env=environment, start_new_session=True)  # noqa: S603 -- our own command


def _end(child: subprocess.Popen[bytes] | None) -> int:
    if child is None or child.poll() is not None:
        return 0
    child.terminate()
    try:
        child.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        sys.stderr.write(f"did not stop within {GRACE_S:.0f} s and was killed\n")
        child.kill()
        child.wait()
        return 1
    return 0


def _cause(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
