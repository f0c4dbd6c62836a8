"""The risk page's facts, and the changes it makes."""

from __future__ import annotations

from datetime import UTC, datetime

import reflex as rx

from domain.identity.principal import Permission, Principal
from domain.risk.verdict import Verdict
from domain.shared.errors import InvalidInputError
from domain.shared.money import ONE
from domain.shared.page import PageRequest
from domain.trading.errors import RefusedError
from domain.trading.reads import EquityPoint, PositionGroup
from robson_app.auth.handlers import handler
from robson_app.auth.notices import Tone, tell
from robson_app.components.shell.chosen import own_glance
from robson_app.components.shell.state import FrameState
from robson_app.composition import desk
from robson_app.glance import Glance
from robson_app.i18n import t, tn, told
from robson_app.pages.desk.curve import CurveRow, Unit, curve_row
from robson_app.pages.risk import limits_back
from robson_app.pages.risk.limits import LimitRow, limit_rows, read_changes
from robson_app.pages.risk.rows import (
    ExposureRow,
    LockRow,
    MonthLine,
    cool_downs,
    exposure_rows,
    gate_locks,
    month_lines,
    order_locks,
)

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


class RiskState(rx.State):
    """What limits the account, and what it has used of it."""

    limits: list[LimitRow] = []  # noqa: RUF012 -- Reflex copies the default for each page
    problem: str = ""
    locks: list[LockRow] = []  # noqa: RUF012 -- as above
    exposure: list[ExposureRow] = []  # noqa: RUF012 -- as above
    months: list[MonthLine] = []  # noqa: RUF012 -- as above
    curve: CurveRow = CurveRow()
    resetting: bool = False
    loaded: bool = False

    @handler(Permission.VIEW)
    async def load(self, me: Principal) -> None:
        """Read everything the page shows."""
        self.problem, self.resetting = "", False
        await self._read(me)

    @handler(Permission.VIEW)
    async def refresh(self, me: Principal, topics: str) -> None:
        """Read again after facts changed."""
        if set(topics.split()) - {"intents", "events", "signals"}:
            await self._read(me)

    @handler(Permission.VIEW)
    async def look_again(self, me: Principal) -> None:
        """Read the locks again when a pause is over."""
        await self._read(me)

    @handler(Permission.RISK)
    async def save(self, me: Principal, form: dict) -> None:
        """Change the limits that were edited."""
        self.problem = ""
        account = (await own_glance(self, me)).account
        try:
            changes = read_changes(form, limit_rows(account.limits))
            await desk().change_limits(me, account.id, changes)
        except InvalidInputError as error:
            self.problem = told(str(error))
            return
        await self._read(me)
        count = len(changes)
        words = tn("{n} limit changed.", "{n} limits changed.", count) if changes else t("Nothing was different.")
        undo = limits_back.back_to(account, changes) if changes else None
        await tell(self, Tone.GOOD if changes else Tone.INFO, words, undo=undo)

    @handler(Permission.VIEW)
    async def ask_reset(self, me: Principal, shown: bool) -> None:
        """Open or close the question before a reset."""
        self.resetting = shown

    @handler(Permission.RESET_PAPER)
    async def reset_paper(self, me: Principal):
        """Start the paper account over."""
        self.resetting = False
        account = (await own_glance(self, me)).account
        await desk().reset_paper(me, account.id)
        await self._read(me)
        await tell(self, Tone.GOOD, t("The paper account starts over; its history stays."))
        return FrameState.load

    async def _read(self, me: Principal) -> None:
        glance = await own_glance(self, me)
        self.limits = limit_rows(glance.account.limits)
        self.exposure = exposure_rows(glance)
        self.locks = [*await self._pauses(me, glance), *gate_locks(await self._gates(me, glance))]
        self.months = month_lines(await desk().reads.months(me.tenant_id, glance.account.id))
        points = await desk().reads.equity(me.tenant_id, glance.account.id, _BEGINNING)
        now = EquityPoint(at=desk().view.now(), equity=glance.figures.equity, btc_price=None)
        self.curve = curve_row([*points, now], Unit.QUOTE)
        self.loaded = True

    async def _pauses(self, me: Principal, glance: Glance) -> list[LockRow]:
        closed = await desk().reads.positions(
            me.tenant_id, glance.account.id, PositionGroup.CLOSED, PageRequest(size=50)
        )
        status = desk().view.status()
        speed = status.speed if status is not None and not status.paused else ONE
        pauses = cool_downs(closed.items, glance.account, desk().view.now(), desk().wall.now(), speed)
        return [*order_locks(glance), *pauses]

    async def _gates(self, me: Principal, glance: Glance) -> list[Verdict]:
        symbols = [instrument.symbol for instrument in desk().view.instruments()]
        if not symbols:
            return []
        try:
            return list(await desk().accounts.gates(me, glance.account.id, symbols[0]))
        except RefusedError as refused:
            return list(refused.denials)
