"""What a history file must be."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.marketdata.history_reader import read_history
from domain.marketdata.history import History
from domain.marketdata.history_file import HistoryFileError, read_lines, symbol_of
from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import InvalidInputError
from domain.shared.symbol import Symbol

BTC = Symbol.parse("BTC/USDT")
HEADER = "timestamp,open,high,low,close,volume"
FIRST = "2022-01-01T00:00:00Z,100,110,90,105,5"
SECOND = "2022-01-01T00:01:00Z,105,106,104,105.5,6.25"
THIRD = "2022-01-01T00:02:00Z,105.5,107,105,106,1"


def read(*lines: str) -> History:
    return read_lines([f"{line}\n" for line in lines], symbol=BTC)


def test_a_file_with_a_header_is_read_exactly() -> None:
    history = read(HEADER, FIRST, SECOND)

    assert (len(history), history.timeframe) == (2, Timeframe.M1)
    second = history.candle(1)
    assert second.open_time == datetime(2022, 1, 1, 0, 1, tzinfo=UTC)
    assert (second.open, second.high, second.low, second.close) == (105, 106, 104, Decimal("105.5"))
    assert second.volume == Decimal("6.25")
    assert history.price_unit() == Decimal("0.1")


def test_columns_may_come_in_any_order_with_others_between() -> None:
    history = read(
        "Volume,close,x,low,high,open,timestamp", "5,105,?,90,110,100,1640995200", "6,105,?,90,110,100,1640995260"
    )

    assert history.candle(0).high == 110


@pytest.mark.parametrize(
    "stamps",
    [
        ("1640995200", "1640995260"),
        ("1640995200000", "1640995260000"),
        ("1640995200000000", "1640995260000000"),
        ("2022-01-01 00:00:00+00:00", "2022-01-01 00:01:00+00:00"),
        ("2022-01-01T02:00:00+02:00", "2022-01-01T02:01:00+02:00"),
        ("2022-01-01T00:00", "2022-01-01T00:01"),
    ],
)
def test_times_may_be_iso_or_seconds_milli_or_microseconds(stamps: tuple[str, str]) -> None:
    history = read(HEADER, *(f"{stamp},100,110,90,105,5" for stamp in stamps))

    assert history.open_time(0) == datetime(2022, 1, 1, tzinfo=UTC)


def test_the_kline_archive_has_no_header_and_twelve_columns() -> None:
    history = read(
        "1640995200000000,46216.93,46271.08,46208.37,46250.00,40.57,1640995259999999,1875825.3,1242,21.4,992,0",
        "1640995260000000,46250.01,46344.23,46234.39,46312.76,42.38,1640995319999999,1962186.9,1097,27.1,128,0",
    )

    assert history.candle(1).close == Decimal("46312.76")


def test_float_noise_is_rounded_to_the_eight_places_a_venue_quotes() -> None:
    history = read(
        HEADER, "1640995200,0.09946999000000001,0.0997238,0.099,0.09969000000000001,2", "1640995260,1,1,1,1,0"
    )

    assert history.candle(0).open == Decimal("0.09946999")


BAD = [
    ("nan", "open must be a plain, finite number"),
    ("inf", "open must be a plain, finite number"),
    ("-Infinity", "open must be a plain, finite number"),
    ("1e400", "open must be a plain, finite number"),
    ("1e30", "open is out of range|open must be at most"),
    ("-100", "open must be a plain, finite number"),
    ("0", "open must be above zero"),
    ("0.000000001", "open must be above zero"),
    ("１００", "open must be a plain, finite number"),
    ("True", "open must be a plain, finite number"),
    ("[100]", "open must be a plain, finite number"),
    ("", "open must be a plain, finite number"),
    ("0x10", "open must be a plain, finite number"),
    ("1_000", "open must be a plain, finite number"),
    ("120", "out of order"),
    ("9" * 10_000, "at most 2000 characters"),
]


@pytest.mark.parametrize(("cell", "rule"), BAD, ids=[cell[:12] or "empty" for cell, _ in BAD])
def test_a_bad_price_names_its_line_and_rule(cell: str, rule: str) -> None:
    with pytest.raises(HistoryFileError, match=rule) as caught:
        read(HEADER, FIRST, f"2022-01-01T00:01:00Z,{cell},110,90,105,5", THIRD)

    assert str(caught.value).startswith("line 3: ")
    assert str(caught.value).endswith("nothing of the file was taken")


@pytest.mark.parametrize(
    ("stamp", "rule"),
    [
        ("2022-01-01T00:00:00Z", "must rise"),
        ("2021-12-31T23:59:00Z", "must rise"),
        ("yesterday", "timestamp must be"),
        ("12", "timestamp must be"),
        ("0001-01-01T00:00:00+14:00", "timestamp must be"),
        ("2022-01-01T00:01:00.5Z", "whole second"),
        ("2500-01-01", "between 2009 and 2100"),
        ("２０２２-01-01", "timestamp must be"),
    ],
)
def test_a_bad_time_names_its_line_and_rule(stamp: str, rule: str) -> None:
    with pytest.raises(HistoryFileError, match=f"^line 3: .*{rule}"):
        read(HEADER, FIRST, f"{stamp},100,110,90,105,5")


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ((), "is empty"),
        ((HEADER,), "at least two rows"),
        ((HEADER, FIRST), "at least two rows"),
        (("time,open,high,low,close,volume", FIRST), "line 1: the header must name"),
        ((HEADER + ",open", FIRST), "line 1: .*check open"),
        ((HEADER, FIRST, "1,2,3"), "line 3: expected 6 columns, found 3"),
        ((HEADER, FIRST, SECOND + ",9"), "line 3: expected 6 columns, found 7"),
        (("1640995200000,1,1,1,1,1", FIRST), "line 1: a kline archive has 12 columns"),
        ((HEADER, "1640995200,1,1,1,1,1", "1640995207,1,1,1,1,1"), "7 s apart"),
        ((HEADER, "1640995230,1,1,1,1,1", "1640995290,1,1,1,1,1"), "line 2: .*not the opening of a 1m"),
        ((HEADER, FIRST, "1640995260,1,1,1,1,-1"), "line 3: volume must be a plain"),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused_whole(lines: tuple[str, ...], rule: str) -> None:
    with pytest.raises(HistoryFileError, match=rule):
        read(*lines)


@given(st.lists(st.text(max_size=60), max_size=8))
def test_no_text_whatever_crashes_the_reader(lines: list[str]) -> None:
    try:
        read(HEADER, *lines)
    except InvalidInputError as error:
        assert "nothing of" in str(error)


@given(
    st.lists(st.sampled_from(["NaN", "1e9999", "-1", "", "٣", "1", "2022-01-01", "1640995200"]), min_size=6, max_size=6)
)
def test_no_row_of_bad_cells_is_taken(cells: list[str]) -> None:
    with pytest.raises(HistoryFileError):
        read(HEADER, ",".join(cells), ",".join(cells))


def test_gaps_stay_gaps_and_are_filled_when_played() -> None:
    history = read(HEADER, FIRST, SECOND, "2022-01-01T00:05:00Z,105,106,104,105.5,6")

    filled = list(history.between(history.open_time(0), history.end))

    assert (len(history), len(filled)) == (3, 6)
    assert [c.filled for c in filled] == [False, False, True, True, True, False]


def test_volume_in_quote_units_becomes_base_units() -> None:
    history = read(HEADER, "1640995200,100,100,100,100,5000", "1640995260,100,100,100,100,5000")
    history.volume_into_base()

    assert history.candle(0).volume == 50


def _plain(folder: Path, text: str) -> Path:
    path = folder / "btcusdt-1m.csv"
    path.write_text(text)
    return path


def _gzip(folder: Path, text: str) -> Path:
    path = folder / "btcusdt-1m.csv.gz"
    path.write_bytes(gzip.compress(text.encode()))
    return path


def _zip(folder: Path, text: str) -> Path:
    path = folder / "BTCUSDT-1m-2022-01.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("BTCUSDT-1m-2022-01.csv", text)
    return path


@pytest.mark.parametrize("pack", [_plain, _gzip, _zip])
def test_plain_gzip_and_zip_are_read_alike(tmp_path: Path, pack: Callable[[Path, str], Path]) -> None:
    history = read_history(pack(tmp_path, "\n".join([HEADER, FIRST, SECOND, ""])))

    assert (history.symbol, len(history), history.candle(0).close) == (BTC, 2, 105)


@pytest.mark.parametrize("kind", [pa.float64(), pa.decimal128(18, 8), pa.string()])
def test_parquet_is_read_exactly(tmp_path: Path, kind: pa.DataType) -> None:
    figures = {
        "open": ["0.1", "0.2"],
        "high": ["0.3", "0.4"],
        "low": ["0.1", "0.1"],
        "close": ["0.2", "0.3"],
        "volume": ["7", "8"],
    }
    columns = {name: pa.array([kind_of(kind, f) for f in column], kind) for name, column in figures.items()}
    stamps = pa.array([datetime(2022, 1, 1, 0, m, tzinfo=UTC) for m in (0, 1)], pa.timestamp("us", "UTC"))
    path = tmp_path / "ethusdt-1m.parquet"
    pq.write_table(pa.table({"timestamp": stamps, **columns}), path)

    history = read_history(path)

    assert (history.symbol.base, history.candle(1).open) == ("ETH", Decimal("0.2"))


def kind_of(kind: pa.DataType, figure: str) -> object:
    if pa.types.is_decimal(kind):
        return Decimal(figure)
    return float(figure) if pa.types.is_floating(kind) else figure


def test_a_bad_parquet_row_is_named(tmp_path: Path) -> None:
    bad = pa.table(
        {
            "timestamp": [1640995200, 1640995260],
            **{n: [1.0, float("nan")] for n in ("open", "high", "low", "close", "volume")},
        }
    )
    pq.write_table(bad, tmp_path / "btcusdt.parquet")

    with pytest.raises(HistoryFileError, match=r"^line 2: open must be a plain, finite number"):
        read_history(tmp_path / "btcusdt.parquet")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("btcusdt.csv", b"\xff\xfe\x00\x00"),
        ("btcusdt.csv.gz", b"no gzip"),
        ("btcusdt.zip", b"no zip"),
        ("btcusdt.parquet", b"no"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_one_clear_error(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(HistoryFileError, match=r"cannot read .*nothing of it was taken"):
        read_history(tmp_path / name)


def test_a_missing_file_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(HistoryFileError, match="cannot read"):
        read_history(tmp_path / "btcusdt.csv")


def test_a_zip_with_two_files_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", "")
        archive.writestr("b.csv", "")
    (tmp_path / "btcusdt.zip").write_bytes(packed.getvalue())

    with pytest.raises(HistoryFileError, match="must hold one file, not 2"):
        read_history(tmp_path / "btcusdt.zip")


def test_a_nameless_pair_must_be_told(tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("\n".join([HEADER, FIRST, SECOND]))

    with pytest.raises(HistoryFileError, match=r"which pair is in prices\.csv"):
        read_history(path)
    assert read_history(path, BTC).symbol == BTC


@pytest.mark.parametrize(
    ("name", "pair"),
    [
        ("btcusdt-1m-2022-01.csv.gz", "BTC/USDT"),
        ("ETHBTC-5m.csv", "ETH/BTC"),
        ("1INCHUSDT.zip", "1INCH/USDT"),
        ("usdt.csv", None),
        ("", None),
    ],
)
def test_the_pair_is_read_from_the_files_name(name: str, pair: str | None) -> None:
    assert (str(symbol_of(name)) if symbol_of(name) else None) == pair
