"""Plain entities to start a test from; override what the scenario is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from adapters.ids import Uuid7Ids
from domain.marketdata.market import Side
from domain.risk.limits import Costs, RiskLimits
from domain.shared.events import Event
from domain.shared.ids import (
    AccountId,
    EventId,
    FillId,
    OrderId,
    PlanId,
    PositionId,
    TenantId,
    TradeId,
    UserId,
    client_order_id,
)
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol
from domain.trading.account import Account, AccountKind, TradingState
from domain.trading.order import Fill, Order, OrderRole, OrderSide, OrderStatus, OrderType, TimeInForce
from domain.trading.plan import EntryKind, ExitPolicy, Plan, PlanStatus, StopSource
from domain.trading.position import Position, PositionStatus

IDS = Uuid7Ids()
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BTC = Symbol(base="BTC", quote="USDT")


def an_account(tenant_id: TenantId, **changes: Any) -> Account:
    """A fresh paper account of 10 000 USDT."""
    capital = Decimal(10_000)
    account = Account(
        id=AccountId(IDS.new()),
        tenant_id=tenant_id,
        name="Paper",
        kind=AccountKind.PAPER,
        quote="USDT",
        allocated=capital,
        realised=Decimal(0),
        month=date(2026, 11, 1),
        month_capital=capital,
        month_realised=Decimal(0),
        day=date(2026, 11, 22),
        day_equity=capital,
        day_realised=Decimal(0),
        state=TradingState.ACTIVE,
        halt_reason="",
        limits=RiskLimits(),
        costs=Costs(),
        created_at=NOW,
    )
    return replace(account, **changes)


def a_plan(account: Account, user_id: UserId, **changes: Any) -> Plan:
    """A planned long of 0.05 BTC."""
    plan = Plan(
        id=PlanId(IDS.new()),
        tenant_id=account.tenant_id,
        account_id=account.id,
        user_id=user_id,
        symbol=BTC,
        side=Side.LONG,
        entry=EntryKind.MARKET,
        reference=Price("43600"),
        limit=Price("43643.6"),
        stop=Price("42297.6"),
        stop_source=StopSource.LEVEL,
        stop_confirmed=False,
        quantity=Quantity("0.05"),
        planned_loss=Decimal("73.709825"),
        exit_policy=ExitPolicy.TRAIL,
        targets=(),
        status=PlanStatus.PLANNED,
        created_at=NOW,
        expires_at=NOW + timedelta(seconds=300),
    )
    return replace(plan, **changes)


def a_position(plan: Plan, **changes: Any) -> Position:
    """The armed position of a plan."""
    position = Position(
        id=PositionId(IDS.new()),
        tenant_id=plan.tenant_id,
        account_id=plan.account_id,
        plan_id=plan.id,
        symbol=plan.symbol,
        side=plan.side,
        status=PositionStatus.ARMED,
        exit_policy=plan.exit_policy,
        targets=plan.targets,
        initial_stop=plan.stop,
        stop=plan.stop,
        planned_loss=plan.planned_loss,
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(position, **changes)


def an_order(account: Account, **changes: Any) -> Order:
    """An intent to buy 0.05 BTC at a limit."""
    order_id = OrderId(IDS.new())
    order = Order(
        id=order_id,
        tenant_id=account.tenant_id,
        account_id=account.id,
        client_order_id=client_order_id(order_id),
        symbol=BTC,
        side=OrderSide.BUY,
        role=OrderRole.ENTRY,
        type=OrderType.LIMIT,
        time_in_force=TimeInForce.FOK,
        quantity=Quantity("0.05"),
        status=OrderStatus.INTENT,
        created_at=NOW,
        updated_at=NOW,
        limit=Price("43643.6"),
    )
    return replace(order, **changes)


def a_fill(order: Order, trade: str = "1", **changes: Any) -> Fill:
    """One trade that fills the whole order."""
    fill = Fill(
        id=FillId(IDS.new()),
        tenant_id=order.tenant_id,
        account_id=order.account_id,
        order_id=order.id,
        position_id=order.position_id,
        trade_id=TradeId(trade),
        price=Price("43610.1"),
        quantity=order.quantity,
        fee=Decimal("0.00005"),
        fee_asset="BTC",
        at=NOW,
        received_at=NOW,
    )
    return replace(fill, **changes)


def an_event(account: Account, kind: str = "plan.created", **changes: Any) -> Event:
    """A fact about an account."""
    event = Event(
        id=EventId(IDS.new()),
        tenant_id=account.tenant_id,
        account_id=account.id,
        kind=kind,
        actor="system",
        subject=account.id,
        at=NOW,
        market_at=NOW,
        sentence="Plan created · BTC/USDT long",
        figures={"quantity": "0.05"},
    )
    return replace(event, **changes)
