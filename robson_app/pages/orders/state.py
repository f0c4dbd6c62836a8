"""The blotter's rows and what can be done with one."""

from __future__ import annotations

import reflex as rx

from domain.identity.principal import Permission, Principal
from domain.shared.errors import InvalidInputError
from domain.shared.fields import uuid_field
from domain.shared.ids import OrderId
from domain.shared.page import PageRequest
from domain.trading.reads import OrderGroup, OrderSort
from robson_app.auth.handlers import handler
from robson_app.auth.notices import Tone, tell, tell_error
from robson_app.components.shell.chosen import own_glance
from robson_app.composition import desk
from robson_app.doubt import FOUND
from robson_app.i18n import t, told
from robson_app.i18n.figures import typed
from robson_app.i18n.vocabulary import word
from robson_app.pages.orders.address import Address
from robson_app.pages.orders.rows import BlotterRow, blotter_row

PAGE = 50


def _links(address: Address, following: str | None, account_id: str) -> dict[str, str]:
    links = {f"group {group.value}": address.show(group).href for group in OrderGroup}
    links |= {f"sort {sort.value}": address.sorted_by(sort).href for sort in OrderSort}
    links["next"] = address.after(following).href if following else ""
    links["first"] = address.after("").href if address.cursor else ""
    return links | {"csv": address.csv(account_id) if account_id else ""}


NO_LINKS = _links(Address(), None, "")
"""Where tabs and columns lead before the facts arrive."""


class OrdersState(rx.State):
    """One page of the blotter. `links` are the addresses of tabs, columns and pages."""

    rows: list[BlotterRow] = []  # noqa: RUF012 -- Reflex copies the default for each page
    strange: list[str] = []  # noqa: RUF012 -- as above
    group: str = OrderGroup.WORKING.value
    pair: str = ""
    sort: str = OrderSort.TIME.value
    descending: bool = True
    links: dict[str, str] = dict(NO_LINKS)  # noqa: RUF012 -- as above
    loaded: bool = False
    amending: str = ""
    amend_price: str = ""
    amend_words: str = ""

    @handler(Permission.VIEW)
    async def load(self, me: Principal) -> None:
        """Read the page that the address asks for; the first one where it asks for nonsense."""
        self.amending = ""
        try:
            await self._read(me, self._address())
        except InvalidInputError as error:
            await self._read(me, Address())
            await tell_error(self, error)

    @handler(Permission.VIEW)
    async def refresh(self, me: Principal, topics: str) -> None:
        """Read again after facts changed."""
        if {"orders", "positions"} & set(topics.split()):
            await self._read(me, self._address())

    @handler(Permission.VIEW)
    async def choose(self, me: Principal, pair: str):
        """Show one symbol, or all."""
        return rx.redirect(self._address().of(pair).href)

    @handler(Permission.TRADE)
    async def cancel(self, me: Principal, order_id: str) -> None:
        """Ask for a cancel."""
        await desk().cancel_order(me, OrderId(uuid_field("order", order_id)))
        await self._read(me, self._address())
        await tell(self, Tone.INFO, t("The cancel is on its way; the order stays listed until the venue confirms."))

    @handler(Permission.VIEW)
    async def ask_amend(self, me: Principal, order_id: str) -> None:
        """Open the amend dialog for one of the rows."""
        row = next((r for r in self.rows if r.id == order_id), None)
        if row is not None and row.can_amend:
            self.amending, self.amend_price = row.id, row.raw_price
            self.amend_words = t(
                "{role} · {side} {quantity} {symbol}, now at {price}",
                role=word(row.role),
                side=word(row.side),
                quantity=row.quantity,
                symbol=row.symbol,
                price=row.price,
            )

    @handler(Permission.VIEW)
    async def close_amend(self, me: Principal) -> None:
        """Close the dialog without doing anything."""
        self.amending = ""

    @handler(Permission.TRADE)
    async def amend(self, me: Principal, form: dict) -> None:
        """Move the order of the dialog to another price."""
        await desk().amend_order(me, OrderId(uuid_field("order", self.amending)), typed(form.get("price")))
        self.amending = ""
        await self._read(me, self._address())
        await tell(self, Tone.INFO, t("The new price is on its way; the old order ends when the venue confirms."))

    def _address(self) -> Address:
        return Address.read(self.router.url.query_parameters)

    async def _read(self, me: Principal, address: Address) -> None:
        glance = await own_glance(self, me)
        page = await desk().reads.orders(
            me.tenant_id, glance.account.id, address.filter, PageRequest(size=PAGE, cursor=address.cursor or None)
        )
        self.rows = [blotter_row(order, desk().view, desk().wall.now()) for order in page.items]
        self.group, self.pair = address.group.value, address.symbol
        self.sort, self.descending, self.loaded = address.sort.value, address.descending, True
        self.strange = [": ".join((t(FOUND[f.kind]), told(f.sentence))) for f in glance.findings]
        self.links = _links(address, page.next_cursor, str(glance.account.id))
