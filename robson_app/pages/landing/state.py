"""Why the last try to start a demo failed, if it did."""

from __future__ import annotations

import reflex as rx

from domain.identity.use_cases.sign_up import SignUpPolicy
from domain.shared.errors import UnauthenticatedError
from robson_app.auth.handlers import open_handler, principal_of
from robson_app.composition import desk
from robson_app.i18n import N_, t

REASONS = {
    "DEMO_LIMIT": N_("All demo desks are taken at the moment. Nothing was started; try again in a few minutes."),
    "RATE_LIMITED": N_("Too many demos were started from your address. Nothing was started; try again later."),
}
OTHER = N_("The demo could not be started. Nothing was changed; try again in a moment.")


class LandingState(rx.State):
    """Who comes back, who may come in, and what went wrong."""

    refusal: str = ""
    known: bool = False
    sign_up: bool = True

    @open_handler("the first page is for everybody")
    async def load(self) -> None:
        """Read the error code that a refused start leaves in the address, and see whether a desk is open already."""
        code = self.router.url.query_parameters.get("error", "")
        self.sign_up = desk().settings.sign_up is SignUpPolicy.OPEN
        self.refusal = t(REASONS.get(code, OTHER)) if code else ""
        try:
            await principal_of(self)
        except UnauthenticatedError:
            self.known = False
        else:
            self.known = True
