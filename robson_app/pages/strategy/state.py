"""The strategy that the address names, its runs, and the run that is looked at."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import reflex as rx

from domain.identity.principal import Permission, Principal
from domain.shared.errors import InvalidInputError, NotFoundError, RobsonError
from domain.shared.fields import decimal_field, uuid_field
from domain.shared.ids import RunId, StrategyId
from domain.shared.page import PageRequest
from domain.strategies.run import Run, RunStatus
from domain.strategies.strategy import Stage
from robson_app import routes
from robson_app.auth.handlers import handler
from robson_app.auth.notices import Tone, tell
from robson_app.composition import desk
from robson_app.i18n import t, told
from robson_app.i18n.figures import typed
from robson_app.pages.strategies.rows import FactRow, StrategyRow, fact_rows, strategy_row
from robson_app.pages.strategy.rows import ResultRow, RunRow, result_row, run_row

MOST_RUNS = 50
_PERCENT = 100
_NONE = StrategyRow(id="", name="", detector="", sides="", timeframes="", version="", stage="", tone="tag", iso="")


class StrategyState(rx.State):
    """Everything the page shows."""

    row: StrategyRow = _NONE
    facts: list[FactRow] = []  # noqa: RUF012 -- Reflex copies the default for each page
    note: str = ""
    pairs: list[str] = []  # noqa: RUF012 -- as above
    timeframes: list[str] = []  # noqa: RUF012 -- as above
    runs: list[RunRow] = []  # noqa: RUF012 -- as above
    result: ResultRow = ResultRow()
    beside: str = ""
    begins: str = ""
    ends: str = ""
    problem: str = ""
    retired: bool = False
    retiring: bool = False
    missing: bool = False
    loaded: bool = False

    @handler(Permission.VIEW)
    async def load(self, me: Principal) -> None:
        """Read the strategy of the address and the run that it names."""
        self.reset()
        today = desk().view.now().date()
        self.begins, self.ends = (today - timedelta(days=400)).isoformat(), (today + timedelta(days=1)).isoformat()
        await self._read(me)

    @handler(Permission.VIEW)
    async def refresh(self, me: Principal, topics: str) -> None:
        """Read again after facts changed."""
        if {"strategies", "all"} & set(topics.split()) and not self.missing:
            await self._read(me)

    @handler(Permission.TRADE)
    async def ask(self, me: Principal, form: dict) -> None:
        """Queue a back-test of what the form says."""
        self.problem = ""
        try:
            asked = {
                "symbol": form.get("symbol"),
                "timeframe": form.get("timeframe"),
                "begins": form.get("begins"),
                "ends": form.get("ends"),
                "capital": typed(form.get("capital")),
                "fee": decimal_field("fee", typed(form.get("fee"))) / _PERCENT,
                "slippage": decimal_field("slippage", typed(form.get("slippage"))) / _PERCENT,
                "brakes": bool(form.get("brakes")),
            }
            await desk().strategies.request_run(me, self._strategy(), asked)
        except RobsonError as error:
            self.problem = told(str(error))
            return
        await self._read(me)

    @handler(Permission.TRADE)
    async def cancel(self, me: Principal, run: str) -> None:
        """Cancel a run."""
        await desk().strategies.cancel_run(me, RunId(uuid_field("run", run)))
        await self._read(me)

    @handler(Permission.TRADE)
    async def keep(self, me: Principal, run: str) -> None:
        """Let the strategy rest on a run."""
        await desk().strategies.keep_evidence(me, self._strategy(), RunId(uuid_field("run", run)))
        await tell(self, Tone.GOOD, t("The strategy rests on this back-test now."))
        await self._read(me)

    @handler(Permission.TRADE)
    async def ask_retire(self, me: Principal, open_: bool) -> None:
        """Ask whether to retire it, or leave that."""
        self.retiring = open_

    @handler(Permission.TRADE)
    async def retire(self, me: Principal) -> None:
        """End its life."""
        self.retiring = False
        await desk().strategies.retire(me, self._strategy())
        await self._read(me)

    def _strategy(self) -> StrategyId:
        return StrategyId(uuid_field("strategy", self.router.url.path.rstrip("/").rsplit("/", 1)[-1]))

    async def _read(self, me: Principal) -> None:
        reads = desk().strategies.reads
        try:
            found = await reads.strategy(me.tenant_id, self._strategy())
        except (NotFoundError, InvalidInputError):
            self.missing = self.loaded = True
            return
        self.row, self.facts, self.note = strategy_row(found), fact_rows(found.definition), found.definition.note
        self.retired = found.strategy.stage is Stage.RETIRED
        self.pairs = [str(symbol) for symbol in found.definition.symbols]
        self.timeframes = [timeframe.value for timeframe in found.definition.timeframes]
        page = await reads.runs(me.tenant_id, found.strategy.id, PageRequest(size=MOST_RUNS))
        chosen = await self._show(me, page.items)
        base, evidence = routes.strategy(found.strategy.id), found.strategy.evidence
        self.runs = [run_row(r, base=base, chosen=chosen, evidence=r.id == evidence) for r in page.items]
        self.loaded = True

    async def _show(self, me: Principal, runs: list[Run]) -> str:
        """Show the run of the address, the newest finished one where it names none; return its identity."""
        query = self.router.url.query_parameters
        done = {str(run.id): run for run in runs if run.status is RunStatus.DONE}
        run = done.get(query.get("run", "")) or next(iter(done.values()), None)
        other = done.get(query.get("with", ""))
        if run is None:
            self.result, self.beside = ResultRow(), ""
            return ""
        self.beside = (
            ""
            if other is None
            else f"{other.symbol} {other.timeframe.value} · " + t("version {n}", n=str(other.number))
        )
        content = msgspec.json.decode(await desk().strategies.reads.result(me.tenant_id, run.id))
        self.result = result_row(run, content, other)
        return str(run.id)
