import csv as reader

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from robson_app.api.csv import cell, table


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-x", "@sum", "\tx", "\rx", "\nx", "\0x", "--1", "-1;2"])
def test_what_a_spreadsheet_would_run_is_made_text(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("number", ["-2.5", "42297.6", "0"])
def test_numbers_stay_numbers(number):
    assert cell(number) == number


def test_nothing_and_fees_are_written_plainly():
    assert cell(None) == ""
    assert cell({"BTC": "0.00002", "USDT": "1"}) == "BTC 0.00002; USDT 1"


@given(st.text())
def test_no_cell_begins_as_a_formula(text):
    written = cell(text)
    number = written.removeprefix("-").replace(".", "", 1)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0")) or number.isdecimal()


class Row(BaseModel):
    name: str
    note: str


def test_a_table_reads_back_as_it_was_written_and_leads_to_the_next_page():
    rows = [Row(name="a,b", note='said "no"'), Row(name="c", note="two\nlines")]
    answer = table("rows.csv", Row, rows, "next")
    read = list(reader.reader(bytes(answer.body).decode().splitlines(keepends=True)))
    assert read == [["name", "note"], ["a,b", 'said "no"'], ["c", "two\nlines"]]
    assert answer.headers["link"] == '<?cursor=next>; rel="next"'
    assert answer.headers["content-disposition"] == 'attachment; filename="rows.csv"'
