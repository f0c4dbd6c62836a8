"""One run: an engine is killed at a point, a successor recovers, the books are compared."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field

from domain.trading.errors import RefusedError
from domain.trading.order import OrderRole
from domain.trading.transitions import ORDER_AT_VENUE
from tests.safety.acts import AT, LOW, Act, Scene
from tests.safety.books import Verdict
from tests.safety.lane import START, Lane, VenueTrader, until
from tests.safety.points import Point, arm

CONVERGES_WITHIN_S = 30.0
SETTLES_WITHIN_S = 90.0
BARE_AT_MOST_S = 15.0
"""Longest time without a covering stop across a crash. Schedules are not held to it: docs/safety/report.md, seed 70."""
_TRIES = 3
_WRITES = (("POST", "*"), ("DELETE", "*"))
_BY_THE_ACT = frozenset(
    {Point.BEFORE_BYTES, Point.NO_ANSWER, Point.ANSWERED, Point.COMMITTED, Point.FILL_READ, Point.FILL_KEPT,
     Point.CANCEL_SENT, Point.BEFORE_INTENT, Point.AFTER_INTENT}
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Run:
    """What one kill came to. `recovery_s` is None where the books never agreed in time."""

    point: str
    act: str
    seed: str
    recovery_s: float | None = None
    unprotected_s: float = 0.0
    verdict: Verdict = field(default_factory=Verdict)
    missed: str = ""

    @property
    def good(self) -> bool:
        """Whether the books agreed in time, agree at the end, and nothing was held without a stop for too long."""
        return not self.missed and self.recovery_s is not None and self.verdict.settled and not self.bare

    @property
    def bare(self) -> bool:
        """Whether a crash left something without a stop for longer than it may."""
        return self.point in tuple(Point) and self.unprotected_s > BARE_AT_MOST_S

    @property
    def story(self) -> list[str]:
        """What was found, in sentences."""
        if self.missed:
            return [self.missed]
        told = f"unprotected: {self.unprotected_s:.1f} s without a stop, at most {BARE_AT_MOST_S:g} s may be"
        return [*self.verdict.story(), *([told] if self.bare else [])]

    def row(self) -> dict[str, object]:
        """All of it, as plain JSON."""
        return {
            "kind": "kill",
            "point": str(self.point),
            "act": str(self.act),
            "seed": self.seed,
            "good": self.good,
            "recovery_s": self.recovery_s,
            "unprotected_s": self.unprotected_s,
            "found": self.story,
        }

    def line(self) -> str:
        """One line of the story."""
        recovered = "never" if self.recovery_s is None else f"{self.recovery_s:.1f} s"
        return f"{self.point:34} {self.act:24} recovered {recovered:>7}, unprotected {self.unprotected_s:5.2f} s  " + (
            "" if self.good else f"BAD (seed {self.seed}): {'; '.join(self.story)}"
        )


async def kill_once(lane: Lane, point: Point, seed: str) -> Run:
    """Kill at a point; the seed decides what happens in that moment.

    Where the machine was too slow to come to the point nothing was killed, and it is tried again.
    """
    for _ in range(_TRIES):
        dice = random.Random(seed)  # the same seed asks for the same
        run = Run(point=point, act=dice.choice(AT[point]), seed=seed)
        beside = dice.random() < 0.5 or point is Point.RECONCILING
        try:
            trader, scene = await _prepared(lane, Act(run.act), beside=beside)
            await _hold_answers(lane, trader, point, dice)
            died = await _die(lane, scene, point, dice, trader)
        except (TimeoutError, RefusedError) as slow:
            run.missed = f"nothing died at the point ({slow or type(slow).__name__}); logs in {lane.folder}"
            await lane.clear()
            continue
        run.missed = ""
        await _recover(lane, trader, run, died)
        await _close(lane, trader, run)
        break
    return run


async def _prepared(lane: Lane, act: Act, *, beside: bool) -> tuple[VenueTrader, Scene]:
    lane.leading()
    await lane.price(**START)
    await lane.ready()
    trader = await lane.trader()
    scene = Scene(lane, trader, act)
    await scene.prepare(beside=beside)
    return trader, scene


async def _hold_answers(lane: Lane, trader: VenueTrader, point: Point, dice: random.Random) -> None:
    """Where death comes between bytes and answer, the venue acts at once and answers late, or acts after the death."""
    if point in (Point.NO_ANSWER, Point.CANCEL_SENT, Point.RECONCILING):
        late = {"latency_s": round(dice.uniform(0.3, 4.0), 2)} if dice.random() < 0.4 else {"reply_after_s": 5}
        for method, path in _WRITES:
            await lane.venue("fault", method=method, path=path, account=trader.name, **late)


async def _die(lane: Lane, scene: Scene, point: Point, dice: random.Random, trader: VenueTrader) -> float:
    _, order = lane.leading()
    if point in (Point.BEFORE_INTENT, Point.AFTER_INTENT) and scene.act is Act.ENTER:
        return await _the_web_dies(lane, scene, point, trader)
    if point in _BY_THE_ACT:
        arm(
            order,
            point,
            dice.randrange(2) if scene.act is Act.PART and point not in (Point.FILL_READ, Point.FILL_KEPT) else 0,
        )
        await scene.do()
        died = await lane.died(order, 40)
        lane.engine()
        return died
    first = await _the_leader_dies(lane, scene, point, dice)
    if point is Point.MIGRATING:
        await _migrate(lane)
        lane.engine()
        return first
    passings = dice.randrange(2) if point is Point.RECONCILING else 0
    _, second = lane.engine(point, passings)
    died = await lane.died(second, 60)
    lane.engine()
    return died


async def _the_web_dies(lane: Lane, scene: Scene, point: Point, trader: VenueTrader) -> float:
    plan = scene.plan
    if plan is None:
        raise LookupError("the scene was not prepared")
    _, order = lane.start("click", SAFETY_PLAN=str(plan.id), SAFETY_TOKEN=trader.token)
    arm(order, point, 0)
    return await lane.died(order, 40)


async def _the_leader_dies(lane: Lane, scene: Scene, point: Point, dice: random.Random) -> float:
    child, order = lane.leading()
    if point is Point.RECONCILING and scene.act is not Act.STOP_OUT:
        arm(order, Point.NO_ANSWER, 0)
        await scene.do()
        return await lane.died(order, 40)
    await scene.do()
    await asyncio.sleep(dice.uniform(0, 0.08))
    died = time.time()
    child.signal(signal.SIGKILL)
    return died


async def _migrate(lane: Lane) -> None:
    """Die in the middle of a migration, then finish it; the product's level is restored at the end of the run."""
    _, order = lane.start("migrate", SAFETY_MIGRATION="up")
    arm(order, Point.MIGRATING, 0)
    await lane.died(order, 40)
    for way in ("up", "down"):
        child, _ = lane.start("migrate", SAFETY_MIGRATION=way)
        await until(lambda child=child: _gone(child.alive), 15)  # type: ignore[misc]


