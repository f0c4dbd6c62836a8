"""Opens a stored history, whatever it is packed in: plain, gzip or zip text, or Parquet."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from domain.marketdata.history import History
from domain.marketdata.history_file import COLUMNS, MAX_LINE, HistoryFileError, read_cells, read_lines, symbol_of
from domain.shared.symbol import Symbol

_ABSURD_TURNOVER = 10_000_000_000
_BATCH = 50_000


def read_history(path: Path, symbol: Symbol | None = None, volume: str = "auto") -> History:
    """Read a history file wholly, or not at all.

    Args:
        path: `.csv`, `.csv.gz`, `.zip` with one file inside, or `.parquet`.
        symbol: The pair; None takes it from the file's name.
        volume: `base`, `quote`, or `auto`, which takes the column for quote units where it would otherwise mean
            more than ten thousand million quote units traded a minute, more than any pair does.

    Raises:
        HistoryFileError: the file cannot be read or breaks a rule, or its pair is not known; nothing is taken.
    """
    pair = symbol or symbol_of(path.name)
    if pair is None:
        raise HistoryFileError(f"which pair is in {path.name}? Add symbol=BTC/USDT to the setting", field="symbol")
    try:
        history = _read_parquet(path, pair) if path.suffix == ".parquet" else _read_text(path, pair)
    except (OSError, EOFError, UnicodeDecodeError, zipfile.BadZipFile, zlib.error, pa.ArrowException) as error:
        raise HistoryFileError(f"cannot read {path}: {error}; nothing of it was taken", field="file") from error
    if volume == "quote" or (volume == "auto" and history.turnover_if_base() > _ABSURD_TURNOVER):
        history.volume_into_base()
    return history


def _read_text(path: Path, symbol: Symbol) -> History:
    with _opened(path) as stream:
        return read_lines(_bounded_lines(stream), symbol=symbol)


@contextmanager
def _opened(path: Path) -> Iterator[io.TextIOBase]:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            if len(names) != 1:
                raise HistoryFileError(f"{path.name} must hold one file, not {len(names)}", field="file")
            with archive.open(names[0]) as member:
                yield io.TextIOWrapper(member, "utf-8")
        return
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as unpacked:
            yield unpacked
        return
    with path.open(encoding="utf-8") as plain:
        yield plain


def _bounded_lines(stream: io.TextIOBase) -> Iterator[str]:
    """Yield lines without ever holding one that is absurdly long; the rules refuse the cut one."""
    while line := stream.readline(MAX_LINE + 2):
        yield line


def _read_parquet(path: Path, symbol: Symbol) -> History:
    with pq.ParquetFile(path) as file:
        names = {name.lower(): name for name in file.schema_arrow.names}
        missing = [name for name in COLUMNS if name not in names]
        if missing:
            raise HistoryFileError(f"{path.name} lacks the column {', '.join(missing)}", field="file")
        return read_cells(_parquet_rows(file, [names[name] for name in COLUMNS]), symbol=symbol)


def _parquet_rows(file: pq.ParquetFile, names: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    number = 0
    for batch in file.iter_batches(_BATCH, columns=list(names)):
        columns = [batch.column(name).to_pylist() for name in names]
        for row in zip(*columns, strict=True):
            number += 1
            yield number, [_cell(value) for value in row]


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    return str(value)
