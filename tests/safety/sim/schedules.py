"""A seed's schedule: the venue misbehaves at random while a trader trades, and now and then the engine dies."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal

from domain.shared.errors import RobsonError
from domain.shared.symbol import Symbol
from domain.trading.drafts import PlanDraft
from domain.trading.order import OrderRole
from domain.trading.plan import PlanStatus
from domain.trading.position import Position, PositionStatus
from domain.trading.transitions import ORDER_AT_VENUE
from tests.fakes.market_view import BTC, ETH
from tests.safety.kills import SETTLES_WITHIN_S, Run
from tests.safety.lane import until
from tests.safety.sim.crash import closed
from tests.safety.sim.virtual import VirtualLoop, run_virtually
from tests.safety.sim.world import World

SCHEDULE = "seeded schedule"
_CRASH = 0.15
_STOPS = {BTC: "0.984", ETH: "0.981"}
Tell = Callable[[str], None]


def play(seed: int, bug: str = "none", tell: Tell = lambda _: None) -> Run:
    """Play a seed; the same seed is the same story, which `tell` hears."""
    loop = VirtualLoop()
    random.seed(seed)
    return run_virtually(Play(loop, seed, bug, tell).run(), loop)


class Play:
    def __init__(self, loop: VirtualLoop, seed: int, bug: str, tell: Tell) -> None:
        self._loop = loop
        self._dice = random.Random(seed)
        self._seed = seed
        self._told = tell
        self._world = World(loop, bug)

    async def run(self) -> Run:
        dice, world = self._dice, self._world
        run = Run(point=SCHEDULE, act="", seed=str(self._seed))
        world.engine()
        await asyncio.sleep(1)
        planned = world.control.chaos(self._seed, dice.randint(3, 8))
        for fault in (*planned["faults"], *planned["stream_faults"]):
            shown = {name: value for name, value in fault.items() if value}
            self._tell(f"may happen: {shown}")
        for _ in range(dice.randint(4, 8)):
            await self._step()
            await asyncio.sleep(dice.choice((0.02, 0.3, 1.5, 4.0)) * dice.random())
        world.control.clear_faults()
        await self._settled(run)
        await closed(world, run)
        self._tell_all(run)
        return run

    async def _settled(self, run: Run) -> None:
        since = self._loop.time()

        async def settled() -> float | None:
            run.verdict = self._world.judged()
            return self._loop.time() - since if self._world.led and run.verdict.settled else None

        with suppress(TimeoutError):
            run.recovery_s = await until(settled, SETTLES_WITHIN_S)

    async def _step(self) -> None:
        dice = self._dice
        if dice.random() < _CRASH:
            self._tell("the engine dies")
            self._world.engines[-1].kill()
            self._world.engine()
            return
        symbol = dice.choice((BTC, ETH))
        position = next((p for p in await self._world.trader.open_positions() if p.symbol == symbol), None)
        deed = self._enter(symbol) if position is None else self._manage(symbol, position)
        try:
            await deed
        except RobsonError as refused:
            self._tell(f"refused: {refused}")

    async def _enter(self, symbol: Symbol) -> None:
        trader, last = self._world.trader, self._last(symbol)
        wish: dict[str, object] = {"symbol": str(symbol), "side": "long", "stop": self._cut(last, _STOPS[symbol])}
        if self._dice.random() < 0.3:
            wish |= {"entry": "limit", "limit": self._cut(last, "0.995")}
        self._tell(f"enter {wish}")
        plan = await trader.web.create_plan(trader.principal, trader.account_id, PlanDraft.read(wish))
        plan = await trader.web.validate_plan(trader.principal, plan.id)
        if plan.status is PlanStatus.VALIDATED:
            await trader.web.execute_plan(trader.principal, plan.id)

    async def _manage(self, symbol: Symbol, position: Position) -> None:
        trader, who = self._world.trader, self._world.trader.principal
        entry = next(
            (o for o in await trader.orders(position) if o.role is OrderRole.ENTRY and o.status in ORDER_AT_VENUE), None
        )
        if entry is not None and self._dice.random() < 0.5:
            self._tell(f"cancel the entry of {symbol}")
            await trader.web.cancel_order(who, entry.id)
            return
        what = self._dice.choice(("move", "move", "tighten", "part", "close"))
        if what == "move" or position.status is not PositionStatus.ACTIVE:
            price = self._cut(self._last(symbol), str(round(self._dice.uniform(0.975, 1.025), 4)))
            self._tell(f"{symbol} trades at {price}")
            await self._world.price(**{symbol.base: price})
        elif what == "tighten":
            self._tell(f"tighten the stop of {symbol}")
            await trader.web.tighten_stop(who, position.id, self._cut(self._last(symbol), "0.992"))
        else:
            share = "0.5" if what == "part" else "1"
            self._tell(f"close {share} of {symbol}")
            await trader.web.close_position(who, position.id, share)

    def _last(self, symbol: Symbol) -> Decimal:
        return self._world.desk.exchange.market(f"{symbol.base}{symbol.quote}").last

    @staticmethod
    def _cut(price: Decimal, share: str) -> str:
        return str((price * Decimal(share)).quantize(Decimal("0.01")))

    def _tell(self, sentence: str) -> None:
        self._told(f"{self._loop.time():8.2f} s  {sentence}")

    def _tell_all(self, run: Run) -> None:
        """The rest of the story: what struck, what was asked of the venue, what the desk wrote down."""
        begun = self._world.clock.now().timestamp() - self._loop.time()
        faults = self._world.desk
        for struck in (*faults.script.struck, *faults.wires.struck):
            self._told(f"struck: { ({name: value for name, value in struck.items() if value}) }")
        rows = [(e["at"] / 1000, f"venue  {e['request']} {' '.join(e['ids'])} {e['fault']} → {e['result']}") for e in
                self._world.control.journal(10_000)]  # fmt: skip
        rows += [(e.at.timestamp(), f"desk   {e.kind}: {e.sentence}") for e in self._world.store.events]
        for at, sentence in sorted(rows, key=lambda row: row[0]):
            self._told(f"{at - begun:8.2f} s  {sentence}")
        for sentence in run.verdict.story() or ["the books agree; everything is closed"]:
            self._told(sentence)
