"""What the desk tells a user in passing: results and refusals, shown until dismissed or outdated.

Reflex's own toasts run through `eval` in the browser, which the content security policy forbids; these are plain
state that a `role=status` component shows.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import reflex as rx
from reflex.istate.proxy import StateProxy
from reflex.state import BaseState

from domain.identity.principal import Permission, Principal
from domain.shared.errors import RobsonError
from robson_app.auth.handlers import handler, open_handler
from robson_app.i18n import t, told

MOST_SHOWN = 4


class Tone(StrEnum):
    """How a notice looks and how urgently it is read out."""

    GOOD = "good"
    BAD = "bad"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice; `number` rises, `code` is stable (an error's, or empty), `undo` says whether there is a way back."""

    number: int
    tone: str
    text: str
    code: str
    undo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """A way back: one that `undoes` registered, and the facts it needs. It stays on the server."""

    name: str
    facts: Mapping[str, str]


WayBack = Callable[[rx.State, Principal, Mapping[str, str]], Awaitable[Any]]
_WAYS_BACK: dict[str, WayBack] = {}


def undoes(name: str) -> Callable[[WayBack], WayBack]:
    """Register what takes something back. It calls use cases, which ask again whether the user may."""

    def register(way_back: WayBack) -> WayBack:
        _WAYS_BACK[name] = way_back
        return way_back

    return register


class Notices(rx.State):
    """The notices of one page, newest last."""

    shown: list[Notice] = []  # noqa: RUF012 -- Reflex copies the default for each page
    _count: int = 0
    _undos: dict[int, Undo] = {}  # noqa: RUF012 -- as above

    @open_handler("it only takes a line off one's own screen")
    async def dismiss(self, number: int) -> None:
        """Take one notice away."""
        self.shown = [notice for notice in self.shown if notice.number != number]
        self._undos = {other: way for other, way in self._undos.items() if other != number}

    @handler(Permission.VIEW)
    async def undo(self, me: Principal, number: int):
        """Take back what a notice tells of, once."""
        return await _take_back(self, me, number)

    @open_handler("it only tells the caller that their own action failed")
    async def unforeseen(self) -> None:
        """Say that something failed which nobody foresaw."""
        self._add(Tone.BAD, t("Something went wrong. Look at your orders before you repeat the action."), "INTERNAL")

    def _add(self, tone: Tone, text: str, code: str = "", undo: Undo | None = None) -> None:
        if code and self.shown and (self.shown[-1].code, self.shown[-1].text) == (code, text):
            return
        self._count += 1
        self.shown = [*self.shown, Notice(self._count, tone.value, text, code, undo is not None)][-MOST_SHOWN:]
        known = self._undos if undo is None else {**self._undos, self._count: undo}
        self._undos = {notice.number: known[notice.number] for notice in self.shown if notice.number in known}


async def _take_back(notices: Notices, me: Principal, number: int) -> Any:
    undo = notices._undos.get(number)
    notices.shown = [notice for notice in notices.shown if notice.number != number]
    notices._undos = {other: way for other, way in notices._undos.items() if other != number}
    return await _WAYS_BACK[undo.name](notices, me, undo.facts) if undo else None


async def tell(
    state: BaseState | StateProxy, tone: Tone, text: str, code: str = "", *, undo: Undo | None = None
) -> None:
    """Show a notice on the page whose event is being handled (in a background handler: inside `async with self`)."""
    notices = await state.get_state(Notices)
    notices._add(tone, text, code, undo)


async def tell_error(state: BaseState | StateProxy, error: RobsonError) -> None:
    """Show a foreseen failure."""
    await tell(state, Tone.BAD, told(str(error)), error.code)