async def _gone(alive: bool) -> bool | None:
    return None if alive else True


async def _recover(lane: Lane, trader: VenueTrader, run: Run, died: float) -> None:
    async def converged() -> float | None:
        run.verdict = await lane.judged(trader)
        return time.time() - died if run.verdict.converged and lane.led() else None

    with suppress(TimeoutError):
        run.recovery_s = await until(converged, CONVERGES_WITHIN_S)


async def _close(lane: Lane, trader: VenueTrader, run: Run) -> None:
    """Everything must still be closable: entries are taken back, the price falls through every stop."""
    await lane.venue("clear_faults")
    for position in await trader.open_positions():
        for order in await trader.orders(position):
            if order.role is OrderRole.ENTRY and order.status in ORDER_AT_VENUE:
                await lane.web.cancel_order(trader.principal, order.id)

    async def taken_back() -> bool | None:
        return None if any(o.cancelling for o in (await lane.ours(trader.account_id)).orders) else True

    async def over() -> bool | None:
        run.verdict = await lane.judged(trader)
        ours = await lane.ours(trader.account_id)
        return True if run.verdict.settled and all(p.status == "closed" for p in ours.positions) else None

    try:
        await until(taken_back, SETTLES_WITHIN_S)
        await lane.price(BTC=LOW, ETH="2900")
        await until(over, SETTLES_WITHIN_S)
    except TimeoutError:
        run.verdict.unsettled.append("not everything could be closed")
    run.unprotected_s = run.verdict.unprotected_s
