"""The desk's database, for commands: the one of the settings, a running desk's, or one started for the command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from robson_app.settings import Settings


@contextmanager
def database(settings: Settings) -> Iterator[str]:
    """Lend its address."""
    from adapters.db.embedded import DataFolderBusyError, embedded_postgres

    with ExitStack() as stack:
        if settings.database_url:
            url = settings.database_url
        else:
            try:
                url = stack.enter_context(embedded_postgres(settings.data)).url
            except DataFolderBusyError:  # the desk is running: ask its server
                url = _running(settings.data)
        yield url


def _running(folder: Path) -> str:
    sockets = (folder / "postgres" / "postmaster.pid").read_text("utf-8").splitlines()[4]
    return f"postgresql://postgres@/postgres?host={sockets}"
