"""One simulated crash: the same points, acts and judgement as a real kill, in virtual time."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress

from domain.trading.order import OrderRole
from domain.trading.transitions import ORDER_AT_VENUE
from tests.safety.acts import AT, LOW, Act, Scene
from tests.safety.kills import CONVERGES_WITHIN_S, SETTLES_WITHIN_S, Run
from tests.safety.lane import until
from tests.safety.points import Point
from tests.safety.sim.life import Crash, Life, LifeTrigger
from tests.safety.sim.virtual import VirtualLoop, run_virtually
from tests.safety.sim.world import NAME, Engine, World
from tests.venue.faults import Fault

_SETTLE_S = 1.0
_BY_WEB = frozenset({Point.BEFORE_INTENT, Point.AFTER_INTENT})
_AROUND = frozenset({Point.RECONCILING, Point.HAND_OVER, Point.MIGRATING})


def crash_once(point: Point, seed: str, bug: str = "none") -> Run:
    """Crash at a point; the seed brings back the same run."""
    loop = VirtualLoop()
    random.seed(seed)
    return run_virtually(_crash(loop, point, random.Random(seed), seed, bug), loop)


async def _crash(loop: VirtualLoop, point: Point, dice: random.Random, seed: str, bug: str) -> Run:
    world = World(loop, bug)
    act = dice.choice(AT[point])
    run = Run(point=point, act=act, seed=seed)
    scene = Scene(world, world.trader, act)
    try:
        engine = world.engine()
        await asyncio.sleep(_SETTLE_S)
        await scene.prepare(beside=dice.random() < 0.5 or point is Point.RECONCILING)
        if point in (Point.NO_ANSWER, Point.CANCEL_SENT, Point.RECONCILING):
            _hold_answers(world, dice)
        await _die(world, engine, scene, point, dice)
    except TimeoutError:
        run.missed = "it could not be prepared, or nothing died at the point"
        return run
    await recovered(world, run, loop.time())
    await closed(world, run)
    return run


def _hold_answers(world: World, dice: random.Random) -> None:
    late = {"latency_s": dice.uniform(0.3, 4.0)} if dice.random() < 0.4 else {"reply_after_s": 5.0}
    for method in ("POST", "DELETE"):
        world.desk.script.add(Fault(method=method, **late))


async def _die(world: World, engine: Engine, scene: Scene, point: Point, dice: random.Random) -> None:
    if point in _BY_WEB and scene.act is Act.ENTER:
        await _the_web_dies(world, scene, point)
        return
    if point not in _AROUND:
        twice = scene.act is Act.PART and point not in (Point.FILL_READ, Point.FILL_KEPT)
        engine.trigger.point, engine.trigger.passings = point, dice.randrange(2) if twice else 0
        await _until_dead(engine, scene)
        world.engine()
        return
    if point is Point.RECONCILING and scene.act is not Act.STOP_OUT:
        engine.trigger.point = Point.NO_ANSWER
        await _until_dead(engine, scene)
    else:
        await scene.do()
        await asyncio.sleep(dice.uniform(0, 0.08))
        engine.kill()
    if point is Point.MIGRATING:
        await asyncio.sleep(dice.uniform(1, 8))  # there are no tables here: the desk is away for as long as it takes
        world.engine()
        return
    second = world.engine()
    second.trigger.point = point
    second.trigger.passings = dice.randrange(2) if point is Point.RECONCILING else 0
    async with asyncio.timeout(25):
        await second.life.died.wait()
    second.kill()
    world.engine()


async def _until_dead(engine: Engine, scene: Scene) -> None:
    await scene.do()
    async with asyncio.timeout(15):
        await engine.life.died.wait()
    engine.kill()


async def _the_web_dies(world: World, scene: Scene, point: Point) -> None:
    life = Life()
    trader = world.dying_trader(life, LifeTrigger(life, point))
    if scene.plan is None:
        raise LookupError("the scene was not prepared")
    with suppress(Crash):
        await trader.web.execute_plan(trader.principal, scene.plan.id)
    if not life.over:
        raise TimeoutError


async def recovered(world: World, run: Run, since: float) -> None:
    """Wait until a successor leads and the books agree."""
    loop = asyncio.get_running_loop()

    async def converged() -> float | None:
        run.verdict = world.judged()
        return loop.time() - since if world.led and run.verdict.converged else None

    with suppress(TimeoutError):
        run.recovery_s = await until(converged, CONVERGES_WITHIN_S)


async def closed(world: World, run: Run) -> None:
    """Everything must still be closable."""
    world.control.clear_faults()
    for order in list(world.store.orders.values()):
        if order.role is OrderRole.ENTRY and order.status in ORDER_AT_VENUE:
            await world.trader.web.cancel_order(world.trader.principal, order.id)

    async def taken_back() -> bool | None:
        ours = world.store.orders.values()
        return None if any(o.cancel_requested_at and o.status in ORDER_AT_VENUE for o in ours) else True

    async def over() -> bool | None:
        run.verdict = world.judged()
        done = all(p.status == "closed" for p in world.store.positions.values())
        return True if done and run.verdict.settled else None

    try:
        await until(taken_back, SETTLES_WITHIN_S)
        await world.price(BTC=LOW, ETH="2900")
        await until(over, SETTLES_WITHIN_S)
    except TimeoutError:
        run.verdict.unsettled.append("not everything could be closed")
    run.unprotected_s = run.verdict.unprotected_s
    assert NAME in world.desk.accounts
