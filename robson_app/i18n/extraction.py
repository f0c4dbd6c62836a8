"""Finds every text a user may read: in pages, in scripts, and in the sentences of the domain.

The domain speaks English and knows nothing of catalogues, so its sentences are read from its source: each string with
words in it becomes a message, and what an f-string fills in becomes a figure, `{1}`, `{2}`, in order.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON_KEYWORDS: Mapping[str, tuple[int, ...] | None] = {"t": None, "N_": None, "tn": (1, 2)}
SCRIPT_KEYWORDS: Mapping[str, tuple[int, ...] | None] = {"t": None}
_SCRIPTS = {"jsx": True, "template_string": True, "encoding": "utf-8"}
_WORD = re.compile(r"[a-zA-Z]{2}")
HALVES = " · "
"""Between the headline and the detail of a sentence of the time line."""
_PLACE = re.compile(r"\{\d+\}")
_LOOSE_WORD = re.compile(r"(?<![^ ])[a-zA-Z]{2,}[,;:.]?(?![^ ])")


@cache
def messages() -> frozenset[tuple[str, ...]]:
    """Every text that needs a translation: (text,) or (singular, plural)."""
    return frozenset(screen_messages() | {(message,) for message in script_messages() | domain_messages()})


def screen_messages() -> set[tuple[str, ...]]:
    """Every text of `robson_app`: (text,) or (singular, plural)."""
    return _extracted(ROOT / "robson_app", "**.py", "python", PYTHON_KEYWORDS, {})


def script_messages() -> set[str]:
    """Every text of our own browser scripts."""
    found = {
        message
        for kind in ("js", "jsx")
        for message in _extracted(ROOT / "assets" / "desk", f"**.{kind}", "javascript", SCRIPT_KEYWORDS, _SCRIPTS)
    }
    return {message[0] for message in found}


def _extracted(
    folder: Path, pattern: str, method: str, keywords: Mapping[str, tuple[int, ...] | None], options: dict[str, object]
) -> set[tuple[str, ...]]:
    from babel.messages.extract import extract_from_dir

    found = extract_from_dir(folder, [(pattern, method)], {pattern: options}, keywords=dict(keywords))
    return {(message,) if isinstance(message, str) else tuple(message) for _, _, message, _, _ in found}


def domain_messages() -> set[str]:
    """Every sentence of the domain, with its figures numbered."""
    found: set[str] = set()
    for context in ("identity", "risk", "shared", "signals", "strategies", "trading"):
        for path in sorted((ROOT / "domain" / context).rglob("*.py")):
            found |= set(_sentences(ast.parse(path.read_text())))
    return found


def _sentences(tree: ast.Module) -> Iterator[str]:
    silent = set(_silent(tree))
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _speaks(node.value):
            yield from node.value.split(HALVES)
        if isinstance(node, ast.JoinedStr):
            message = _message(node)
            yield from filter(_LOOSE_WORD.search, map(_renumbered, message.split(HALVES)))


def _silent(tree: ast.Module) -> Iterator[int]:
    """Identities of strings that nobody reads: documentation, and the parts of an f-string."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)
        if isinstance(node, ast.JoinedStr):
            for part in node.values:
                yield id(part)
                if isinstance(part, ast.FormattedValue) and part.format_spec is not None:
                    yield id(part.format_spec)


def _speaks(text: str) -> bool:
    return " " in text.strip() and "\n" not in text and _WORD.search(text) is not None


def _renumbered(half: str) -> str:
    """Number the figures of a half of their own, for halves are shown and translated apart."""
    places = count(1)
    return _PLACE.sub(lambda _: f"{{{next(places)}}}", half)


def _message(node: ast.JoinedStr) -> str:
    text, place = "", 0
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value)
        else:
            place += 1
            text += f"{{{place}}}"
    return text
