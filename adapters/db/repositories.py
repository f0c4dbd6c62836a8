"""The repositories of one unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, bindparam, insert, literal, select
from sqlalchemy.dialects.postgresql import insert as upsert

from adapters.db.mappers.rows import Mapper
from adapters.db.repository import Repository, Shelf
from adapters.db.statements import expect_one, given, select_where, text_of, values
from adapters.db.tables import METADATA
from adapters.db.tables.trading import ABSENT_ORDER, LIVE_PLAN, OPEN_POSITION, STOPPED_POSITION, WORKING_ORDER
from adapters.db.wire import Statement
from domain.shared.ids import AccountId, ClientOrderId, OrderId, PlanId, PositionId, TradeId
from domain.shared.symbol import Symbol
from domain.trading.account import Account
from domain.trading.connection import VenueConnection
from domain.trading.finding import Finding
from domain.trading.order import Fill, Order
from domain.trading.plan import Plan
from domain.trading.position import Position

_T = METADATA.tables
ACCOUNTS = Shelf("account", _T["account"], Mapper(Account))
PLANS = Shelf("plan", _T["plan"], Mapper(Plan))
ORDERS = Shelf("order", _T["trade_order"], Mapper(Order))
POSITIONS = Shelf("position", _T["position"], Mapper(Position))
CONNECTIONS = Shelf("connection", _T["venue_connection"], Mapper(VenueConnection))
FINDINGS = Shelf("finding", _T["finding"], Mapper(Finding))
FILLS = Mapper(Fill)
_FILL, _ORDER, _POSITION = _T["fill"], _T["trade_order"], _T["position"]

_ALL_ACCOUNTS = text_of(ACCOUNTS.select("tenant_id").order_by(_T["account"].c.created_at, _T["account"].c.id))
LIVE_PLANS = text_of(PLANS.select("tenant_id", "account_id").where(LIVE_PLAN).order_by(_T["plan"].c.created_at))
_BY_CLIENT_ID = text_of(ORDERS.select("tenant_id", "account_id", "client_order_id"))
_ABSENT = text_of(
    ORDERS.select("tenant_id", "account_id")
    .where(ABSENT_ORDER, _ORDER.c.updated_at >= bindparam("of_since", type_=DateTime(timezone=True)))
    .order_by(_ORDER.c.created_at, _ORDER.c.id)
)
_OF_POSITION = text_of(ORDERS.select("tenant_id", "position_id").order_by(_ORDER.c.created_at, _ORDER.c.id))


def _beside(account: Any, symbol: Any) -> tuple[str, str, str, str]:
    plan = _T["plan"]
    positions = POSITIONS.select("tenant_id").where(_POSITION.c.account_id == account, OPEN_POSITION)
    plans = PLANS.select("tenant_id").where(plan.c.account_id == account, LIVE_PLAN)
    orders = ORDERS.select("tenant_id").where(_ORDER.c.account_id == account, WORKING_ORDER)
    stopped = select(_POSITION.c.closed_at.label("at")).where(
        *given(_POSITION, "tenant_id"),
        _POSITION.c.account_id == account,
        _POSITION.c.symbol == symbol,
        STOPPED_POSITION,
    )
    return (
        text_of(positions.order_by(_POSITION.c.created_at, _POSITION.c.id)),
        text_of(plans.order_by(plan.c.created_at)),
        text_of(orders.order_by(_ORDER.c.created_at, _ORDER.c.id)),
        text_of(stopped.order_by(_POSITION.c.id.desc()).limit(1)),
    )


OPEN_POSITIONS, LIVE_PLANS, WORKING_ORDERS, LAST_STOPPED = _beside(
    bindparam("of_account_id", type_=_POSITION.c.account_id.type), bindparam("of_symbol", type_=_POSITION.c.symbol.type)
)
_THAT = _T["plan"].alias("that")
_ITS_ACCOUNT, _ITS_SYMBOL = (
    select(column).where(*given(_THAT, "tenant_id", "id")).scalar_subquery()
    for column in (_THAT.c.account_id, _THAT.c.symbol)
)
BOOKS_OF_PLAN = _beside(_ITS_ACCOUNT, _ITS_SYMBOL)
"""The same four, of the account and the symbol of a plan that is known by its id alone."""
_ALL_CONNECTIONS = text_of(
    CONNECTIONS.select("tenant_id").order_by(_T["venue_connection"].c.created_at, _T["venue_connection"].c.id)
)
ACCOUNT_OF_PLAN_LOCKED = text_of(
    ACCOUNTS.select("tenant_id").where(_T["account"].c.id == _ITS_ACCOUNT).with_for_update(key_share=True)
)
_OPEN_FINDINGS = text_of(
    FINDINGS.select("tenant_id", "account_id")
    .where(_T["finding"].c.gone_at.is_(None))
    .order_by(_T["finding"].c.first_seen_at, _T["finding"].c.id)
)
_HAS_FILL = text_of(select(_FILL.c.id).where(*given(_FILL, "tenant_id", "account_id", "symbol", "trade_id")))
FILLS_OF = text_of(
    select_where(_FILL, FILLS.columns, *given(_FILL, "tenant_id", "position_id")).order_by(_FILL.c.at, _FILL.c.id)
)


def _keep_month() -> str:
    month = _T["account_month"]
    row = values(month, month.c.keys())
    figures = {name: row[name] for name in ("capital", "budget", "realised")}
    return text_of(upsert(month).values(row).on_conflict_do_update(constraint=month.primary_key, set_=figures))


def _insert_fill() -> str:
    facts = values(_FILL, FILLS.columns)
    order = select(*facts.values(), _ORDER.c.symbol).where(
        _ORDER.c.tenant_id == bindparam("tenant_id"), _ORDER.c.id == bindparam("order_id")
    )
    kept = insert(_FILL).from_select([*facts, "symbol"], order).returning(literal(1)).cte("kept")
    return text_of(expect_one(kept))


_KEEP_MONTH = _keep_month()
_INSERT_FILL = _insert_fill()


class PostgresAccounts(Repository[Account]):
    """Implements `Accounts`. Each write also keeps the running month, for the budget's history."""

    async def get(self, account_id: AccountId, *, lock: bool = False) -> Account:
        """Return one; `lock` holds its row (raises NotFoundError)."""
        return await self._get(account_id, lock=lock)

    async def all(self) -> Sequence[Account]:
        """Return all of the tenant's accounts, oldest first."""
        return await self._all(_ALL_ACCOUNTS)

    def add(self, account: Account) -> None:
        """Insert."""
        super().add(account)
        self._writes.append(keep_month(account))

    def save(self, account: Account) -> None:
        """Update, checking the version."""
        super().save(account)
        self._writes.append(keep_month(account))


