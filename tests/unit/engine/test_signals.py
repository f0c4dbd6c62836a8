"""The engine's watch over closed candles."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from adapters.db.errors import DatabaseUnavailableError
from adapters.marketdata.simulation.tape import SimulatedTape
from adapters.signals.detecting import TalibDetecting
from domain.marketdata.candle import Candle
from domain.marketdata.indicators import CandleColumns
from domain.marketdata.timeframe import Timeframe
from domain.shared.ids import TenantId
from domain.shared.symbol import Symbol
from domain.signals.detectors import USUAL, Detector
from domain.signals.finding import Finding
from domain.signals.ports import Detecting, Detections
from domain.signals.signal import LIFE, LIVE, SignalStatus
from domain.signals.watch import SignalWatch
from robson_app.engine.chores import Chores
from robson_app.engine.desks import Desks
from robson_app.engine.parts import TermParts
from robson_app.engine.signals import SignalDesk
from robson_app.engine.watch import PositionWatch
from tests.fakes.clocks import FakeClock
from tests.fakes.feed import MemoryCandles
from tests.fakes.market_view import FakeMarketView, instrument
from tests.fakes.signal_post import MemoryPost
from tests.rows import IDS
from tests.unit.signals.columns import BEGIN, in_ticks, over

BTC = Symbol.parse("BTC/USDT")
COUNT, KNOWN = 1_200, 800
ALL = tuple(str(detector) for detector in USUAL)


def watch(**changes: object) -> SignalWatch:
    chosen: dict[str, object] = {"detectors": ALL, "timeframes": (Timeframe.M1,), "version": 1} | changes
    return SignalWatch(tenant_id=TenantId(IDS.new()), **chosen)  # type: ignore[arg-type]


def minutes() -> list[Candle]:
    return list(SimulatedTape(7).history(BTC, Timeframe.M1, BEGIN, BEGIN + timedelta(minutes=COUNT)))


class Floor:
    """A desk on candles in memory, at the end of the known ones."""

    def __init__(self, post: MemoryPost, known: list[Candle], detecting: Detecting | None = None) -> None:
        self.clock = FakeClock(known[-1].close_time)
        self.candles = MemoryCandles()
        self.post = post
        tape = SimulatedTape(7)
        pair = next(i for i in tape.instruments() if i.symbol == BTC)
        view = FakeMarketView(self.clock, self.clock, [instrument(BTC, tick=str(pair.filters.tick))])
        self.desk = SignalDesk(
            post=post,
            candles=self.candles,
            view=view,
            clock=self.clock,
            detecting=detecting or TalibDetecting(compiled=False),
        )

    async def store(self, candles: list[Candle]) -> None:
        await self.candles.save(candles)

    async def play(self, candles: list[Candle]) -> None:
        for candle in candles:
            await self.store([candle])
            self.clock.at = candle.close_time
            self.desk.closed(candle)
            await self.desk.turn()


async def floor(*watches: SignalWatch, known: int = KNOWN) -> tuple[Floor, list[Candle]]:
    history = minutes()
    made = Floor(MemoryPost(watches), history[:known])
    await made.store(history[:known])
    await made.desk.turn()
    return made, history


def confirmed(post: MemoryPost, tenant: TenantId) -> set[tuple[str, int]]:
    """What was told as confirmed at some time: detector and minute."""
    box = post.told.get(tenant, {}).values()
    return {
        (s.key.detector, (s.found_at - BEGIN) // timedelta(minutes=1) - 1)
        for s in box
        if s.status is not SignalStatus.FORMING and s.found_at > BEGIN + timedelta(minutes=KNOWN)
    }


async def test_what_the_engine_tells_is_what_a_back_test_finds() -> None:
    mine = watch()
    made, history = await floor(mine)
    await made.play(history[KNOWN:])
    columns = in_ticks(history, 0.1 if history[0].close % 1 else 0.01)
    wanted = {(str(d), bar) for d in USUAL for bar in over(columns, d) if bar >= KNOWN}
    told = {item for item in confirmed(made.post, mine.tenant_id) if not item[0].endswith("shoulders")}
    assert told == {item for item in wanted if not item[0].endswith("shoulders")}
    assert len(told) > 100


async def test_signals_end_by_their_stop_or_their_time() -> None:
    mine = watch()
    made, history = await floor(mine)
    await made.play(history[KNOWN:])
    closes = {candle.close_time: candle.close for candle in history}
    for signal in made.post.told[mine.tenant_id].values():
        life = [signal.found_at + timedelta(minutes=i) for i in range(1, LIFE + 1)]
        hit = next((at for at in life if at in closes and signal.side.sign * (closes[at] - signal.stop) <= 0), None)
        if hit is not None:
            assert signal.status is SignalStatus.INVALIDATED
        elif signal.expires_at <= history[-1].close_time:
            assert signal.status is SignalStatus.EXPIRED
        else:
            assert signal.status in LIVE


async def test_an_engine_that_restarts_tells_nothing_twice_and_catches_up() -> None:
    mine = watch()
    one, history = await floor(mine)
    await one.play(history[KNOWN:1_000])
    other = Floor(one.post, history[:1_005])  # five minutes were missed
    await other.store(history[:1_005])
    await other.play(history[1_005:])
    straight, _ = await floor(mine)
    await straight.play(history[KNOWN:])
    assert one.post.told[mine.tenant_id] == straight.post.told[mine.tenant_id]


async def test_each_tenant_hears_what_it_watches_and_a_newcomer_what_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    narrow, nobody = watch(detectors=("donchian_break:20",)), watch(symbols=(Symbol.parse("ETH/USDT"),))
    made, history = await floor(narrow, nobody)
    await made.play(history[KNOWN:1_100])
    assert {key.detector for key in made.post.told[narrow.tenant_id]} == {"donchian_break:20"}
    assert nobody.tenant_id not in made.post.told
    newcomer = watch()
    made.post.watching.append(newcomer)
    monkeypatch.setattr("robson_app.engine.signals.LOOK_EVERY_S", 0)
    await made.desk.turn()
    living = made.post.told[newcomer.tenant_id].values()
    assert living and all(signal.status in LIVE for signal in living)


async def test_what_could_not_be_told_is_told_later() -> None:
    mine = watch()
    made, history = await floor(mine)
    made.post.down = True
    for candle in history[KNOWN:900]:
        await made.store([candle])
        made.desk.closed(candle)
    for _ in range(3):
        with pytest.raises(DatabaseUnavailableError):
            await made.desk.turn()
    made.post.down = False
    await made.desk.turn()
    straight, _ = await floor(mine)
    await straight.play(history[KNOWN:900])
    told = {key for key, s in straight.post.told[mine.tenant_id].items() if s.status in LIVE}
    assert told <= made.post.told[mine.tenant_id].keys()


async def test_a_hole_in_the_candles_is_read_from_the_store() -> None:
    mine = watch()
    made, history = await floor(mine)
    await made.store(history[KNOWN:900])
    await made.play(history[900:1_000])
    straight, _ = await floor(mine)
    await straight.play(history[KNOWN:1_000])
    late = {k for k in straight.post.told[mine.tenant_id] if k.bar >= history[900].open_time}
    assert late <= made.post.told[mine.tenant_id].keys()


async def test_outcomes_are_measured_for_what_is_watched() -> None:
    made, _ = await floor(watch(detectors=("donchian_break:20", str(Detector.parse("key_level")))))
    await made.desk.measure()
    measured = {outcome.detector: outcome for outcome in made.post.outcomes}
    assert set(measured) == {"donchian_break:20", "key_level"}
    for outcome in measured.values():
        assert 0 <= outcome.hits < outcome.samples
        assert -outcome.samples * 3 < outcome.total_r < outcome.samples * 2


class BrokenAt:
    """Finds like the real one, but breaks at some of what it is asked."""

    def __init__(self, breaks: Callable[[CandleColumns], bool]) -> None:
        self._breaks = breaks
        self._real = TalibDetecting(compiled=False)

    def over(self, candles: CandleColumns, detector: Detector) -> Detections:
        if self._breaks(candles):
            raise ZeroDivisionError("a detector that breaks")
        return self._real.over(candles, detector)

    def newest(self, candles: CandleColumns, detectors: Sequence[Detector]) -> Sequence[Finding]:
        if self._breaks(candles):
            raise ZeroDivisionError("a detector that breaks")
        return self._real.newest(candles, detectors)


async def test_a_detector_that_breaks_at_one_candle_finds_at_the_next_ones() -> None:
    mine, history = watch(), minutes()
    poison = history[KNOWN + 20].open_time.timestamp()
    made = Floor(MemoryPost([mine]), history[:KNOWN], BrokenAt(lambda candles: candles.time[-1] == poison))
    await made.store(history[:KNOWN])
    await made.desk.turn()
    await made.play(history[KNOWN:1_000])
    assert any(minute > KNOWN + 21 for _, minute in confirmed(made.post, mine.tenant_id))


async def test_a_detector_that_always_breaks_costs_the_term_nothing_and_its_chores_come_round_again() -> None:
    history = minutes()
    made = Floor(MemoryPost([watch()]), history[:KNOWN], BrokenAt(lambda candles: True))
    await made.store(history[:KNOWN])
    parts = cast("TermParts", SimpleNamespace(signals=made.desk, backtests=None, sweep_demos=None))
    listed = Chores(parts=parts, desks=cast("Desks", None), watch=cast("PositionWatch", None)).all()
    mine = {chore.name: replace(chore, every_s=0) for chore in listed if chore.name in ("signals", "outcomes")}
    rounds = asyncio.Queue[str]()

    def told(name: str) -> Callable[[], Awaitable[object]]:
        async def do() -> None:
            rounds.put_nowait(name)
            await mine[name].do()

        return do

    async with asyncio.timeout(20), asyncio.TaskGroup() as term:
        running = [term.create_task(replace(chore, do=told(name)).run()) for name, chore in mine.items()]
        heard = Counter[str]()
        while min(heard["signals"], heard["outcomes"]) < 3:
            heard[await rounds.get()] += 1
        assert not any(task.done() for task in running)
        for task in running:
            task.cancel()
    assert made.post.outcomes == []
