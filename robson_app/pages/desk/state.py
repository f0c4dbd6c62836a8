"""The desk's facts, and the check of its event chain."""

from __future__ import annotations

import reflex as rx

from domain.identity.principal import Permission, Principal
from domain.shared.errors import InvalidInputError
from domain.shared.fields import choice_field
from domain.shared.page import PageRequest
from domain.shared.symbol import Symbol
from domain.trading.reads import EquityPoint
from robson_app.auth.handlers import handler
from robson_app.auth.notices import Tone, tell, tell_error
from robson_app.components.shell.chosen import own_glance
from robson_app.components.shell.rows import open_cells
from robson_app.composition import desk
from robson_app.glance import Glance
from robson_app.i18n import t
from robson_app.pages.desk.curve import CurveRow, Span, Unit, curve_row, since
from robson_app.pages.desk.rows import BudgetRow, HeatRow, OpenRow, budget_row, heat_row, open_rows
from robson_app.pages.desk.watch_rows import (
    AlertRow,
    HealthRow,
    TodayRow,
    alert_rows,
    health_rows,
    today_rows,
)

EVENTS = 100
BITCOIN = Symbol.parse("BTC/USDT")


class DeskState(rx.State):
    """The account's day."""

    budget: BudgetRow = BudgetRow()
    curve: CurveRow = CurveRow()
    span: str = Span.MONTH.value
    unit: str = Unit.QUOTE.value
    open: list[OpenRow] = []  # noqa: RUF012 -- Reflex copies the default for each page
    heat: HeatRow = HeatRow()
    today: list[TodayRow] = []  # noqa: RUF012 -- as above
    alerts: list[AlertRow] = []  # noqa: RUF012 -- as above
    health: list[HealthRow] = []  # noqa: RUF012 -- as above
    events: int = 0
    verified: str = ""
    verified_at: str = ""
    chain_broken: bool = False
    loaded: bool = False

    @handler(Permission.VIEW)
    async def load(self, me: Principal) -> None:
        """Read everything the desk shows; the address says which curve."""
        query = self.router.url.query_parameters
        try:
            self.span = choice_field("equity", query.get("equity", Span.MONTH.value), Span).value
            self.unit = choice_field("in", query.get("in", Unit.QUOTE.value), Unit).value
        except InvalidInputError as error:
            self.span, self.unit = Span.MONTH.value, Unit.QUOTE.value
            await tell_error(self, error)
        await self._read(me)

    @handler(Permission.VIEW)
    async def refresh(self, me: Principal, topics: str) -> None:
        """Read again after facts changed."""
        if set(topics.split()) - {"intents"}:
            await self._read(me)

    @handler(Permission.VIEW)
    async def verify(self, me: Principal) -> None:
        """Compute every link of the event chain anew."""
        report = await desk().audit(me)
        self.chain_broken = report.broken_at is not None
        self.events = report.events
        self.verified, self.verified_at = t("verified") + " ", desk().wall.now().isoformat()
        if report.broken_at is not None:
            self.verified, self.verified_at = t("broken at {event}", event=report.broken_at), ""
            await tell(
                self,
                Tone.BAD,
                t(
                    "The event chain is broken at event {event}: {finding}.",
                    event=report.broken_at,
                    finding=report.finding,
                ),
            )

    async def _read(self, me: Principal) -> None:
        glance = await own_glance(self, me)
        now, wall = desk().view.now(), desk().wall.now()
        self.budget = budget_row(glance, now)
        self.open = open_rows(glance, desk().view)
        self.heat = heat_row(glance, open_cells(glance.positions))
        self.alerts = alert_rows(glance, desk().view.status(), wall)
        self.health = health_rows(glance, await desk().readiness(), desk().view.book(BITCOIN))
        await self._read_curve(me, glance)
        page = await desk().reads.events(me.tenant_id, None, PageRequest(size=EVENTS))
        self.today = today_rows(page.items, now.date(), glance.account.id)
        if page.items and page.items[0].sequence != self.events:
            self.events, self.verified, self.chain_broken = page.items[0].sequence, "", False
        self.loaded = True

    async def _read_curve(self, me: Principal, glance: Glance) -> None:
        from_ = since(Span(self.span), glance.account)
        points = await desk().reads.equity(me.tenant_id, glance.account.id, from_)
        bitcoin = desk().view.quote(BITCOIN)
        now = EquityPoint(
            at=desk().view.now(), equity=glance.figures.equity, btc_price=bitcoin.price if bitcoin else None
        )
        self.curve = curve_row([*points, now], Unit(self.unit))
