"""Answers of the risk rules are values, never exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """One failing gate.

    Attributes:
        code: Stable, e.g. `BUDGET_EXHAUSTED`.
        sentence: What failed and what to do, in words.
        figures: The numbers behind it, as strings.
    """

    code: str
    sentence: str
    figures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """One gate that holds, with its figures for the ticket."""

    code: str
    sentence: str
    figures: Mapping[str, str] = field(default_factory=dict)


Verdict = Passed | Denied
