"""The stream's description is what AsyncAPI's own parser takes for one."""

from __future__ import annotations

from pathlib import Path

from robson_app.api.app import ASYNCAPI
from tests import asyncapi_parser


def test_the_committed_document_is_valid_asyncapi() -> None:
    told = asyncapi_parser.check(ASYNCAPI)
    assert told.returncode == 0, told.stdout + told.stderr


def test_a_broken_document_is_refused_with_its_place(tmp_path: Path) -> None:
    text = ASYNCAPI.read_text()
    broken = tmp_path / "asyncapi.yaml"
    broken.write_text(text.replace("operations:", "operationz:", 1))
    told = asyncapi_parser.check(broken)
    assert told.returncode == 1, told.stdout + told.stderr
    assert "operationz" in told.stdout
