"""The listings that screens ask for. Each has an index in its order."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from sqlalchemy import BindParameter, DateTime, Uuid, bindparam, or_, select

from adapters.db.chain import EVENTS
from adapters.db.reads import cursors
from adapters.db.reads.listing import Listing
from adapters.db.repositories import ORDERS, POSITIONS
from adapters.db.statements import given, select_where
from adapters.db.tables import METADATA
from adapters.db.tables.trading import CLOSED_TRADE, OPEN_POSITION, WORKING_ORDER
from domain.trading.reads import OrderFilter, OrderGroup, OrderSort, PositionGroup

_ORDER, _POSITION, _EVENT = (METADATA.tables[name] for name in ("trade_order", "position", "event"))
_BY_TIME = ("created_at", "id")
_TIME_READERS = (cursors.moment, cursors.IDENTITY)


def orders(which: OrderFilter) -> Listing:
    """Return the blotter's listing for a filter."""
    return _orders(which.group, which.sort, which.descending, which.symbol is not None)


@cache
def _orders(group: OrderGroup, sort: OrderSort, descending: bool, of_symbol: bool) -> Listing:
    query = ORDERS.select("tenant_id", "account_id", *(["symbol"] if of_symbol else []))
    if group is OrderGroup.WORKING:
        query = query.where(WORKING_ORDER)
    elif group is OrderGroup.FILLED:
        query = query.where(_ORDER.c.status == "filled")
    by_time = sort is OrderSort.TIME
    return Listing(
        name=f"orders {sort.value} {'desc' if descending else 'asc'}",
        query=query,
        table=_ORDER,
        key=_BY_TIME if by_time else (sort.value, *_BY_TIME),
        readers=_TIME_READERS if by_time else (cursors.word, *_TIME_READERS),
        descending=descending,
    )


@cache
def positions(group: PositionGroup) -> Listing:
    """Return the positions page's listing, newest first."""
    query = POSITIONS.select("tenant_id", "account_id")
    if group is PositionGroup.OPEN:
        query = query.where(OPEN_POSITION)
    elif group is PositionGroup.CLOSED:
        query = query.where(_POSITION.c.status == "closed")
    return Listing(name="positions", query=query, table=_POSITION, key=_BY_TIME, readers=_TIME_READERS, descending=True)


@cache
def closed() -> Listing:
    """Return the listing of trades that ended since a moment, last closed first."""
    since = bindparam("since", type_=DateTime(timezone=True))
    query = POSITIONS.select("tenant_id", "account_id").where(CLOSED_TRADE, _POSITION.c.closed_at >= since)
    key = ("closed_at", "id")
    return Listing(name="closed", query=query, table=_POSITION, key=key, readers=_TIME_READERS, descending=True)


@cache
def events(*, of_account: bool, of_position: bool, ascending: bool) -> Listing:
    """Return the chain's listing; a position's also holds the events of its plan."""
    query = select_where(_EVENT, [*EVENTS.columns, "sequence", "hash"], *given(_EVENT, "tenant_id"))
    if of_account:
        query = query.where(*given(_EVENT, "account_id"))
    if of_position:
        plan = select(_POSITION.c.plan_id).where(*given(_POSITION, "tenant_id"), _POSITION.c.id == _position())
        query = query.where(or_(_EVENT.c.position_id == _position(), _EVENT.c.plan_id == plan.scalar_subquery()))
    return Listing(
        name=f"events {'asc' if ascending else 'desc'}",
        query=query,
        table=_EVENT,
        key=("sequence",),
        readers=(cursors.number,),
        descending=not ascending,
    )


def _position() -> BindParameter[UUID]:
    return bindparam("of_position_id", type_=Uuid())
