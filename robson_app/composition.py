"""The one place where the parts are put together. Nothing is built when this module is imported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from domain.marketdata.ports import MarketView
    from robson_app.stream.hub import Hub


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What pages, API and stream of one web process work with."""

    authenticate: Any
    view: MarketView
    hub: Hub


_open: list[Desk] = []


def desk() -> Desk:
    """Return this process's desk.

    Raises:
        RuntimeError: the application has not started, or has stopped.
    """
    if not _open:
        raise RuntimeError("the desk is not open: the application has not started or has stopped")
    return _open[-1]