def keep_month(account: Account) -> Statement:
    """Return the statement that keeps an account's running month for the budget's history."""
    return Statement(
        _KEEP_MONTH,
        {
            "tenant_id": account.tenant_id,
            "account_id": account.id,
            "epoch": account.epoch,
            "month": account.month,
            "capital": account.month_capital,
            "budget": account.month_capital * account.limits.budget_fraction,
            "realised": account.month_realised,
        },
    )


class PostgresConnections(Repository[VenueConnection]):
    """Implements `Connections`."""

    async def get(self, account_id: AccountId) -> VenueConnection:
        """Return an account's (raises NotFoundError)."""
        return await self._get(account_id)

    async def all(self) -> Sequence[VenueConnection]:
        """Return all of the tenant's, oldest first."""
        return await self._all(_ALL_CONNECTIONS)


class PostgresPlans(Repository[Plan]):
    """Implements `Plans`."""

    async def get(self, plan_id: PlanId) -> Plan:
        """Return one (raises NotFoundError)."""
        return await self._get(plan_id)

    async def live(self, account_id: AccountId) -> Sequence[Plan]:
        """Return the account's plans that are PLANNED or VALIDATED, oldest first."""
        return await self._all(LIVE_PLANS, account_id=account_id)


class PostgresOrders(Repository[Order]):
    """Implements `Orders`."""

    async def get(self, order_id: OrderId) -> Order:
        """Return one (raises NotFoundError)."""
        return await self._get(order_id)

    async def by_client_id(self, account_id: AccountId, client_order_id: ClientOrderId) -> Order | None:
        """Return the order behind a client id, or None if it is not ours."""
        found = await self._all(_BY_CLIENT_ID, account_id=account_id, client_order_id=client_order_id)
        return found[0] if found else None

    async def working(self, account_id: AccountId) -> Sequence[Order]:
        """Return all orders in a non-terminal status, oldest first."""
        return await self._all(WORKING_ORDERS, account_id=account_id)

    async def absent(self, account_id: AccountId, since: datetime) -> Sequence[Order]:
        """Return the orders whose absence was proven since a moment and that have not turned up, oldest first."""
        return await self._all(_ABSENT, account_id=account_id, since=since)

    async def of_position(self, position_id: PositionId) -> Sequence[Order]:
        """Return all orders of a position, oldest first."""
        return await self._all(_OF_POSITION, position_id=position_id)

    async def has_fill(self, account_id: AccountId, symbol: Symbol, trade_id: TradeId) -> bool:
        """Say whether this trade was applied already."""
        trade = self._of({"account_id": account_id, "symbol": str(symbol), "trade_id": trade_id})
        return await self._scope.one(_HAS_FILL, trade) is not None

    async def fills_of(self, position_id: PositionId) -> Sequence[Fill]:
        """Return all fills of a position, by time."""
        rows = await self._scope.fetch(FILLS_OF, self._of({"position_id": position_id}))
        return [FILLS.entity(row) for row in rows]

    def add_fill(self, fill: Fill) -> None:
        """Insert, under the symbol of its order; the trade id is unique per account and symbol."""
        if fill.tenant_id != self._tenant_id:
            raise ValueError(f"fill {fill.id} is of another tenant than this unit of work")
        self._writes.append(Statement(_INSERT_FILL, {**FILLS.row(fill), "what": f"the order of fill {fill.trade_id}"}))


class PostgresPositions(Repository[Position]):
    """Implements `Positions`."""

    async def get(self, position_id: PositionId) -> Position:
        """Return one (raises NotFoundError)."""
        return await self._get(position_id)

    async def open(self, account_id: AccountId) -> Sequence[Position]:
        """Return all that are not CLOSED, oldest first."""
        return await self._all(OPEN_POSITIONS, account_id=account_id)


class PostgresFindings(Repository[Finding]):
    """Implements `Findings`."""

    async def open(self, account_id: AccountId) -> Sequence[Finding]:
        """Return what is there now, oldest first."""
        return await self._all(_OPEN_FINDINGS, account_id=account_id)
