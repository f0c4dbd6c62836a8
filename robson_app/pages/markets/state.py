"""One page of the pairs on offer."""

from __future__ import annotations

import reflex as rx

from domain.identity.principal import Permission, Principal
from domain.shared.errors import InvalidInputError
from robson_app.auth.handlers import handler
from robson_app.auth.notices import tell_error
from robson_app.composition import desk
from robson_app.pages.markets.address import Address, MarketGroup
from robson_app.pages.markets.rows import MarketRow, chosen_lines, market_row

PAGE = 30
LIVE = 14
"""So many pairs tick; a page may watch sixteen, and the frame has its own. The others follow every few seconds."""
NO_LINKS = Address().links(1)
"""Where tabs and columns lead before the facts arrive."""


class MarketsState(rx.State):
    """The rows that the address asks for. `links` are the addresses of tabs, columns and pages."""

    rows: list[MarketRow] = []  # noqa: RUF012 -- Reflex copies the default for each page
    watched: list[str] = []  # noqa: RUF012 -- as above
    links: dict[str, str] = dict(NO_LINKS)  # noqa: RUF012 -- as above
    group: str = MarketGroup.ALL.value
    sort: str = Address().sort.value
    descending: bool = True
    text: str = ""
    count: str = ""
    loaded: bool = False

    @handler(Permission.VIEW)
    async def load(self, me: Principal) -> None:
        """Read what the address asks for; the usual list where it asks for nonsense."""
        try:
            await self._read(me, self._address())
        except InvalidInputError as error:
            await self._read(me, Address())
            await tell_error(self, error)

    @handler(Permission.VIEW)
    async def look(self, me: Principal) -> None:
        """Read again, as prices have moved; what an address has wrong was said when the page was opened."""
        try:
            await self._read(me, self._address())
        except InvalidInputError:
            await self._read(me, Address())

    @handler(Permission.VIEW)
    async def find(self, me: Principal, form: dict):
        """Show the pairs with a text in their name."""
        return rx.redirect(self._address().of(form.get("find", "")).href)

    def _address(self) -> Address:
        return Address.read(self.router.url.query_parameters)

    async def _read(self, me: Principal, address: Address) -> None:
        starred = (await desk().read_preferences(me)).watch_list
        found = chosen_lines(desk().looks.markets(me), {str(symbol) for symbol in starred}, address)
        first = (address.page - 1) * PAGE
        self.rows = [market_row(line, live=i < LIVE) for i, line in enumerate(found[first : first + PAGE])]
        self.watched = [row.symbol for row in self.rows[:LIVE]]
        self.group, self.sort, self.descending = address.group.value, address.sort.value, address.descending
        self.text, self.count, self.loaded = address.text, str(len(found)), True
        self.links = address.links(-(-len(found) // PAGE))
