"""Tables for spreadsheets, whose cells can never become formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from fastapi import Response
from pydantic import BaseModel

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


class CsvResponse(Response):
    """A CSV document."""

    media_type = "text/csv"


def cell(value: Any) -> str:
    """Write one value; text that a spreadsheet would take for a formula gets a leading apostrophe."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return "; ".join(f"{key} {amount}" for key, amount in value.items())
    text = str(value)
    return f"'{text}" if text.startswith(_DANGEROUS) and not _number(text) else text


def _number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal() and text.isascii()


def table(name: str, model: type[BaseModel], rows: Iterable[BaseModel], next_cursor: str | None) -> Response:
    """Write rows with their field names as header."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(model.model_fields)
    writer.writerows([cell(value) for value in row.model_dump(mode="json").values()] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if next_cursor is not None:
        headers["Link"] = f'<?cursor={next_cursor}>; rel="next"'
    return CsvResponse(buffer.getvalue(), headers=headers)
