"""The page that stands in for one whose script failed."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary


class Broken(rx.Component):
    """Says what happened, what did not, and offers to load the page again."""

    library = "/public/desk/broken.jsx"
    tag = "Broken"
    said: rx.Var[str]


_FAILURE = rx.Var("`${event_args.error.name}: ${event_args.error.message}`", _var_type=str)


def boundary(_: bool) -> rx.Component:
    """Wrap every page: a failure is told to the log of the desk, the user sees `Broken`."""
    return ErrorBoundary.create(fallback_render=rx.Var.create(Broken.create(said=_FAILURE)))


WRAP = (55, "ErrorBoundary")
"""Where Reflex wraps its own boundary around the pages."""
