"""What happens around a desk's work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from domain.shared.ids import AccountId
from robson_app.engine.parts import AccountRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is done a report is applied, after the books changed, and when rules were refused."""

    before_report: Callable[[AccountId], None]
    after_change: Callable[[AccountRef], None]
    rules_doubted: Callable[[], None]
