"""The inbox's rows and what can be done with one."""

from __future__ import annotations

from collections.abc import Sequence

import reflex as rx

from domain.identity.principal import Permission, Principal
from domain.shared.errors import InvalidInputError
from domain.shared.fields import uuid_field
from domain.shared.ids import SignalId
from domain.shared.page import PageRequest
from domain.signals.detectors import DetectorKind
from domain.signals.outcome import Outcome
from domain.signals.reads import SignalGroup
from domain.signals.signal import Signal
from domain.trading.plan import PlanStatus
from robson_app import routes
from robson_app.auth.handlers import handler
from robson_app.auth.notices import Tone, tell, tell_error
from robson_app.components.shell.chosen import chosen
from robson_app.composition import desk
from robson_app.i18n import t, told
from robson_app.pages.signals import dismissed_back
from robson_app.pages.signals.address import Address
from robson_app.pages.signals.rows import Key, SignalRow, signal_row

PAGE = 50


def _links(address: Address, following: str | None) -> dict[str, str]:
    links = {f"group {group.value}": address.show(group).href for group in SignalGroup}
    links["next"] = address.after(following).href if following else ""
    return links | {"first": address.after("").href if address.cursor else ""}


NO_LINKS = _links(Address(), None)
"""Where tabs lead before the facts arrive."""


async def _outcomes(signals: Sequence[Signal]) -> dict[Key, Outcome]:
    if not signals:
        return {}
    measured = await desk().signals.reads.outcomes(
        {DetectorKind(signal.detector.partition(":")[0]) for signal in signals},
        {signal.symbol for signal in signals},
        {signal.timeframe for signal in signals},
    )
    return {(o.detector, str(o.symbol), o.timeframe.value): o for o in measured}


class SignalsState(rx.State):
    """One page of the inbox. `links` are the addresses of tabs and pages."""

    rows: list[SignalRow] = []  # noqa: RUF012 -- Reflex copies the default for each page
    group: str = SignalGroup.OPEN.value
    pair: str = ""
    timeframe: str = ""
    detector: str = ""
    links: dict[str, str] = dict(NO_LINKS)  # noqa: RUF012 -- as above
    loaded: bool = False

    @handler(Permission.VIEW)
    async def load(self, me: Principal) -> None:
        """Read the page that the address asks for; the first one where it asks for nonsense."""
        try:
            await self._read(me, self._address())
        except InvalidInputError as error:
            await self._read(me, Address())
            await tell_error(self, error)

    @handler(Permission.VIEW)
    async def refresh(self, me: Principal, topics: str) -> None:
        """Read again after facts changed."""
        if {"signals", "all"} & set(topics.split()):
            await self._read(me, self._address())

    @handler(Permission.VIEW)
    async def narrow(self, me: Principal, name: str, value: str):
        """Show one pair, timeframe or detector, or all."""
        return rx.redirect(self._address().narrowed(name, value).href)

    @handler(Permission.TRADE)
    async def accept(self, me: Principal, signal_id: str):
        """Make a plan, have every gate check it, and go where it waits to be executed."""
        account = await chosen(self, me)
        signal, plan = await desk().signals.accept(me, account, SignalId(uuid_field("signal", signal_id)))
        checked = await desk().validate_plan(me, plan.id)
        await self._read(me, self._address())
        if checked.status is PlanStatus.DENIED:
            reasons = " ".join(told(denial.sentence) for denial in checked.denials)
            await tell(self, Tone.BAD, t("The plan was made and then refused: {reasons}", reasons=reasons))
            return None
        await tell(self, Tone.GOOD, t("The plan waits in the ticket. Nothing is sent before you execute it."))
        return rx.redirect(routes.trade(signal.symbol.slug))

    @handler(Permission.TRADE)
    async def dismiss(self, me: Principal, signal_id: str) -> None:
        """Take a signal out of the inbox."""
        signal = await desk().signals.dismiss(me, SignalId(uuid_field("signal", signal_id)))
        await self._read(me, self._address())
        words = t("Signal on {symbol} dismissed.", symbol=signal.symbol)
        await tell(self, Tone.INFO, words, undo=dismissed_back.back_to(signal.id))

    @handler(Permission.TRADE)
    async def restore(self, me: Principal, signal_id: str) -> None:
        """Bring a dismissed signal back."""
        await desk().signals.restore(me, SignalId(uuid_field("signal", signal_id)))
        await self._read(me, self._address())
        await tell(self, Tone.GOOD, t("The signal is back in the inbox."))

    def _address(self) -> Address:
        return Address.read(self.router.url.query_parameters)

    async def _read(self, me: Principal, address: Address) -> None:
        asked = PageRequest(size=PAGE, cursor=address.cursor or None)
        page = await desk().signals.reads.signals(me.tenant_id, address.filter, asked)
        outcomes = await _outcomes(page.items)
        view = desk().view
        self.rows = [signal_row(signal, view, view.now(), outcomes) for signal in page.items]
        self.group, self.pair, self.timeframe = address.group.value, address.symbol, address.timeframe
        self.detector, self.loaded = address.detector, True
        self.links = _links(address, page.next_cursor)
