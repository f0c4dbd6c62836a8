"""What is said once an order is on its way."""

from __future__ import annotations

import reflex as rx

from robson_app.auth.notices import Tone, tell
from robson_app.i18n import t


async def tell_sent(state: rx.State, order: str) -> None:
    """Say that `order`, in the button's words, was sent, and when its stop follows."""
    words = t("{order}: sent. Its stop is at the venue as soon as it fills.", order=order)
    await tell(state, Tone.GOOD, words)
