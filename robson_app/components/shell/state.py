"""The frame's facts, and the kill switch."""

from __future__ import annotations

from urllib.parse import urlencode

import reflex as rx

from domain.identity.principal import Permission, Principal, Role
from domain.shared.errors import UnauthenticatedError
from domain.shared.ids import AccountId
from robson_app import routes
from robson_app.account_words import AccountChoice, account_choice
from robson_app.auth.handlers import handler, open_handler, principal_of
from robson_app.auth.notices import Tone, tell
from robson_app.components.shell.chosen import PARAMETER, own_glance
from robson_app.components.shell.rows import FIRST_SYMBOLS, FrameRow, frame_row
from robson_app.composition import desk
from robson_app.i18n import t


class FrameState(rx.State):
    """What the top bar shows, on every page."""

    row: FrameRow = FrameRow()
    accounts: list[AccountChoice] = []  # noqa: RUF012 -- Reflex copies the default for each page
    symbols: list[str] = []  # noqa: RUF012 -- Reflex copies the default for each page
    watched: list[str] = list(FIRST_SYMBOLS)  # noqa: RUF012 -- as above
    kill_open: bool = False
    leave_open: bool = False
    demo: bool = True

    @open_handler("it sends visitors without a session to the landing page")
    async def load(self):
        """Fill the frame, or send a stranger to the landing page."""
        try:
            me = await principal_of(self)
        except UnauthenticatedError:
            return rx.redirect(routes.LANDING)
        await self._read(me)
        await self._read_accounts(me)
        return None

    @handler(Permission.VIEW)
    async def refresh(self, me: Principal, topics: str) -> None:
        """Read again after facts changed."""
        changed = set(topics.split())
        if changed - {"intents", "events", "signals", "strategies"}:
            await self._read(me)
        if changed & {"account", "connections", "all"}:
            await self._read_accounts(me)

    @handler(Permission.VIEW)
    async def choose_account(self, me: Principal, account_id: str):
        """Act on another account from now on, here and in every tab opened later."""
        await desk().change_preferences(me, {"account_id": account_id})
        path = self.router.url.path
        place = routes.POSITIONS if path.startswith(f"{routes.POSITIONS}/") else path
        return rx.redirect(f"{place}?{urlencode({PARAMETER: account_id})}")

    async def _read(self, me: Principal) -> None:
        glance = await own_glance(self, me)
        self.row = frame_row(glance)
        self.demo = me.role is Role.DEMO
        self.symbols = [str(instrument.symbol) for instrument in desk().view.instruments()]
        self.watched = sorted({*FIRST_SYMBOLS, *(str(p.symbol) for p in glance.positions)})

    async def _read_accounts(self, me: Principal) -> None:
        self.accounts = [account_choice(account) for account in await desk().accounts.all(me)]

    @open_handler("it only opens a dialog on the caller's own screen")
    async def ask_leave(self) -> None:
        """Ask before leaving."""
        self.leave_open = True

    @open_handler("it only closes a dialog on the caller's own screen")
    async def close_leave(self) -> None:
        """Stay."""
        self.leave_open = False

    @open_handler("it only opens a dialog on the caller's own screen")
    async def ask_kill(self) -> None:
        """Open the kill switch."""
        self.kill_open = True

    @open_handler("it only closes a dialog on the caller's own screen")
    async def close_kill(self) -> None:
        """Close the kill switch without doing anything."""
        self.kill_open = False

    @handler(Permission.KILL)
    async def kill(self, me: Principal, form: dict) -> None:
        """Halt the account, as the dialog's form says."""
        glance = await own_glance(self, me)
        await desk().kill_switch(
            me,
            AccountId(glance.account.id),
            confirmation=form.get("confirmation"),
            reason=form.get("reason"),
            flatten=form.get("flatten") == "on" or form.get("flatten") is True,
        )
        self.kill_open = False
        await self._read(me)
        await tell(self, Tone.INFO, t("Trading is halted. Working entries are being cancelled."))

    @handler(Permission.KILL)
    async def resume(self, me: Principal) -> None:
        """Let the account trade again."""
        glance = await own_glance(self, me)
        await desk().resume_trading(me, AccountId(glance.account.id))
        await self._read(me)
        await tell(self, Tone.GOOD, t("Trading is active again."))
