"""The one place where the parts are put together: one module a process. Nothing is built at import.

`web` opens the desk that pages, API and stream of a web process work with; `engine` the parts of one term of
leadership.
"""

from robson_app.composition.web import Desk, desk, lifespan, web_desk

__all__ = ["Desk", "desk", "lifespan", "web_desk"]
