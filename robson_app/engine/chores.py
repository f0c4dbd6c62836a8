"""What the leader does every so often. A chore that fails is told and comes round again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

import structlog

from domain.shared.ids import AccountId, TenantId
from domain.shared.symbol import Symbol
from domain.trading.book import account_figures
from domain.trading.connection import ConnectionStatus
from domain.trading.reads import EquityPoint
from robson_app.engine.backtests import LOOK_EVERY_S
from robson_app.engine.desk import AccountDesk
from robson_app.engine.desks import Desks
from robson_app.engine.parts import AccountRef, TermParts
from robson_app.engine.watch import PositionWatch

_log = structlog.get_logger(__name__)
_BITCOIN = Symbol.parse("BTC/USDT")
_Act = Callable[[AccountRef], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """Something to do every so many wall seconds."""

    name: str
    every_s: float
    do: Callable[[], Awaitable[object]]

    async def run(self) -> None:
        """Do it for ever, each time at least `every_s` after the last."""
        while True:
            await asyncio.sleep(self.every_s)
            (outcome,) = await asyncio.gather(self.do(), return_exceptions=True)
            if isinstance(outcome, BaseException):
                _log.error("chore.failed", chore=self.name, exc_info=outcome)


class Chores:
    """The leader's chores."""

    def __init__(self, *, parts: TermParts, desks: Desks, watch: PositionWatch) -> None:
        """Take the term's parts."""
        self._parts = parts
        self._desks = desks
        self._watch = watch

    def all(self) -> Sequence[Chore]:
        """Return every chore."""
        signals, backtests = self._parts.signals, self._parts.backtests
        return (
            *([] if signals is None else [Chore(name="signals", every_s=1.0, do=signals.turn)]),
            *([] if signals is None else [Chore(name="outcomes", every_s=5.0, do=signals.measure)]),
            *([] if backtests is None else [Chore(name="backtests", every_s=LOOK_EVERY_S, do=backtests.turn)]),
            Chore(name="intents", every_s=0.5, do=self.send_intents),
            Chore(name="desks", every_s=5.0, do=self.open_desks),
            Chore(name="protect", every_s=0.5, do=self.protect),
            Chore(name="expire", every_s=1.0, do=self.expire),
            Chore(name="connections", every_s=5.0, do=self.check_connections),
            Chore(name="note", every_s=5.0, do=self.note),
            Chore(name="turn", every_s=2.0, do=self.turn),
            Chore(name="reconcile", every_s=60.0, do=self.reconcile),
            Chore(name="balances", every_s=60.0, do=self.balances),
            Chore(name="equity", every_s=60.0, do=self.equity),
            Chore(name="sweep", every_s=60.0, do=self._parts.sweep_demos),
        )

    async def send_intents(self) -> None:
        """Find intents whose wake-up call was lost."""
        await self._desks.each(await self._parts.work.intents(), AccountDesk.send)

    async def open_desks(self) -> None:
        """Open desks that could not be opened when their work appeared."""
        for ref in await self._parts.work.busy():
            await self._desks.at(ref)

    async def protect(self) -> None:
        """Have every position without a confirmed stop looked after."""
        self._watch.protect()

    async def note(self) -> None:
        """Store the excursions seen."""
        self._watch.note()

    async def expire(self) -> None:
        """Let plans and resting entries lapse."""
        work, cases = self._parts.work, self._parts.cases
        await self._each(await work.plans_due(self._parts.wall.now()), cases.expire_plans)
        await self._each(await work.entries_due(self._parts.view.now()), cases.cancel_resting_entries)

    async def check_connections(self) -> None:
        """Test keys that await it."""
        for ref in await self._parts.work.untested():
            (outcome,) = await asyncio.gather(self.check_connection(ref), return_exceptions=True)
            _report("connection", ref, outcome)

    async def check_connection(self, ref: AccountRef) -> None:
        """Test one account's keys; a desk is opened for proven ones, and an earlier one with other keys is closed."""
        await self._desks.look_again(ref)
        status = await self._parts.cases.check_connection(ref.tenant_id, ref.account_id)
        if status is ConnectionStatus.CONNECTED:
            await self._desks.look_again(ref)
            await self._desks.at(ref)

    async def turn(self) -> None:
        """Turn days and months."""
        due = await self._parts.work.turning(self._parts.view.now().date())
        await self._each(due, self._parts.cases.turn_periods)

    async def reconcile(self) -> None:
        """Ask the venues what is true; desks without work are closed until they have some again."""
        busy = await self._parts.work.busy()
        await self._desks.retire({ref.account_id for ref in busy})
        for desk in self._desks:
            await self._desks.look_again(desk.ref)
        await self._desks.each(busy, AccountDesk.reconcile)
        await self._each(busy, self._watch_again)

    async def balances(self) -> None:
        """Compare what each venue holds with the books."""
        for desk in self._desks:
            desk.check_balances()

    async def _watch_again(self, tenant_id: TenantId, account_id: AccountId) -> None:
        await self._watch.refresh(AccountRef(tenant_id=tenant_id, account_id=account_id))

    async def equity(self) -> None:
        """Add a point to the curve of every account that has something at stake."""
        for ref in await self._parts.work.busy():
            (outcome,) = await asyncio.gather(self.record_equity(ref), return_exceptions=True)
            _report("equity", ref, outcome)

    async def record_equity(self, ref: AccountRef) -> None:
        """Add a point to one account's curve; none while a position has no price."""
        view = self._parts.view
        async with self._parts.cases.units(ref.tenant_id) as unit:
            account = await unit.accounts.get(ref.account_id)
            positions = await unit.positions.open(ref.account_id)
            plans = await unit.plans.live(ref.account_id)
            orders = await unit.orders.working(ref.account_id)
        known = ((p.symbol, view.quote(p.symbol)) for p in positions)
        quotes = {symbol: quote for symbol, quote in known if quote is not None}
        figures = account_figures(account, positions, plans, orders, quotes)
        if not figures.unpriced:
            bitcoin = view.quote(_BITCOIN)
            point = EquityPoint(
                at=view.now(), equity=figures.equity, btc_price=None if bitcoin is None else bitcoin.price
            )
            await self._parts.curve.record(ref.tenant_id, ref.account_id, point)

    async def _each(self, refs: Sequence[AccountRef], case: Callable[..., Awaitable[object]]) -> None:
        for ref in refs:
            job = partial(case, ref.tenant_id, ref.account_id)
            (outcome,) = await asyncio.gather(job(), return_exceptions=True)
            _report(type(case).__name__, ref, outcome)


def _report(job: str, ref: AccountRef, outcome: object) -> None:
    if isinstance(outcome, BaseException):
        _log.error("chore.account_failed", chore=job, account=str(ref.account_id), exc_info=outcome)
