"""One page of the list of positions."""

from __future__ import annotations

import reflex as rx

from domain.identity.principal import Permission, Principal
from domain.shared.errors import InvalidInputError
from domain.shared.page import PageRequest
from domain.trading.reads import PositionGroup
from robson_app.auth.handlers import handler
from robson_app.auth.notices import tell_error
from robson_app.components.shell.chosen import own_glance
from robson_app.composition import desk
from robson_app.pages.positions.address import Address
from robson_app.pages.positions.rows import ListedRow, listed_row

PAGE = 50


class PositionsState(rx.State):
    """The rows that the address asks for; `links` are the addresses of other pages."""

    rows: list[ListedRow] = []  # noqa: RUF012 -- Reflex copies the default for each page
    group: str = PositionGroup.OPEN.value
    links: dict[str, str] = {"next": "", "first": ""}  # noqa: RUF012 -- as above
    watched: list[str] = []  # noqa: RUF012 -- as above
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
        if {"orders", "positions"} & set(topics.split()):
            await self._read(me, self._address())

    def _address(self) -> Address:
        return Address.read(self.router.url.query_parameters)

    async def _read(self, me: Principal, address: Address) -> None:
        account = (await own_glance(self, me)).account
        asked = PageRequest(size=PAGE, cursor=address.cursor or None)
        page = await desk().reads.positions(me.tenant_id, account.id, address.group, asked)
        view = desk().view
        self.rows = [listed_row(p, account, view.instrument(p.symbol), view.now()) for p in page.items]
        self.watched = sorted({row.symbol for row in self.rows if row.open})[:16]
        self.group, self.loaded = address.group.value, True
        self.links = _links(address, page.next_cursor)


def _links(address: Address, following: str | None) -> dict[str, str]:
    return {
        "next": Address(group=address.group, cursor=following).href if following else "",
        "first": Address(group=address.group).href if address.cursor else "",
    }
