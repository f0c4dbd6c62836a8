"""The one place where the parts are put together: one module a process. Nothing is built at import.

`web` opens the desk that pages, API and stream of a web process work with; `engine` the parts of one term of
leadership. The engine needs none of the web's libraries (pandas, TA-Lib, Alembic), so `web` is imported by its first
user.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from robson_app.composition.web import Desk, desk, lifespan, web_desk

__all__ = ["Desk", "desk", "lifespan", "web_desk"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("robson_app.composition.web"), name)
