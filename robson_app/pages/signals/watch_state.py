"""What the tenant watches for, and what each detector was worth so far."""

from __future__ import annotations

import reflex as rx

from domain.identity.principal import Permission, Principal
from domain.marketdata.timeframe import Timeframe
from domain.shared.fields import choice_field
from domain.signals.detectors import Detector, DetectorKind
from domain.signals.watch import SignalWatch
from robson_app.auth.handlers import handler
from robson_app.composition import desk
from robson_app.pages.signals.rows import DetectorRow, detector_rows


class WatchState(rx.State):
    """Detectors × pairs × timeframes; `pairs` is empty while every pair on offer is watched."""

    detectors: list[DetectorRow] = []  # noqa: RUF012 -- Reflex copies the default for each page
    pairs: list[str] = []  # noqa: RUF012 -- as above
    timeframes: list[str] = []  # noqa: RUF012 -- as above
    loaded: bool = False

    @handler(Permission.VIEW)
    async def load(self, me: Principal) -> None:
        """Read the watch and the outcomes."""
        await self._show(await desk().signals.reads.watch(me.tenant_id))

    @handler(Permission.TRADE)
    async def watch_detector(self, me: Principal, kind: str, on: bool) -> None:
        """Watch for a detector with its usual numbers, or for none of its kind."""
        chosen = choice_field("detector", kind, DetectorKind)
        kept = [text for text in await self._detectors(me) if text.partition(":")[0] != chosen.value]
        await self._change(me, detectors=[*kept, str(Detector.parse(chosen.value))] if on else kept)

    @handler(Permission.TRADE)
    async def watch_timeframe(self, me: Principal, timeframe: str, on: bool) -> None:
        """Watch a timeframe, or leave it."""
        chosen = choice_field("timeframe", timeframe, Timeframe)
        watched = set((await desk().signals.reads.watch(me.tenant_id)).timeframes) - {chosen}
        await self._change(me, timeframes=[t.value for t in Timeframe if t in watched or (on and t is chosen)])

    @handler(Permission.TRADE)
    async def watch_pair(self, me: Principal, pair: str, on: bool) -> None:
        """Watch a pair, or leave it; with none left, every pair on offer is watched."""
        watched = [str(symbol) for symbol in (await desk().signals.reads.watch(me.tenant_id)).symbols]
        await self._change(me, symbols=[*(p for p in watched if p != pair), *([pair] if on else [])])

    async def _detectors(self, me: Principal) -> tuple[str, ...]:
        return (await desk().signals.reads.watch(me.tenant_id)).detectors

    async def _change(self, me: Principal, **changes: list[str]) -> None:
        await self._show(await desk().signals.change_watch(me, changes))

    async def _show(self, watch: SignalWatch) -> None:
        self.detectors = detector_rows(watch, await desk().signals.reads.tallies())
        self.pairs = [str(symbol) for symbol in watch.symbols]
        self.timeframes = [timeframe.value for timeframe in watch.timeframes]
        self.loaded = True
