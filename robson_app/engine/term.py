"""One term of leadership, from the first reconciliation to the last drained lane."""

from __future__ import annotations

import asyncio

import structlog

from domain.marketdata.market import Tick
from robson_app.engine.around import Around
from robson_app.engine.chores import Chores
from robson_app.engine.desk import AccountDesk
from robson_app.engine.desks import Desks
from robson_app.engine.facts import FactsLoop
from robson_app.engine.leadership import Leadership
from robson_app.engine.parts import TermParts
from robson_app.engine.watch import PositionWatch

_log = structlog.get_logger(__name__)
_DRAIN_S = 2.5


class Term:
    """Leads until the lease is lost or the task is cancelled; then drains."""

    def __init__(self, *, parts: TermParts, leadership: Leadership) -> None:
        """Take the term's parts and the claim to lead."""
        self._parts = parts
        self._leadership = leadership
        self._desks = Desks(venues=parts.venues, cases=parts.cases, leadership=leadership)
        self._watch = PositionWatch(cases=parts.cases, desks=self._desks, view=parts.view)
        self._chores = Chores(parts=parts, desks=self._desks, watch=self._watch)
        self._facts = FactsLoop(
            bus=parts.bus,
            desks=self._desks,
            watch=self._watch,
            on_close=self._chores.record_equity,
            on_keys=self._chores.check_connection,
        )
        if parts.signals is not None:
            parts.recorder.listen(parts.signals.closed)
        # What this engine changes it watches at once; the bus only tells what others changed.
        self._desks.surround(
            Around(
                before_report=self._watch.note,
                after_change=self._facts.changed,
                rules_doubted=parts.recorder.doubt_rules,
            )
        )

    async def run(self) -> None:
        """Start up in order, then run everything side by side.

        Raises:
            ExceptionGroup: with a NotLeadingError when the lease was lost, or with what went wrong.
        """
        recorder = self._parts.recorder
        try:
            await recorder.start()
            await self._take_over()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._facts.run(), name="facts")
                tasks.create_task(self._market(), name="market")
                tasks.create_task(recorder.publish(), name="publish")
                tasks.create_task(recorder.keep(), name="keep")
                tasks.create_task(recorder.relist(), name="relist")
                for chore in self._chores.all():
                    tasks.create_task(chore.run(), name=chore.name)
                self._desks.release()
        finally:
            await self._desks.close(within_s=_DRAIN_S)
            await self._parts.exchange.close()

    async def _take_over(self) -> None:
        refs = await self._parts.work.busy()
        await self._desks.each(refs, AccountDesk.reconcile)
        await asyncio.gather(*(desk.drained() for desk in self._desks))
        for ref in refs:
            await self._watch.refresh(ref)
        _log.info("engine.took_over", accounts=len(refs))

    async def _market(self) -> None:
        async for event in self._parts.recorder.events():
            self._leadership.require()
            self._parts.exchange.apply(event)
            if isinstance(event, Tick):
                self._watch.on_tick(event)
        _log.warning("market.ended")
        await asyncio.Event().wait()
