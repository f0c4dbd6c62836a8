"""The trading use cases wired to memory: a desk for unit tests, with one funded paper account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from domain.identity.principal import Principal, Role
from domain.risk.limits import Costs, RiskLimits
from domain.shared.ids import AccountId, SessionId, TenantId, TradeId, UserId, VenueOrderId
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol
from domain.trading.account import Account, AccountKind, TradingState
from domain.trading.aftermath import Aftermath
from domain.trading.chronicle import Chronicle
from domain.trading.dispatch import Dispatch
from domain.trading.drafts import PlanDraft
from domain.trading.order import Order, OrderRole, OrderStatus
from domain.trading.plan import Plan
from domain.trading.position import Position
from domain.trading.transitions import ORDER_ENDED
from domain.trading.use_cases.add_target import AddTarget
from domain.trading.use_cases.amend_order import AmendOrder
from domain.trading.use_cases.annotate_position import AnnotatePosition
from domain.trading.use_cases.apply_outcome import ApplyOutcome
from domain.trading.use_cases.apply_report import ApplyReport, ReportResult
from domain.trading.use_cases.begin_sending import BeginSending
from domain.trading.use_cases.cancel_order import CancelOrder
from domain.trading.use_cases.cancel_plan import CancelPlan
from domain.trading.use_cases.change_limits import ChangeLimits
from domain.trading.use_cases.close_position import ClosePosition
from domain.trading.use_cases.create_plan import CreatePlan
from domain.trading.use_cases.execute_plan import ExecutePlan
from domain.trading.use_cases.kill_switch import KillSwitch
from domain.trading.use_cases.place_order import PlaceOrder
from domain.trading.use_cases.plan_again import PlanAgain
from domain.trading.use_cases.preview_plan import PreviewPlan
from domain.trading.use_cases.protect_position import ProtectPosition
from domain.trading.use_cases.reset_paper import ResetPaper
from domain.trading.use_cases.resume_trading import ResumeTrading
from domain.trading.use_cases.take_targets import TakeTargets
from domain.trading.use_cases.tighten_stop import TightenStop
from domain.trading.use_cases.trail_stop import TrailStop
from domain.trading.use_cases.validate_plan import ValidatePlan
from domain.trading.use_cases.watch_stop import WatchStop
from domain.trading.venue import Acknowledged, FillReport, OrderReport, Outcome
from domain.trading.venue_facts import CAPABILITIES
from tests.fakes.clocks import START, FakeClock
from tests.fakes.ids import FakeIds
from tests.fakes.market_view import ADA, BNB, BTC, ETH, SOL, XRP, FakeMarketView, candles_with_lows, instrument
from tests.fakes.unit_of_work import MemoryStore, MemoryUnitsOfWork

TENANT = TenantId(UUID(int=1))
ACCOUNT = AccountId(UUID(int=2))
FREE = Costs(fee_in=Decimal(0), fee_out=Decimal(0), slippage=Decimal(0))
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

    def __init__(self, account: Account | None = None, *, lists: bool = True) -> None:
        self.wall, self.market, self.ids = FakeClock(), FakeClock(), FakeIds()
        self.view = FakeMarketView(self.wall, self.market, [instrument(s) for s in SYMBOLS])
        self.store = MemoryStore()
        self.units = MemoryUnitsOfWork(self.store)
        self.store.put(account or paper_account())
        self.trader = principal()
        self.chronicle = Chronicle(self.ids, self.wall, self.market)
        self.place = PlaceOrder(self.view, self.chronicle)
        self.aftermath = Aftermath(self.view, self.chronicle, self.place)
        capabilities = {k: replace(c, entry_with_stop=lists) for k, c in CAPABILITIES.items()}
        common = (self.units, self.view, capabilities, self.chronicle)
        self.preview_plan, self.create_plan = PreviewPlan(*common), CreatePlan(*common)
        self.validate_plan = ValidatePlan(*common)
        self.plan_again = PlanAgain(self.units, self.create_plan, self.validate_plan)
        self.execute_plan = ExecutePlan(*common, self.place)
        self._commands()
        self._engine_side()
        self._trades = 0
        for symbol in SYMBOLS:
            self.quote(symbol, "43600")

    def _commands(self) -> None:
        units, view, chronicle = self.units, self.view, self.chronicle
        self.cancel_plan = CancelPlan(units, chronicle)
        self.cancel_order = CancelOrder(units, chronicle, self.aftermath)
        self.amend_order = AmendOrder(units, view, self.place)
        self.close_position = ClosePosition(units, view, chronicle, self.aftermath, self.place)
        self.tighten_stop = TightenStop(units, view, self.place)
        self.add_target = AddTarget(units, view, chronicle)
        self.annotate_position = AnnotatePosition(units, chronicle)
        self.kill_switch = KillSwitch(units, chronicle, self.aftermath)
        self.resume_trading = ResumeTrading(units, chronicle)
        self.change_limits = ChangeLimits(units, chronicle)
        self.reset_paper = ResetPaper(units, chronicle)

    def _engine_side(self) -> None:
        units, view, chronicle = self.units, self.view, self.chronicle
        self.begin_sending = BeginSending(units, view, chronicle, self.aftermath)
        self.apply_outcome = ApplyOutcome(units, chronicle, self.aftermath)
        self.apply_report = ApplyReport(units, view, chronicle, self.aftermath)
        self.protect_position = ProtectPosition(units, view, chronicle, self.aftermath, self.place)
        self.trail_stop = TrailStop(units, view, self.place)
        self.watch_stop = WatchStop(units, view, chronicle, self.aftermath)
        self.take_targets = TakeTargets(units, view, chronicle, self.aftermath, self.place)

    async def dispatch(self, outcome: Outcome | None = None) -> list[Dispatch]:
        """Send every intent; the venue acknowledges, or answers with `outcome`."""
        sent = list(await self.begin_sending(TENANT, ACCOUNT, 1))
        for dispatch in sent:
            ids = tuple(VenueOrderId(str(i)) for i in dispatch.order_ids)
            await self.apply_outcome(TENANT, ACCOUNT, dispatch, outcome or Acknowledged(venue_order_ids=ids))
        return sent

    def fill_report(self, order: Order, quantity: str, price: str, fee: str = "0", asset: str = "") -> FillReport:
        """Make the report of one trade, with a trade id of its own."""
        self._trades += 1
        return FillReport(
            client_order_id=order.client_order_id,
            venue_order_id=VenueOrderId("1"),
            trade_id=TradeId(str(self._trades)),
            symbol=order.symbol,
            side=order.side,
            price=Price(price),
            quantity=Quantity(quantity),
            fee=Decimal(fee),
            fee_asset=asset or order.symbol.quote,
            at=self.market.now(),
        )

    async def trade(self, order: Order, quantity: str, price: str, fee: str = "0", asset: str = "") -> ReportResult:
        """Let the venue trade some of an order."""
        return await self.apply_report(TENANT, ACCOUNT, self.fill_report(order, quantity, price, fee, asset))

    async def told(
        self, order: Order, status: OrderStatus, *, quantity: str | None = None, filled: str = "0", reason: str = ""
    ) -> ReportResult:
        """Let the venue tell the state of an order."""
        report = OrderReport(
            client_order_id=order.client_order_id,
            venue_order_id=VenueOrderId("1"),
            symbol=order.symbol,
            side=order.side,
            status=status,
            quantity=order.quantity if quantity is None else Quantity(quantity),
            filled=Quantity(filled),
            at=self.market.now(),
            reason=reason,
        )
        return await self.apply_report(TENANT, ACCOUNT, report)

    async def opened(self, symbol: Symbol = BTC, price: str | None = None, **changes: object) -> Position:
        """Open and protect a position at a price, without fees unless the account has them."""
        plan = await self.executed(symbol, **changes)
        await self.dispatch()
        (entry,) = [o for o in self.orders(OrderRole.ENTRY) if o.plan_id == plan.id]
        at = price or str(plan.reference)
        fee = entry.quantity * Decimal(at) * self.account.costs.fee_in
        await self.trade(entry, str(entry.quantity), at, fee=str(fee))
        return next(p for p in self.store.positions.values() if p.plan_id == plan.id)

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

    def working(self, role: OrderRole) -> Order:
        """The one order of a role that has not ended."""
        (only,) = [o for o in self.orders(role) if o.status not in ORDER_ENDED]
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


def free_desk() -> TradingDesk:
    """A desk whose venue charges nothing."""
    return TradingDesk(paper_account(costs=FREE))
