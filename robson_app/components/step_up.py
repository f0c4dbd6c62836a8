"""The second factor once more, before what needs it."""

from __future__ import annotations

from typing import Any

import reflex as rx


class StepUp(rx.Component):
    """Asks for a code while `open`, renews `factor_at`, posts to `then`, and loads the page anew.

    Open it when something was refused with the code `SECOND_FACTOR`. The session goes on under a new cookie, which the
    page's socket does not carry: so what was refused is repeated through the API, not by an event of the page.

    Attributes:
        why: What it is asked for, in a sentence.
        then: Route that is posted to once the code is right, e.g. `/api/v1/plans/…/execute`; none when empty.
        body: What is posted there.
        on_close: Called when it is closed without a code; it must set `open` to False.
    """

    library = "/public/desk/step_up.jsx"
    tag = "StepUp"
    open: rx.Var[bool]
    why: rx.Var[str]
    then: rx.Var[str]
    body: rx.Var[dict[str, Any]]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]


step_up = StepUp.create
