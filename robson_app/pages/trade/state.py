"""The trade page's facts: the symbol, what is open, and what can be done with it."""

from __future__ import annotations

import reflex as rx

from domain.identity.principal import Permission, Principal
from domain.shared.fields import uuid_field
from domain.shared.ids import OrderId, PositionId
from domain.shared.page import PageRequest
from domain.trading.order import Fill, Order, OrderSide
from domain.workspace.use_cases.change_preferences import panel_change
from robson_app.auth.handlers import handler
from robson_app.auth.notices import Tone, tell
from robson_app.components.chart import FillMark
from robson_app.components.shell.chosen import own_glance
from robson_app.composition import desk
from robson_app.display import digits_of, milliseconds, plain, shown
from robson_app.glance import Glance, read_trades
from robson_app.i18n import t
from robson_app.i18n.vocabulary import word
from robson_app.pages.trade.book_rows import (
    EventRow,
    HeldRow,
    OrderRow,
    PositionRow,
    event_rows,
    held_row,
    order_rows,
    position_rows,
)
from robson_app.pages.trade.where import instrument_of, symbol_of

TIMELINE = 40
TABS = ("positions", "orders", "timeline")
PANEL = "trade.tables"
"""What the user's preferences call the tables."""


class TradeState(rx.State):
    """One symbol and the account around it."""

    symbol: str = ""
    base: str = ""
    tick: str = "0.01"
    digits: int = 2
    missing: bool = False
    tab: str = TABS[0]
    positions: list[PositionRow] = []  # noqa: RUF012 -- Reflex copies the default for each page
    orders: list[OrderRow] = []  # noqa: RUF012 -- as above
    events: list[EventRow] = []  # noqa: RUF012 -- as above
    held: HeldRow = HeldRow()
    tighten_to: str = ""

    @handler(Permission.VIEW)
    async def load(self, me: Principal) -> None:
        """Read the symbol from the address and everything about it."""
        symbol = symbol_of(self)
        instrument = instrument_of(symbol) if symbol else None
        self.symbol, self.tighten_to = str(symbol) if symbol else "", ""
        self.missing = instrument is None
        if symbol is None or instrument is None:
            return
        self.base = symbol.base
        self.tick, self.digits = plain(instrument.filters.tick), digits_of(instrument.filters.tick)
        kept = (await desk().read_preferences(me)).shows(PANEL)
        self.tab = kept if kept in TABS else TABS[0]
        await self._read(me)

    @handler(Permission.VIEW)
    async def refresh(self, me: Principal, topics: str) -> None:
        """Read again after facts changed."""
        if not self.missing and set(topics.split()) - {"intents"}:
            await self._read(me)

    @handler(Permission.VIEW)
    async def show_tab(self, me: Principal, tab: str) -> None:
        """Show one of the tables, and this one first from now on."""
        self.tab = tab if tab in TABS else TABS[0]
        await self._read(me)
        kept = await desk().read_preferences(me)
        await desk().change_preferences(me, panel_change(kept, PANEL, self.tab))

    @handler(Permission.TRADE)
    async def cancel_order(self, me: Principal, order_id: str) -> None:
        """Ask for a cancel."""
        await desk().cancel_order(me, OrderId(uuid_field("order", order_id)))
        await tell(self, Tone.INFO, t("The cancel is on its way; the order stays listed until the venue confirms."))

    @handler(Permission.TRADE)
    async def close_share(self, me: Principal, share: str) -> None:
        """Close a share of the position on this symbol at the market; "1" is all of it."""
        await desk().close_position(me, self._held_id, share)
        await tell(self, Tone.INFO, t("The exit is on its way to the venue."))

    @handler(Permission.VIEW)
    async def ask_tighten(self, me: Principal, price: str) -> None:
        """Hold a tighter stop that was dragged or typed, until the trader presses the button."""
        self.tighten_to = price

    @handler(Permission.TRADE)
    async def tighten(self, me: Principal) -> None:
        """Move the stop of the open position closer."""
        await desk().tighten_stop(me, self._held_id, self.tighten_to)
        self.tighten_to = ""
        await tell(self, Tone.GOOD, t("The tighter stop is on its way; the old one stays until the venue confirms."))

    @property
    def _held_id(self) -> PositionId:
        return PositionId(uuid_field("position", self.held.id))

    async def _read(self, me: Principal) -> None:
        glance = await own_glance(self, me)
        self.positions = position_rows(glance, desk().view)
        self.orders = order_rows(glance, desk().view)
        await self._read_held(me, glance)
        if self.tab == "timeline":
            await self._read_timeline(me, glance)

    async def _read_held(self, me: Principal, glance: Glance) -> None:
        symbol = symbol_of(self)
        instrument = instrument_of(symbol) if symbol else None
        position = glance.position_on(symbol) if symbol else None
        if position is None or instrument is None:
            self.held, self.tighten_to = HeldRow(), ""
            return
        trades = await read_trades(desk(), me, position.id)
        self.held = held_row(position, instrument, [fill_mark(order, fill) for order, fill in trades], glance)

    async def _read_timeline(self, me: Principal, glance: Glance) -> None:
        position_id = PositionId(uuid_field("position", self.held.id)) if self.held.id else None
        page = await desk().reads.events(
            me.tenant_id, glance.account.id, PageRequest(size=TIMELINE), position_id=position_id
        )
        self.events = event_rows(page.items)


def fill_mark(order: Order, fill: Fill) -> FillMark:
    """Describe one trade for the chart."""
    words = t(
        "{role} · {quantity} at {price}",
        role=word(order.role.value),
        quantity=shown(fill.quantity),
        price=shown(fill.price),
    )
    buy = order.side is OrderSide.BUY
    return FillMark(at=milliseconds(fill.at), price=plain(fill.price), buy=buy, label=words)
