"""The slow path: the same bars, rules and signals, by the use cases and the engine's parts on the paper venue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from adapters.backtest.bars import Bars
from adapters.backtest.fast import checked
from adapters.ids import Uuid7Ids
from adapters.memory.paper_books import MemoryPaperBooks
from adapters.memory.units import MemoryBooks, MemoryUnits
from adapters.venues.paper_venue import PaperExchange
from domain.identity.principal import Principal
from domain.marketdata.market import Side, Tick
from domain.shared.ids import Ids, PositionId
from domain.shared.money import Price, Quantity
from domain.signals.ports import Detections
from domain.strategies.rules import BacktestRules
from domain.trading.account import Account, TradingState
from domain.trading.chronicle import Chronicle
from domain.trading.drafts import PlanDraft
from domain.trading.errors import RefusedError
from domain.trading.paper.ports import PaperStore
from domain.trading.paper.terms import PaperTerms
from domain.trading.plan import PlanStatus
from domain.trading.ports import UnitsOfWork
from domain.trading.position import Position
from domain.trading.use_cases.create_plan import CreatePlan
from domain.trading.use_cases.execute_plan import ExecutePlan
from domain.trading.use_cases.place_order import PlaceOrder
from domain.trading.use_cases.validate_plan import ValidatePlan
from domain.trading.venue_facts import CAPABILITIES
from robson_app.backtest.history_view import HistoryView
from robson_app.backtest.no_keys import NoKeys
from robson_app.backtest.one_account import OneAccount
from robson_app.composition.engine import engine_cases


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where a run takes place: books of its own, with one paper account, and who trades it."""

    units: UnitsOfWork
    paper: PaperStore
    ids: Ids
    account: Account
    principal: Principal
    put_away: Callable[[], None]


def in_memory(account: Account, principal: Principal) -> Ground:
    """Make books that nobody else reads and that end with the run."""
    books = MemoryBooks(account=account)
    return Ground(
        units=MemoryUnits(books),
        paper=MemoryPaperBooks(),
        ids=Uuid7Ids(),
        account=account,
        principal=principal,
        put_away=books.put_away,
    )


