"""The real product: `robson up` with a data folder and a port of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from robson_app.cli.ready import address
from robson_app.settings import Settings
from tests.paths import ROOT

READY_WITHIN_S = 400  # the first desk of a run builds the front end, once for each language
STOPPED_WITHIN_S = 30
MANY = "1000"  # every test is a visitor from the same address


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningDesk:
    """A started desk.

    Attributes:
        settings: What it was started with.
        process: `robson up`; its children are web and engine.
        log: File with everything its processes said.
        started_in_s: Seconds from the command to readiness.
    """

    settings: Settings
    process: subprocess.Popen[bytes]
    log: Path
    started_in_s: float

    @property
    def url(self) -> str:
        """Where a browser opens it."""
        return address(self.settings)

    @property
    def database(self) -> str:
        """Owner's URL of its database."""
        return f"postgresql://postgres@/postgres?host={self.settings.data / 'postgres'}"

    @property
    def said(self) -> str:
        """Everything its processes printed so far."""
        return self.log.read_text()


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**settings: str) -> dict[str, str]:
    """This environment without our own settings, plus the given ones."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ROBSON_", "REFLEX_"))}
    inherited.pop("DATABASE_URL", None)
    return {**inherited, **settings}


def robson(*arguments: str, env: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start `robson` with its output in a file, in a process group of its own as a terminal would."""
    with log.open("wb") as output:
        return subprocess.Popen(
            [str(Path(sys.executable).parent / "robson"), *arguments],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


@contextmanager
def start_desk(**settings: str) -> Iterator[RunningDesk]:
    """Run the desk with these settings (e.g. `ROBSON_MARKET="simulated"`) until the block ends.

    A data folder that is not given is made and removed.
    """
    folder = Path(settings.get("ROBSON_DATA") or tempfile.mkdtemp(prefix="robson-desk-"))
    folder.mkdir(parents=True, exist_ok=True)
    usual = {
        "ROBSON_PORT": str(free_port()),
        "ROBSON_MARKET": "simulated",
        "ROBSON_DEMO_PER_HOUR": MANY,
        "ROBSON_SIGN_UPS": MANY,
    }
    chosen = {**usual, **settings, "ROBSON_DATA": str(folder)}
    read = Settings.from_env(chosen)
    log = folder / "desk.log"
    began = time.monotonic()
    process = robson("up", env=environment(**chosen), log=log)
    try:
        _wait_until_ready(process, log)
        yield RunningDesk(settings=read, process=process, log=log, started_in_s=time.monotonic() - began)
    finally:
        stop(process)
        if "ROBSON_DATA" not in settings:
            shutil.rmtree(folder)


def stop(process: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> int:
    """Stop a desk and return its exit code."""
    if process.poll() is None:
        process.send_signal(number)
    return process.wait(STOPPED_WITHIN_S)


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while "Robson is ready: " not in log.read_text():
        assert process.poll() is None, f"robson up ended with {process.returncode}:\n{log.read_text()}"
        assert time.monotonic() < deadline, f"not ready after {READY_WITHIN_S} s:\n{log.read_text()}"
        time.sleep(0.1)


@pytest.fixture(scope="session")
def desk() -> Iterator[RunningDesk]:
    """One desk on the simulated market for all tests that only need some desk."""
    with start_desk() as running:
        yield running
