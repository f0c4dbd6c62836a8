"""Fifty plans at once on a real database: the last of the budget is given away once."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from adapters.db.pool import Pool
from adapters.db.unit_of_work import PostgresUnitsOfWork
from adapters.ids import Uuid7Ids
from domain.identity.principal import Principal, Role
from domain.shared.ids import SessionId
from domain.shared.symbol import Symbol
from domain.trading.chronicle import Chronicle
from domain.trading.drafts import PlanDraft
from domain.trading.order import OrderRole
from domain.trading.plan import Plan, PlanStatus
from domain.trading.use_cases.create_plan import CreatePlan
from domain.trading.use_cases.execute_plan import ExecutePlan
from domain.trading.use_cases.place_order import PlaceOrder
from domain.trading.use_cases.validate_plan import ValidatePlan
from domain.trading.venue_facts import CAPABILITIES
from tests.fakes.clocks import FakeClock
from tests.fakes.market_view import FakeMarketView, candles_with_lows, instrument
from tests.tenants import Trader, a_trader, pool_of

PLANS = 50
PRICE = "100"
STOP = "96"
BUDGET = Decimal(400)
SYMBOLS = [Symbol(base=f"C{i:02}", quote="USDT") for i in range(PLANS)]


class Rig:
    """Use cases on one database, with fifty pairs on offer."""

    def __init__(self, pool: Pool, trader: Trader) -> None:
        clock = FakeClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
        view = FakeMarketView(clock, clock, [instrument(s, step="0.001") for s in SYMBOLS])
        for symbol in SYMBOLS:
            view.price(symbol, PRICE)
            view.history(symbol, candles_with_lows(symbol, clock.now(), PRICE, ["99", "97"]))
        self.trader = trader
        self.units = PostgresUnitsOfWork(pool)
        chronicle = Chronicle(Uuid7Ids(), clock, clock)
        common = (self.units, view, CAPABILITIES, chronicle)
        self.create, self.validate = CreatePlan(*common), ValidatePlan(*common)
        self.execute = ExecutePlan(*common, PlaceOrder(view, chronicle))
        self.principal = Principal(
            tenant_id=trader.tenant_id,
            user_id=trader.user_id,
            session_id=SessionId(UUID(int=7)),
            role=Role.OWNER,
        )

    async def allow_eight_losing_positions(self) -> None:
        """Leave the budget as the only thing that can run out."""
        async with self.units(self.trader.tenant_id) as unit:
            account = await unit.accounts.get(self.trader.account.id, lock=True)
            unit.accounts.save(replace(account, limits=replace(account.limits, losing_positions=8)))
            await unit.commit()

    async def plan(self, symbol: Symbol) -> Plan:
        draft = PlanDraft.read({"symbol": str(symbol), "side": "long", "stop": STOP})
        return await self.create(self.principal, self.trader.account.id, draft)


async def test_fifty_plans_validated_at_once_reserve_no_more_than_the_budget(database: str) -> None:
    async with pool_of(database, largest=20) as pool:
        rig = Rig(pool, await a_trader(database, pool))
        await rig.allow_eight_losing_positions()
        plans = [await rig.plan(symbol) for symbol in SYMBOLS]
        assert {p.status for p in plans} == {PlanStatus.PLANNED}

        answers = await asyncio.gather(*(rig.validate(rig.principal, p.id) for p in plans))

        admitted = [a for a in answers if a.status is PlanStatus.VALIDATED]
        denied = [a for a in answers if a.status is PlanStatus.DENIED]
        assert (len(admitted), len(denied)) == (4, PLANS - 4)
        assert all("BUDGET_EXHAUSTED" in {d.code for d in a.denials} for a in denied)
        async with rig.units(rig.trader.tenant_id) as unit:
            stored = await unit.plans.live(rig.trader.account.id)
        assert Decimal(390) < sum(p.reserved for p in stored) <= BUDGET


async def test_plans_made_validated_and_executed_in_one_storm_stay_within_the_budget(database: str) -> None:
    async with pool_of(database, largest=20) as pool:
        rig = Rig(pool, await a_trader(database, pool))
        await rig.allow_eight_losing_positions()

        async def whole_way(symbol: Symbol) -> PlanStatus:
            made = await rig.plan(symbol)
            checked = await rig.validate(rig.principal, made.id)
            if checked.status is not PlanStatus.VALIDATED:
                return checked.status
            twice = await asyncio.gather(*(rig.execute(rig.principal, made.id) for _ in range(2)))
            assert twice[0] == twice[1]
            return twice[0].status

        outcomes = Counter(await asyncio.gather(*(whole_way(s) for s in SYMBOLS)))

        async with rig.units(rig.trader.tenant_id) as unit:
            books = await unit.books(rig.trader.account.id, SYMBOLS[0])
        assert outcomes[PlanStatus.EXECUTED] + outcomes[PlanStatus.DENIED] == PLANS
        assert outcomes[PlanStatus.EXECUTED] == len(books.positions) == 4
        assert sum(p.planned_loss for p in books.positions) <= BUDGET
        assert Counter(o.role for o in books.orders) == {OrderRole.ENTRY: 4, OrderRole.STOP: 4}


async def test_fifty_clicks_on_one_plan_make_one_order(database: str) -> None:
    async with pool_of(database, largest=20) as pool:
        rig = Rig(pool, await a_trader(database, pool))
        made = await rig.plan(SYMBOLS[0])

        checked = await asyncio.gather(*(rig.validate(rig.principal, made.id) for _ in range(50)))
        answers = await asyncio.gather(*(rig.execute(rig.principal, made.id) for _ in range(50)))

        async with rig.units(rig.trader.tenant_id) as unit:
            books = await unit.books(rig.trader.account.id, SYMBOLS[0])
        assert {c.status for c in checked} == {PlanStatus.VALIDATED}
        assert {a.status for a in answers} == {PlanStatus.EXECUTED}
        assert len(books.positions) == 1
        assert len(books.orders) == 2