class EngineRun:
    """Plays one history."""

    def __init__(self, bars: Bars, rules: BacktestRules, ground: Ground) -> None:
        """Wire the use cases and the engine's parts to the ground."""
        self._bars, self._rules, self._ground = bars, rules, ground
        self._view = view = HistoryView(bars, rules.limits.stop_timeframe)
        costs = rules.costs
        terms = PaperTerms(fee=costs.fee_out, interest_hourly=rules.interest_hourly, slippage=costs.slippage)
        exchange = PaperExchange(store=ground.paper, listing=view, clock=view, terms=terms)
        no_keys = NoKeys()
        self._cases = engine_cases(ground.units, view, view, ground.ids, box=no_keys, probe=no_keys)
        self._engine = OneAccount(ground.account, exchange, self._cases, view)
        chronicle = Chronicle(ground.ids, view, view)
        common = (ground.units, view, CAPABILITIES, chronicle)
        self._create, self._validate = CreatePlan(*common), ValidatePlan(*common)
        self._execute = ExecutePlan(*common, PlaceOrder(view, chronicle))
        self._traded: list[PositionId] = []
        self._ticks = 0
        self._lows, self._highs = bars.lows.tolist(), bars.highs.tolist()
        self._bounds = (0, 0)

    async def __call__(self, entries: Detections) -> Sequence[Position]:
        """Play all bars; return the positions in the order of their entries, the last one possibly open.

        Raises:
            InvalidInputError: an entry that cannot be.
        """
        places, signs = checked(entries, len(self._bars))
        sides = dict(zip(places.tolist(), signs.tolist(), strict=True))
        self._view.go(self._bars.begin, self._bars.price(int(self._bars.opens[0])))
        await self._engine.open()
        position: Position | None = None
        day = self._bars.begin.date()
        for i in range(len(self._bars)):
            opened = self._bars.open_time(i)
            if opened.date() != day:
                day = opened.date()
                self._view.go(opened, self._bars.price(int(self._bars.closes[i - 1])))
                await self._cases.turn_periods(self._ground.account.tenant_id, self._ground.account.id)
            if position is not None and not self._quiet(i):
                position = await self._through(i, position)
                self._bounds = self._bounds_of(position)
            if i in sides and position is None:
                position = await self._enter(i, Side.LONG if sides[i] > 0 else Side.SHORT)
                self._bounds = self._bounds_of(position)
        await self._engine.close()
        async with self._ground.units(self._ground.account.tenant_id) as unit:
            found = [await unit.positions.get(i) for i in self._traded]
        return [p for p in found if p.entered]

    def _quiet(self, i: int) -> bool:
        """Say that the engine would only look on: the stop stays untouched, and no further span is reached."""
        return bool(self._lows[i] > self._bounds[0] and self._highs[i] < self._bounds[1])

    def _bounds_of(self, position: Position | None) -> tuple[int, int]:
        if position is None or position.average_entry is None or not position.span:
            return (0, 0)
        sign, tick = position.side.sign, self._bars.instrument.filters.tick
        target = position.average_entry + sign * (1 + max(s.spans for s in position.steps)) * position.span
        best = position.highest if sign > 0 else position.lowest
        if best is not None and sign * (best - target) >= 0:
            # The stop was too near to the price to follow: the engine looks at every bar again.
            return (0, 0)
        stop, target = position.stop / tick, target / tick
        return (int(stop), int(target)) if sign > 0 else (int(target), int(stop))

    async def _through(self, i: int, position: Position) -> Position | None:
        bars, sign = self._bars, position.side.sign
        low, high = bars.price(int(bars.lows[i])), bars.price(int(bars.highs[i]))
        path = (bars.price(int(bars.opens[i])), *((low, high) if sign > 0 else (high, low)))
        for leg, corner in enumerate((*path, bars.price(int(bars.closes[i])))):
            # Between two corners the price passes every tick; the only one that matters is the stop's.
            crossed = leg > 0 and sign * (corner - position.stop) <= 0
            price = position.stop if crossed else corner
            await self._trade(bars.open_time(i) + leg * bars.timeframe.delta / 4, price)
            still = await self._open()
            if still is None:
                return None
            position = still
        return position

    async def _enter(self, i: int, side: Side) -> Position | None:
        principal, account_id = self._ground.principal, self._ground.account.id
        self._ground.put_away()
        await self._trade(self._bars.open_time(i + 1), self._bars.price(int(self._bars.closes[i])))
        if not self._rules.brakes:
            await self._fresh_month()
        draft = PlanDraft(symbol=self._bars.instrument.symbol, side=side, stop_confirmed=self._rules.fallback_confirmed)
        try:
            plan = await self._create(principal, account_id, draft)
        except RefusedError:
            return None
        plan = await self._validate(principal, plan.id)
        if plan.status is not PlanStatus.VALIDATED:
            return None
        await self._execute(principal, plan.id)
        async with self._ground.units(principal.tenant_id) as unit:
            self._traded.extend(p.id for p in await unit.positions.open(account_id))
        await self._engine.send()
        return await self._open()

    async def _fresh_month(self) -> None:
        async with self._ground.units(self._ground.principal.tenant_id) as unit:
            account = await unit.accounts.get(self._ground.account.id, lock=True)
            fresh = replace(
                account,
                month_capital=account.balance,
                month_realised=Decimal(0),
                day_equity=account.balance,
                day_realised=Decimal(0),
                state=TradingState.ACTIVE,
                halt_reason="",
            )
            unit.accounts.save(fresh)
            await unit.commit()

    async def _open(self) -> Position | None:
        async with self._ground.units(self._ground.principal.tenant_id) as unit:
            return next(iter(await unit.positions.open(self._ground.account.id)), None)

    async def _trade(self, at: datetime, price: Price) -> None:
        self._view.go(at, price)
        self._ticks += 1
        tick = Tick(
            symbol=self._bars.instrument.symbol,
            price=price,
            quantity=Quantity(1),
            at=at,
            received_at=at,
            sequence=self._ticks,
        )
        await self._engine.tell(tick)
