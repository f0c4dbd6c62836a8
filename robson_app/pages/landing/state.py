"""Why the last try to start a demo failed, if it did."""

from __future__ import annotations

import reflex as rx

from robson_app.auth.handlers import open_handler

REASONS = {
    "DEMO_LIMIT": "All demo desks are taken at the moment. Nothing was started; try again in a few minutes.",
    "RATE_LIMITED": "Too many demos were started from your address. Nothing was started; try again later.",
}
OTHER = "The demo could not be started. Nothing was changed; try again in a moment."


class LandingState(rx.State):
    """The first page's only fact."""

    refusal: str = ""

    @open_handler("the first page is for everybody")
    async def load(self) -> None:
        """Read the error code that a refused start leaves in the address."""
        code = self.router.url.query_parameters.get("error", "")
        self.refusal = REASONS.get(code, OTHER) if code else ""
