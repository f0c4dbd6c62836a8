"""What ticks mean for open positions: extremes, trailing stops, the second line behind every stop."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import partial

from domain.marketdata.market import Tick
from domain.marketdata.ports import MarketView
from domain.risk.limits import Costs
from domain.shared.errors import NotFoundError
from domain.shared.ids import AccountId, PositionId
from domain.shared.money import Price
from domain.shared.symbol import Symbol
from domain.trading.cover import doubted_sales
from domain.trading.position import Position, PositionStatus
from domain.trading.transitions import POSITION_ENTERING
from domain.trading.use_cases.cancel_resting_entries import stop_traded_first
from domain.trading.watch import stop_breached, targets_reached, trail_due
from robson_app.engine.desks import Desks
from robson_app.engine.lane import Job
from robson_app.engine.parts import AccountRef, EngineCases

_ASK_AGAIN_S = 1.0


@dataclass(slots=True)
class _Watched:
    ref: AccountRef
    position: Position
    costs: Costs
    highest: Price | None = None
    lowest: Price | None = None
    noted: tuple[Price | None, Price | None] = (None, None)
    doubted: bool = False
    asked: dict[str, float] = field(default_factory=dict)


class PositionWatch:
    """Holds open positions in memory, fed by facts, and judges each tick without touching the database."""

    def __init__(self, *, cases: EngineCases, desks: Desks, view: MarketView) -> None:
        """Start with nothing to watch; `refresh` each account that has positions."""
        self._cases = cases
        self._desks = desks
        self._view = view
        self._last: dict[Symbol, Tick] = {}
        self._by_symbol: dict[Symbol, dict[PositionId, _Watched]] = {}

    async def refresh(self, ref: AccountRef) -> bool:
        """Read an account's open positions again; True when one that was watched is open no more."""
        try:
            async with self._cases.units(ref.tenant_id) as unit:
                books = await unit.books(ref.account_id)
        except NotFoundError:
            self.forget(ref.account_id)
            return False
        doubted = frozenset(o.position_id for o in doubted_sales(books.orders))
        return self._take(ref, books.account.costs, books.positions, doubted)

    def _take(
        self, ref: AccountRef, costs: Costs, positions: Sequence[Position], doubted: Set[PositionId | None]
    ) -> bool:
        before = {w.position.id: w for w in self._of(ref.account_id)}
        self.forget(ref.account_id)
        for position in positions:
            watched = before.get(position.id) or _Watched(ref, position, costs)
            if watched.position.version != position.version:
                watched.asked.clear()
            watched.position, watched.costs, watched.doubted = position, costs, position.id in doubted
            watched.highest = _widest(max, watched.highest, position.highest)
            watched.lowest = _widest(min, watched.lowest, position.lowest)
            watched.noted = (position.highest, position.lowest)
            self._by_symbol.setdefault(position.symbol, {})[position.id] = watched
        self.protect(ref.account_id)
        for symbol in {p.symbol for p in positions}:
            self._judge_again(symbol)
        return not before.keys() <= {p.id for p in positions}

    def forget(self, account_id: AccountId) -> None:
        """Watch an account's positions no longer."""
        for watched in self._of(account_id):
            del self._by_symbol[watched.position.symbol][watched.position.id]

    def on_tick(self, tick: Tick) -> None:
        """Judge every position of the tick's pair."""
        self._last[tick.symbol] = tick
        for watched in tuple(self._by_symbol.get(tick.symbol, {}).values()):
            price = tick.price_for(watched.position.side)
            if watched.position.status in POSITION_ENTERING:
                self._while_entering(watched, price)
            else:
                self._while_open(watched, price, tick)

    def _judge_again(self, symbol: Symbol) -> None:
        # What changed may be due at a price that has traded already, and the next trade may be long in coming.
        last = self._last.get(symbol)
        if last is not None:
            self.on_tick(last)

    def protect(self, account_id: AccountId | None = None) -> None:
        """Have every position looked after that lacks a confirmed stop or has a sale in doubt; one account's or all."""
        for watched in self._all() if account_id is None else self._of(account_id):
            entering = watched.position.status in POSITION_ENTERING and watched.position.exposed_since is not None
            if entering or watched.doubted or watched.position.status is PositionStatus.PROTECTING:
                self._ask(watched, "protect", self._cases.protect_position)

    def note(self, account_id: AccountId | None = None) -> None:
        """Store the extremes that have widened, before a report may close the position."""
        for watched in self._all() if account_id is None else self._of(account_id):
            high, low = watched.highest, watched.lowest
            if high is not None and low is not None and (high, low) != watched.noted:
                watched.noted = (high, low)
                job = partial(self._cases.note_excursion, watched.ref.tenant_id, watched.position.id, high, low)
                self._book(watched, "note", job)

    def _while_entering(self, watched: _Watched, price: Price) -> None:
        if stop_traded_first(watched.position, price) and self._due(watched, "withdraw"):
            ref = watched.ref
            job = partial(self._cases.cancel_resting_entries, ref.tenant_id, ref.account_id)
            self._book(watched, "withdraw", job)

    def _while_open(self, watched: _Watched, price: Price, tick: Tick) -> None:
        position = watched.position
        watched.highest = _widest(max, watched.highest, price)
        watched.lowest = _widest(min, watched.lowest, price)
        instrument = self._view.instrument(tick.symbol)
        if instrument is None or position.status is PositionStatus.EXITING:
            return
        if stop_breached(position, price):
            self._ask(watched, "stop", partial(self._cases.watch_stop, price=price))
        elif trail_due(position, price, watched.costs, instrument.filters):
            self._ask(watched, "trail", partial(self._cases.trail_stop, price=price))
        if targets_reached(position, price):
            self._ask(watched, "targets", partial(self._cases.take_targets, price=price))

    def _ask(self, watched: _Watched, what: str, case: Callable[..., Awaitable[object]]) -> None:
        if self._due(watched, what):
            self._book(watched, what, partial(case, watched.ref.tenant_id, watched.position.id))

    def _due(self, watched: _Watched, what: str) -> bool:
        now = time.monotonic()
        if now - watched.asked.get(what, -_ASK_AGAIN_S) < _ASK_AGAIN_S:
            return False
        watched.asked[what] = now
        return True

    def _book(self, watched: _Watched, what: str, job: Job) -> None:
        desk = self._desks.find(watched.ref.account_id)
        if desk is not None:
            desk.book(f"{what} {watched.position.id}", job)

    def _all(self) -> Iterator[_Watched]:
        return (w for group in tuple(self._by_symbol.values()) for w in tuple(group.values()))

    def _of(self, account_id: AccountId) -> list[_Watched]:
        return [w for w in self._all() if w.ref.account_id == account_id]


def _widest(pick: Callable[[Price, Price], Price], one: Price | None, other: Price | None) -> Price | None:
    if one is None or other is None:
        return one or other
    return pick(one, other)
