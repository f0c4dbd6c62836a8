"""The control API from another process or thread: `RemoteVenue(url).price(symbol="BTCUSDT", last="61000")`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.paths import ROOT
from tests.venue.control import VERBS


class RemoteVenue:
    """Has the verbs of `Control`, with keyword arguments; a refused command raises ValueError."""

    def __init__(self, url: str, stream_url: str = "", wsapi_url: str = "") -> None:
        self.url = url
        self.stream_url = stream_url
        self.wsapi_url = wsapi_url

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        if verb not in VERBS:
            raise AttributeError(verb)
        return lambda **settings: self.command(verb, settings)

    def command(self, verb: str, settings: dict[str, Any]) -> Any:
        answer = httpx.post(f"{self.url}/control/{verb}", json=settings, timeout=30)
        if answer.is_error:
            raise ValueError(answer.json()["error"])
        return answer.json()["done"]


@contextmanager
def venue_process(port: int = 0) -> Iterator[RemoteVenue]:
    """The venue in a process of its own, for as long as the block runs."""
    command = [sys.executable, "-m", "tests.venue", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None:
                raise RuntimeError("the venue's output cannot be read")
            yield RemoteVenue(**json.loads(process.stdout.readline()))
        finally:
            process.terminate()
