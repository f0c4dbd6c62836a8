"""Statements and mappers of the paper venue's tables. Orders and trades go by number here, by text outside."""

from __future__ import annotations

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    delete,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from adapters.db.mappers.rows import Mapper
from adapters.db.statements import expect_one, given, insert_row, text_of, values
from adapters.db.tables import METADATA
from adapters.db.tables.paper import PAPER_LIVE
from domain.trading.paper.state import PaperOrder
from domain.trading.venue import FillReport

ORDERS = Mapper(PaperOrder)
FILLS = Mapper(FillReport)

_T = METADATA.tables
_HEAD, _ORDER, _FILL, _BALANCE, _DEBT = (
    _T[f"paper_{name}"] for name in ("account", "order", "fill", "balance", "debt")
)


def _mine(table: Table) -> list[ColumnElement[bool]]:
    return given(table, "tenant_id", "account_id")


def _now(table: Table) -> list[ColumnElement[bool]]:
    return given(table, "tenant_id", "account_id", "epoch")


def _earlier(table: Table) -> list[ColumnElement[bool]]:
    return [*_mine(table), table.c.epoch < bindparam("of_epoch", type_=table.c.epoch.type)]


def _numbered(table: Table, mapper: Mapper[PaperOrder] | Mapper[FillReport], name: str) -> Select[tuple[object, ...]]:
    others = [table.c[column] for column in mapper.columns if column != name]
    return select(cast(table.c.number, Text).label(name), *others).where(*_now(table)).order_by(table.c.number)


def _keep(table: Table) -> str:
    row = values(table, table.c.keys())
    changed = {name: value for name, value in row.items() if not table.c[name].primary_key}
    return text_of(upsert(table).values(row).on_conflict_do_update(constraint=table.primary_key, set_=changed))


def _open() -> str:
    given_row = values(_HEAD, ["tenant_id", "account_id", "epoch", "version"])
    numbers = (func.coalesce(func.max(_HEAD.c[name]), 1) for name in ("next_order", "next_trade"))
    row = select(*given_row.values(), *numbers).where(*_mine(_HEAD))
    columns = [*given_row, "next_order", "next_trade"]
    return text_of(upsert(_HEAD).from_select(columns, row).on_conflict_do_nothing().returning(_HEAD.c.epoch))


def _move_on() -> str:
    changed = (
        update(_HEAD)
        .where(*_now(_HEAD), *given(_HEAD, "version"))
        .values(values(_HEAD, ["version", "next_order", "next_trade"]))
        .returning(literal(1))
        .cte("changed")
    )
    return text_of(expect_one(changed))


HEAD = text_of(select(_HEAD.c.version, _HEAD.c.next_order, _HEAD.c.next_trade).where(*_now(_HEAD)))
TOTALS = text_of(select(_BALANCE.c.asset, _BALANCE.c.total).where(*_now(_BALANCE)))
DEBTS = text_of(select(_DEBT.c.symbol, _DEBT.c.quantity, _DEBT.c.collateral, _DEBT.c.opened_at).where(*_now(_DEBT)))
LIVE_ORDERS = text_of(_numbered(_ORDER, ORDERS, "venue_order_id").where(PAPER_LIVE))
NEWEST_ORDER = text_of(
    _numbered(_ORDER, ORDERS, "venue_order_id")
    .where(*given(_ORDER, "client_order_id"))
    .order_by(None)
    .order_by(_ORDER.c.number.desc())
    .limit(1)
)
FILLS_OF_ORDER = text_of(_numbered(_FILL, FILLS, "trade_id").where(*given(_FILL, "symbol", "venue_order_id")))
FILLS_SINCE = text_of(
    _numbered(_FILL, FILLS, "trade_id").where(
        *given(_FILL, "symbol"), _FILL.c.at >= bindparam("since", type_=_FILL.c.at.type)
    )
)
CLOSE_EARLIER = text_of(
    update(_HEAD).where(*_earlier(_HEAD)).values(version=_HEAD.c.version + 1).returning(_HEAD.c.epoch)
)
CANCEL_EARLIER = text_of(
    update(_ORDER)
    .where(*_earlier(_ORDER), PAPER_LIVE)
    .values(status=literal("cancelled"), waiting=literal(False), reason=literal("the account was reset"))
    .returning(_ORDER.c.number)
)
OPEN = _open()
MOVE_ON = _move_on()
KEEP_ORDER, KEEP_TOTAL, KEEP_DEBT = _keep(_ORDER), _keep(_BALANCE), _keep(_DEBT)
DROP_DEBT = text_of(delete(_DEBT).where(*_now(_DEBT), *given(_DEBT, "symbol")))
ADD_FILL = insert_row(_FILL)
