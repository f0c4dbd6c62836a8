"""Strategies as files: small JSON that another desk can read."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import NoReturn

from domain.shared.errors import InvalidInputError
from domain.shared.fields import shown, text_field
from domain.strategies.definition import Definition, document_of, read_definition

FORMAT = "robson-strategy"
SCHEMA = 1
"""Rises when a file may hold what earlier desks cannot read."""
LARGEST_FILE = 16_384
"""Bytes."""
LONGEST_NAME = 80
_FIELDS = frozenset({"format", "schema", "name", "definition"})


def to_file(name: str, definition: Definition) -> str:
    """Return a strategy as the text of a file."""
    content = {"format": FORMAT, "schema": SCHEMA, "name": name, "definition": document_of(definition)}
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def from_file(text: str) -> tuple[str, Definition]:
    """Read an untrusted file; the whole of it or nothing.

    Returns:
        Name and definition.

    Raises:
        InvalidInputError: too large, not such a file, of a newer desk, with an unknown name, or with a bad value.
    """
    size = len(text.encode(errors="replace"))
    if size > LARGEST_FILE:
        raise _bad(f"the file has {size} bytes; a strategy has at most {LARGEST_FILE}")
    content = _parsed(text)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise _bad(f'the file is no strategy: it must say "format": "{FORMAT}"')
    schema = content.get("schema")
    if isinstance(schema, bool) or not isinstance(schema, int) or schema < 1:
        raise _bad(f"schema must be a whole number from 1, not {shown(schema)}")
    if schema > SCHEMA:
        raise _bad(
            f"the file has schema {shown(schema)}, this desk reads up to {SCHEMA}: it comes from a newer desk; "
            "update this one, or export it there for an older one"
        )
    unknown = sorted(key for key in content if key not in _FIELDS)
    if unknown:
        raise _bad(f"the file has an unknown {shown(unknown[0])}")
    name = text_field("name", content.get("name"), maximum=LONGEST_NAME, required=True)
    return name, read_definition(content.get("definition"))


def _parsed(text: str) -> object:
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
    except InvalidInputError:
        raise
    except (ValueError, RecursionError) as error:
        raise _bad("the file is not JSON that can be read") from error


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    table = dict(pairs)
    if len(table) != len(pairs):
        raise _bad("the file names something twice")
    return table


def _no_number(text: str) -> NoReturn:
    raise _bad(f"the file holds {shown(text)}, which is no number")


def _bad(what: str) -> InvalidInputError:
    return InvalidInputError(f"{what}; nothing was imported", field="file")
