"""Every text a user reads has its Portuguese, with the same figures, and no catalogue holds what nobody reads."""

from __future__ import annotations

import ast
import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from robson_app.i18n.extraction import ROOT, messages
from robson_app.i18n.language import LANGUAGES, SOURCE
from robson_app.i18n.words import path

TRANSLATED = [name for name in LANGUAGES if name != SOURCE]
FIGURE = re.compile(r"\{\w+\}")


def read(name: str) -> Catalog:
    with path(name).open("rb") as source:
        return read_po(source, locale=name.replace("-", "_"))


def entries(name: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {tupled(message.id): tupled(message.string) for message in read(name) if message.id}


def tupled(texts: object) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", TRANSLATED)
def test_every_text_in_use_is_translated(name: str) -> None:
    known = entries(name)
    missing = [message for message in sorted(messages()) if not all(known.get(message, ("",)))]
    assert missing == [], "run `make words` and translate what is empty"


@pytest.mark.parametrize("name", TRANSLATED)
def test_no_entry_is_left_that_no_source_uses(name: str) -> None:
    assert sorted(set(entries(name)) - messages()) == [], "run `make words`"


@pytest.mark.parametrize("name", TRANSLATED)
def test_a_translation_has_the_figures_of_its_text(name: str) -> None:
    wrong = [
        (message, text)
        for message, texts in entries(name).items()
        for text in texts
        if text and sorted(set(FIGURE.findall(text))) != sorted(set(FIGURE.findall(message[-1])))
    ]
    assert wrong == []


def test_no_text_is_looked_up_while_a_module_is_imported() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}"
        for file in sorted((ROOT / "robson_app").rglob("*.py"))
        for line in looked_up_at_import(ast.parse(file.read_text()))
    ]
    assert found == [], "the language is not known yet: mark the text with N_() and t() it where it is shown"


def looked_up_at_import(module: ast.Module) -> list[int]:
    found: list[int] = []
    waiting: list[ast.AST] = [module]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting += [*node.args.defaults, *(default for default in node.args.kw_defaults if default is not None)]
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"t", "tn", "told"}:
            found.append(node.lineno)
        waiting += ast.iter_child_nodes(node)
    return found


def test_no_text_hides_inside_an_f_string_from_the_extraction() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file in sorted((ROOT / "robson_app").rglob("*.py"))
        for string in ast.walk(ast.parse(file.read_text()))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"t", "tn", "N_"}
    ]
    assert found == []
