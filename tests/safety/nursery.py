"""Engine processes at once: everything is imported here, and each engine is a fork of it.

`python -m tests.safety.nursery` reads one JSON object a line (`job`, `env`, `log`) and answers with the process id.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from tests.paths import ROOT

_JOBS = {
    "engine": "tests.safety.engine_main",
    "click": "tests.safety.click_main",
    "migrate": "tests.safety.migrate_main",
}


def serve() -> None:
    import_module("ccxt.pro.binance")
    for name in _JOBS.values():
        import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead vanish at once
    gc.freeze()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become(asked["job"], asked["env"], asked["log"])
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _become(job: str, env: Mapping[str, str], log: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, out), (2, out)):
        os.dup2(source, target)
    os.environ.update(env)
    code = 1
    try:
        import_module(_JOBS[job]).main(env)
        code = 0
    except SystemExit as leaving:
        sys.stderr.write(f"{leaving}\n")
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        os._exit(code)


class Child:
    """One process of the nursery."""

    def __init__(self, pid: int, log: Path) -> None:
        self.pid = pid
        self.log = log

    @property
    def alive(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def signal(self, number: signal.Signals) -> None:
        if self.alive:
            os.kill(self.pid, number)


class Nursery:
    """Asks for processes."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.children: list[Child] = []

    def wait(self) -> None:
        """Wait until everything is imported."""
        if self._process.stdout is None or self._process.stdout.readline() != "ready\n":
            raise RuntimeError("the nursery did not start")

    def start(self, job: str, env: Mapping[str, str], log: Path) -> Child:
        asked, told = self._process.stdin, self._process.stdout
        if asked is None or told is None:
            raise RuntimeError("the nursery has no pipes")
        asked.write(json.dumps({"job": job, "env": {**env, "ROBSON_SUPERVISOR": str(os.getpid())}, "log": str(log)}))
        asked.write("\n")
        asked.flush()
        child = Child(int(told.readline()), log)
        self.children.append(child)
        return child


@contextmanager
def nursery() -> Iterator[Nursery]:
    """A nursery whose children end with it."""
    command = [sys.executable, "-m", "tests.safety.nursery"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        made = Nursery(process)
        made.wait()
        try:
            yield made
        finally:
            for child in made.children:
                child.signal(signal.SIGKILL)
            process.terminate()


if __name__ == "__main__":
    serve()
