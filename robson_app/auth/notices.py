"""What the desk tells a user in passing: results and refusals, shown until dismissed or outdated.

Reflex's own toasts run through `eval` in the browser, which the content security policy forbids; these are plain
state that a `role=status` component shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import reflex as rx
from reflex.istate.proxy import StateProxy
from reflex.state import BaseState

from domain.shared.errors import RobsonError
from robson_app.auth.handlers import open_handler
from robson_app.i18n import t, told

MOST_SHOWN = 4


class Tone(StrEnum):
    """How a notice looks and how urgently it is read out."""

    GOOD = "good"
    BAD = "bad"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice; `number` rises, `code` is stable (an error's, or empty)."""

    number: int
    tone: str
    text: str
    code: str


class Notices(rx.State):
    """The notices of one page, newest last."""

    shown: list[Notice] = []  # noqa: RUF012 -- Reflex copies the default for each page
    _count: int = 0

    @open_handler("it only takes a line off one's own screen")
    async def dismiss(self, number: int) -> None:
        """Take one notice away."""
        self.shown = [notice for notice in self.shown if notice.number != number]

    @open_handler("it only tells the caller that their own action failed")
    async def unforeseen(self) -> None:
        """Say that something failed which nobody foresaw."""
        self._add(Tone.BAD, t("Something went wrong. Look at your orders before you repeat the action."), "INTERNAL")

    def _add(self, tone: Tone, text: str, code: str = "") -> None:
        if code and self.shown and (self.shown[-1].code, self.shown[-1].text) == (code, text):
            return
        self._count += 1
        self.shown = [*self.shown, Notice(self._count, tone.value, text, code)][-MOST_SHOWN:]


async def tell(state: BaseState | StateProxy, tone: Tone, text: str, code: str = "") -> None:
    """Show a notice on the page whose event is being handled (in a background handler: inside `async with self`)."""
    notices = await state.get_state(Notices)
    notices._add(tone, text, code)


async def tell_error(state: BaseState | StateProxy, error: RobsonError) -> None:
    """Show a foreseen failure."""
    await tell(state, Tone.BAD, told(str(error)), error.code)
