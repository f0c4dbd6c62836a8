"""The list of strategies."""

from __future__ import annotations

import reflex as rx

from domain.identity.principal import Permission, Principal
from domain.shared.errors import InvalidInputError
from domain.shared.fields import choice_field
from domain.shared.page import PageRequest
from domain.strategies.built_in import DEFINITIONS, BuiltIn
from domain.strategies.errors import NameTakenError
from domain.strategies.file import from_file
from domain.strategies.strategy import MOST_STRATEGIES, Shown
from robson_app import routes
from robson_app.auth.handlers import handler
from robson_app.composition import desk
from robson_app.i18n import t
from robson_app.pages.strategies.rows import StrategyRow, strategy_row
from robson_app.strategies import EXPLAINED

PAGE = 50


class StrategiesState(rx.State):
    """The rows of the page that the address asks for; `links` are the addresses of other pages."""

    rows: list[StrategyRow] = []  # noqa: RUF012 -- Reflex copies the default for each page
    links: dict[str, str] = {"next": "", "first": ""}  # noqa: RUF012 -- as above
    loaded: bool = False

    @handler(Permission.VIEW)
    async def load(self, me: Principal) -> None:
        """Read the page of the address; the first one where it asks for nonsense."""
        try:
            await self._read(me, self.router.url.query_parameters.get("cursor"))
        except InvalidInputError:
            await self._read(me, None)

    @handler(Permission.VIEW)
    async def refresh(self, me: Principal, topics: str) -> None:
        """Read again after facts changed."""
        if {"strategies", "all"} & set(topics.split()):
            await self._read(me, self.router.url.query_parameters.get("cursor"))

    @handler(Permission.TRADE)
    async def copy(self, me: Principal, key: str):
        """Copy a built-in under its own name, or that with a number, and show it."""
        chosen = choice_field("built_in", key, BuiltIn)
        found = await self._copied(me, chosen, t(EXPLAINED[chosen].title))
        return rx.redirect(routes.strategy(found.strategy.id))

    @handler(Permission.TRADE)
    async def take_file(self, me: Principal, text: str):
        """Import a file's text, and show what came of it; a bad file imports nothing."""
        name, definition = from_file(text)
        found = await desk().strategies.create(me, name, definition)
        return rx.redirect(routes.strategy(found.strategy.id))

    async def _copied(self, me: Principal, chosen: BuiltIn, title: str) -> Shown:
        for number in range(1, MOST_STRATEGIES):
            name = title if number == 1 else f"{title} {number}"
            try:
                return await desk().strategies.create(me, name, DEFINITIONS[chosen], origin=chosen.value)
            except NameTakenError:
                continue
        raise NameTakenError(f"there is a strategy {title} already; nothing was stored", field="name")

    async def _read(self, me: Principal, cursor: str | None) -> None:
        page = await desk().strategies.reads.strategies(me.tenant_id, PageRequest(size=PAGE, cursor=cursor or None))
        self.rows, self.loaded = [strategy_row(found) for found in page.items], True
        self.links = {
            "next": f"{routes.STRATEGIES}?cursor={page.next_cursor}" if page.next_cursor else "",
            "first": routes.STRATEGIES if cursor else "",
        }
