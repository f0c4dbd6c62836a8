"""`robson up`: the whole desk in one terminal, started in order and stopped without remainder."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Message, Printer

from domain.shared.errors import RobsonError
from robson_app.cli.ready import announce_when_ready
from robson_app.serving import frontend
from robson_app.settings import Settings

PROCFILE = frontend.ROOT / "Procfile"
_STOPPED_BY_US = {128 + signal.SIGINT, 128 + signal.SIGTERM}


class PortTakenError(RobsonError):
    """Something else listens where the desk should. Stop it, or choose another port with ROBSON_PORT."""

    code = "PORT_TAKEN"


class DatabaseUnreachableError(RobsonError):
    """No PostgreSQL answers at DATABASE_URL. Start it, correct the variable, or unset it for the embedded one."""

    code = "DATABASE_UNREACHABLE"


def run(settings: Settings) -> int:
    """Start everything, wait until it is stopped, stop everything.

    Returns:
        0 after Ctrl-C or SIGTERM, else the exit code of the process that ended by itself.

    Raises:
        PortTakenError: the port is in use.
        DatabaseUnreachableError: DATABASE_URL leads nowhere.
        DataFolderBusyError: another desk runs from the same data folder.
        BuildError: the front end could not be built.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        require_free_port(settings)
        with _database(settings) as url:
            _say("Bringing the database up to date …")
            _migrate(url)
            build = frontend.ensure()
            _say("Starting web and engine …")
            return _supervise(settings, {"DATABASE_URL": url, "ROBSON_FRONTEND": str(build)})
    except KeyboardInterrupt:
        return 0


def require_free_port(settings: Settings) -> None:
    """Make sure the web process will be able to listen.

    Raises:
        PortTakenError: the port is in use, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as taken:
            raise PortTakenError(
                f"cannot listen on {settings.host}:{settings.port} ({taken.strerror}); "
                "stop what uses it or set ROBSON_PORT to a free port",
                field="ROBSON_PORT",
            ) from taken


@contextmanager
def _database(settings: Settings) -> Iterator[str]:
    if settings.database_url:
        yield settings.database_url
        return
    from adapters.db.embedded import embedded_postgres

    _say(f"Starting PostgreSQL in {settings.data} …")
    with embedded_postgres(settings.data) as postgres:
        yield postgres.url
        _say("Stopping PostgreSQL …")


def _migrate(url: str) -> None:
    from sqlalchemy.exc import OperationalError

    from adapters.db.migrate import upgrade

    try:
        upgrade(url)
    except OperationalError as unreachable:
        reason = str(unreachable.orig).strip().replace("\n", " ")
        raise DatabaseUnreachableError(
            f"the database of DATABASE_URL does not answer: {reason}", field="DATABASE_URL"
        ) from unreachable


def _supervise(settings: Settings, extra: dict[str, str]) -> int:
    path = f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    environment = {
        **os.environ,
        **extra,
        "PATH": path,
        "PYTHONUNBUFFERED": "1",
        "ROBSON_SUPERVISOR": str(os.getpid()),
    }
    manager = Manager(_Announcer(settings))
    for name, command in parse_procfile(PROCFILE.read_text()).processes.items():
        manager.add_process(name, command, env=environment, cwd=str(frontend.ROOT))
    manager.loop()
    return 0 if manager.returncode in _STOPPED_BY_US else manager.returncode


class _Announcer(Printer):
    """Prints what the processes say, and the address once the desk answers there."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(sys.stdout)
        self._settings = settings
        self._watching = False

    def write(self, message: Message) -> None:
        if not self._watching:  # the first message comes after the last fork, so a thread is safe now
            self._watching = True
            threading.Thread(target=announce_when_ready, args=(self._settings,), daemon=True).start()
        super().write(message)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
