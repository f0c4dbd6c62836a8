"""Holds what the stream says against `docs/specs/api/asyncapi.yaml`."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.paths import ROOT

DOCUMENT = ROOT / "docs" / "specs" / "api" / "asyncapi.yaml"
_KINDS = {"q": "quote", "t": "tick", "b": "book", "f": "feed", "x": "fact", "e": "error"}


@cache
def document() -> dict[str, Any]:
    """The specification as it is committed."""
    return yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))


@cache
def validator(message: str) -> Draft202012Validator:
    """What a message of one name must hold."""
    uri = "urn:asyncapi"
    registry = Registry().with_resource(uri, Resource(contents=document(), specification=DRAFT202012))
    schema = {"$ref": f"{uri}#/components/messages/{message}/payload"}
    return Draft202012Validator(schema, registry=registry)


def check_said(text: str) -> list[Any]:
    """Return a message of the desk, or raise because it is not as specified (a tick's 100 bytes included)."""
    said = json.loads(text)
    kind = _KINDS.get(said[0], said[0])
    validator(kind).validate(said)
    assert kind != "tick" or len(text.encode()) <= 100, text
    return said


def check_asked(text: str) -> dict[str, Any]:
    """Return a message of a page, or raise because it is not as specified."""
    asked = json.loads(text)
    validator(asked["op"]).validate(asked)
    return asked
