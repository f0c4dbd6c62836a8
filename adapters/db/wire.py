"""Statements that travel together: one write to the socket, one wait for all the answers.

The driver's own pipeline waits at least twice a statement, which on a fast disk costs more than the commit. This keeps
its adaptation, its connections and its errors, and drives libpq's pipeline mode itself. Parameters go as text without a
type, so the server infers it from the statement and one prepared statement serves every mixture of values and nulls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import count
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from psycopg import errors, generators
from psycopg.abc import PQGen
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGconn, PGresult

from adapters.db.pool import Connection

Params = Mapping[str, Any]
Row = dict[str, Any]
Rows = list[Row]

_PLACE = re.compile(r"%\((\w+)\)s|%%")
_KNOWN: WeakKeyDictionary[Connection, dict[str, bytes]] = WeakKeyDictionary()
"""What each connection has surely prepared: query and the name it has there."""
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with `%(name)s` parameters, and their values."""

    query: str
    params: Params


class _Numbered(NamedTuple):
    text: bytes
    params: tuple[str, ...]


@cache
def _numbered(query: str) -> _Numbered:
    places: dict[str, int] = {}

    def place(match: re.Match[str]) -> str:
        return f"${places.setdefault(match[1], len(places) + 1)}" if match[1] else "%"

    text = _PLACE.sub(place, query)
    return _Numbered(text.encode(), tuple(places))


class Wire:
    """Sends batches on one connection; a statement is prepared the first time a connection meets it."""

    def __init__(self, connection: Connection) -> None:
        """Take an open connection, alone."""
        self._connection = connection
        self._transformer = Transformer(connection)
        self._known = _KNOWN.setdefault(connection, {})

    async def send(self, statements: Sequence[Statement]) -> list[Rows]:
        """Run statements in order and return each one's rows; after the first that fails none is run.

        Raises:
            psycopg.Error: of the first statement that failed, or of the connection.
        """
        pgconn = self._connection.pgconn
        # A name is never tried twice: of a batch that was cut off nobody knows what the server has prepared.
        new = {s.query: b"robson_%d" % next(_numbers) for s in statements if s.query not in self._known}
        names = {**self._known, **new} if new else self._known
        sends: list[Callable[[], None]] = [
            partial(pgconn.send_prepare, name, _numbered(query).text) for query, name in new.items()
        ]
        for statement in statements:
            values = self._dumped([statement.params[name] for name in _numbered(statement.query).params])
            sends.append(partial(pgconn.send_query_prepared, names[statement.query], values))
        results = await self._exchanged(pgconn, sends)
        self._known.update(one for one, made in zip(new.items(), results, strict=False) if _succeeded(made))
        return [self._rows(result) for result in _checked(results)[len(new) :]]

    def _dumped(self, values: Sequence[Any]) -> Sequence[Any]:
        return self._transformer.dump_sequence(values, [PyFormat.TEXT] * len(values))

    async def _exchanged(self, pgconn: PGconn, sends: Sequence[Callable[[], None]]) -> list[PGresult]:
        pgconn.enter_pipeline_mode()
        try:
            return await self._connection.wait(_exchange(pgconn, sends))
        finally:
            if pgconn.status == ConnStatus.OK:
                _leave_pipeline(pgconn)

    def _rows(self, result: PGresult) -> Rows:
        if result.status != ExecStatus.TUPLES_OK:
            return []
        if not result.ntuples:
            return []
        self._transformer.set_pgresult(result)
        names = [(result.fname(place) or b"").decode() for place in range(result.nfields)]
        return self._transformer.load_rows(0, result.ntuples, lambda row: dict(zip(names, row, strict=True)))


def _exchange(pgconn: PGconn, sends: Sequence[Callable[[], None]]) -> PQGen[list[PGresult]]:
    for send in sends:
        send()
    pgconn.pipeline_sync()
    yield from generators.send(pgconn)
    results: list[PGresult] = []
    for _ in sends:
        results += yield from generators.fetch_many(pgconn)
    yield from generators.fetch_many(pgconn)  # the end of the pipeline
    return results


def _leave_pipeline(pgconn: PGconn) -> None:
    try:
        pgconn.exit_pipeline_mode()
    except errors.OperationalError:  # interrupted between its answers: nobody can use this connection again
        pgconn.finish()


def _succeeded(result: PGresult) -> bool:
    return result.status in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)


def _checked(results: list[PGresult]) -> list[PGresult]:
    for result in results:
        if not _succeeded(result):
            raise errors.error_from_result(result, encoding="utf-8")
    return results
