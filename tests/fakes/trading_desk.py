"""The trading use cases wired to memory: a desk for unit tests, with one funded paper account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from domain.identity.principal import Principal, Role
from domain.risk.limits import Costs, RiskLimits
from domain.shared.ids import AccountId, SessionId, TenantId, UserId
from domain.shared.symbol import Symbol
from domain.trading.account import Account, AccountKind, TradingState
from domain.trading.aftermath import Aftermath
from domain.trading.chronicle import Chronicle
from domain.trading.drafts import PlanDraft
from domain.trading.order import Order, OrderRole
from domain.trading.plan import Plan
from domain.trading.position import Position
from domain.trading.use_cases.create_plan import CreatePlan
from domain.trading.use_cases.execute_plan import ExecutePlan
from domain.trading.use_cases.place_order import PlaceOrder
from domain.trading.use_cases.preview_plan import PreviewPlan
from domain.trading.use_cases.validate_plan import ValidatePlan
from domain.trading.venue_facts import CAPABILITIES
from tests.fakes.clocks import START, FakeClock
from tests.fakes.ids import FakeIds
from tests.fakes.market_view import ADA, BNB, BTC, ETH, SOL, XRP, FakeMarketView, candles_with_lows, instrument
from tests.fakes.unit_of_work import MemoryStore, MemoryUnitsOfWork

TENANT = TenantId(UUID(int=1))
ACCOUNT = AccountId(UUID(int=2))
SYMBOLS = (BTC, ETH, SOL, BNB, XRP, ADA)


def principal(user: int = 3, role: Role = Role.OWNER, tenant: TenantId = TENANT) -> Principal:
    return Principal(tenant_id=tenant, user_id=UserId(UUID(int=user)), session_id=SessionId(UUID(int=4)), role=role)


def paper_account(**changes: object) -> Account:
    account = Account(
        id=ACCOUNT,
        tenant_id=TENANT,
        name="Paper",
        kind=AccountKind.PAPER,
        quote="USDT",
        allocated=Decimal(10_000),
        realised=Decimal(0),
        month=START.date().replace(day=1),
        month_capital=Decimal(10_000),
        month_realised=Decimal(0),
        day=START.date(),
        day_equity=Decimal(10_000),
        day_realised=Decimal(0),
        state=TradingState.ACTIVE,
        halt_reason="",
        limits=RiskLimits(),
        costs=Costs(),
        created_at=START,
    )
    return replace(account, **changes)


class TradingDesk:
    """Store, clocks, market and use cases of one test."""

    def __init__(self, account: Account | None = None) -> None:
        self.wall, self.market, self.ids = FakeClock(), FakeClock(), FakeIds()
        self.view = FakeMarketView(self.wall, self.market, [instrument(s) for s in SYMBOLS])
        self.store = MemoryStore()
        self.units = MemoryUnitsOfWork(self.store)
        self.store.put(account or paper_account())
        self.trader = principal()
        self.chronicle = Chronicle(self.ids, self.wall, self.market)
        self.place = PlaceOrder(self.view, self.chronicle)
        self.aftermath = Aftermath(self.view, self.chronicle, self.place)
        common = (self.units, self.view, CAPABILITIES, self.chronicle)
        self.preview_plan, self.create_plan = PreviewPlan(*common), CreatePlan(*common)
        self.validate_plan = ValidatePlan(*common)
        self.execute_plan = ExecutePlan(*common, self.place)
        for symbol in SYMBOLS:
            self.quote(symbol, "43600")

    def quote(self, symbol: Symbol, price: str) -> None:
        """Set a price and candles whose levels give a stop about 1.5 % below it."""
        self.view.price(symbol, price)
        level = Decimal(price)
        lows = [str(level * Decimal(f)) for f in ("0.995", "0.985", "0.96")]
        self.view.history(symbol, candles_with_lows(symbol, self.market.now(), price, lows))

    @property
    def account(self) -> Account:
        return self.store.accounts[ACCOUNT]

    @property
    def position(self) -> Position:
        """The one position of the test."""
        (only,) = self.store.positions.values()
        return only

    def orders(self, role: OrderRole) -> list[Order]:
        return [o for o in self.store.orders.values() if o.role is role]

    def draft(self, symbol: Symbol = BTC, **changes: object) -> PlanDraft:
        raw: Mapping[str, object] = {"symbol": str(symbol), "side": "long", **changes}
        return PlanDraft.read(raw)

    async def planned(self, symbol: Symbol = BTC, **changes: object) -> Plan:
        return await self.create_plan(self.trader, ACCOUNT, self.draft(symbol, **changes))

    async def validated(self, symbol: Symbol = BTC, **changes: object) -> Plan:
        plan = await self.planned(symbol, **changes)
        return await self.validate_plan(self.trader, plan.id)

    async def executed(self, symbol: Symbol = BTC, **changes: object) -> Plan:
        plan = await self.validated(symbol, **changes)
        return await self.execute_plan(self.trader, plan.id)
