"""The paper venue's books: durable before the venue acknowledges, fenced by the version of the account's epoch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adapters.db import paper_statements as sql
from adapters.db.errors import CommitUnknownError, DatabaseUnavailableError
from adapters.db.pool import Pool
from adapters.db.scope import TenantScope, tenant_scope
from adapters.db.wire import Statement
from domain.shared.ids import ClientOrderId, VenueOrderId
from domain.shared.symbol import Symbol
from domain.trading.paper.ports import BooksUnavailableError, PaperStore
from domain.trading.paper.state import Debt, PaperKey, PaperOrder, PaperState, Step
from domain.trading.venue import FillReport


class PostgresPaperStore:
    """Implements `PaperStore`."""

    def __init__(self, pool: Pool) -> None:
        """Use the engine's pool."""
        self._pool = pool

    async def load(self, key: PaperKey) -> PaperState | None:
        """Return the books with live orders only, or None when this epoch was never opened."""
        with _reached():
            async with tenant_scope(self._pool, key.tenant_id) as scope:
                return await _load(scope, key)

    async def create(self, key: PaperKey, state: PaperState) -> PaperState:
        """Open an epoch with its first balances, after the earlier ones' numbers; return what is stored."""
        with _reached():
            async with tenant_scope(self._pool, key.tenant_id) as scope:
                # Raises earlier versions first, so that whoever still trades an old epoch is refused from here on.
                await scope.fetch(sql.CLOSE_EARLIER, _of(key))
                if await scope.one(sql.OPEN, {**_of(key), **_row(key), "version": state.version}) is not None:
                    await scope.fetch(sql.CANCEL_EARLIER, _of(key))
                    await scope.commit([_total(key, asset, total) for asset, total in state.totals.items()])
                stored = await _load(scope, key)
        if stored is None:
            raise BooksUnavailableError(f"the paper books of {key.account_id} vanished while being opened")
        return stored

    async def commit(self, key: PaperKey, step: Step) -> None:
        """Write one step in one transaction (raises ConflictError when the books moved on)."""
        with _reached():
            async with tenant_scope(self._pool, key.tenant_id) as scope:
                await scope.commit(list(_statements(key, step)))

    async def order(self, key: PaperKey, client_order_id: ClientOrderId) -> PaperOrder | None:
        """Return the newest order with this client id, live or done."""
        asked = {**_of(key), "of_client_order_id": client_order_id}
        with _reached():
            async with tenant_scope(self._pool, key.tenant_id) as scope:
                rows = await scope.read(sql.NEWEST_ORDER, asked)
        return sql.ORDERS.entity(rows[0]) if rows else None

    async def trades_of(self, key: PaperKey, symbol: Symbol, venue_order_id: VenueOrderId) -> Sequence[FillReport]:
        """Return all trades of one order, ascending by trade number."""
        asked = {**_of(key), "of_symbol": str(symbol), "of_venue_order_id": venue_order_id}
        with _reached():
            async with tenant_scope(self._pool, key.tenant_id) as scope:
                rows = await scope.read(sql.FILLS_OF_ORDER, asked)
        return [sql.FILLS.entity(row) for row in rows]

    async def fills(self, key: PaperKey, symbol: Symbol, since: datetime) -> Sequence[FillReport]:
        """Return trades of one symbol at or after a moment (venue time), ascending by trade number."""
        asked = {**_of(key), "of_symbol": str(symbol), "since": since}
        with _reached():
            async with tenant_scope(self._pool, key.tenant_id) as scope:
                rows = await scope.read(sql.FILLS_SINCE, asked)
        return [sql.FILLS.entity(row) for row in rows]


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except (DatabaseUnavailableError, CommitUnknownError) as error:
        raise BooksUnavailableError(f"the paper venue cannot reach its books: {error}") from error


async def _load(scope: TenantScope, key: PaperKey) -> PaperState | None:
    head = await scope.one(sql.HEAD, _of(key))
    if head is None:
        return None
    orders = [sql.ORDERS.entity(row) for row in await scope.fetch(sql.LIVE_ORDERS, _of(key))]
    debts = await scope.fetch(sql.DEBTS, _of(key))
    return PaperState(
        totals={row["asset"]: row["total"] for row in await scope.fetch(sql.TOTALS, _of(key))},
        debts={Symbol.parse(row.pop("symbol")): Debt(**row) for row in debts},
        orders={order.venue_order_id: order for order in orders},
        next_order=head["next_order"],
        next_trade=head["next_trade"],
        version=head["version"],
    )


def _row(key: PaperKey) -> dict[str, Any]:
    return {"tenant_id": key.tenant_id, "account_id": key.account_id, "epoch": key.epoch}


def _of(key: PaperKey) -> dict[str, Any]:
    return {f"of_{name}": value for name, value in _row(key).items()}


def _total(key: PaperKey, asset: str, total: Decimal) -> Statement:
    return Statement(sql.KEEP_TOTAL, {**_row(key), "asset": asset, "total": total})


def _debt(key: PaperKey, symbol: Symbol, debt: Debt) -> Statement:
    if not debt.quantity:
        return Statement(sql.DROP_DEBT, {**_of(key), "of_symbol": str(symbol)})
    row = {"quantity": debt.quantity, "collateral": debt.collateral, "opened_at": debt.opened_at}
    return Statement(sql.KEEP_DEBT, {**_row(key), **row, "symbol": str(symbol)})


def _statements(key: PaperKey, step: Step) -> Iterator[Statement]:
    after = step.after
    head = {"next_order": after.next_order, "next_trade": after.next_trade, "version": after.version}
    what = f"the paper venue's account {key.account_id}"
    yield Statement(sql.MOVE_ON, {**_of(key), **head, "of_version": step.before, "what": what})
    for order in step.orders:
        yield Statement(sql.KEEP_ORDER, {**_row(key), **sql.ORDERS.row(order), "number": int(order.venue_order_id)})
    for fill in step.fills:
        yield Statement(sql.ADD_FILL, {**_row(key), **sql.FILLS.row(fill), "number": int(fill.trade_id)})
    yield from (_total(key, asset, total) for asset, total in step.totals.items())
    yield from (_debt(key, symbol, debt) for symbol, debt in step.debts.items())


if TYPE_CHECKING:
    _FITS: type[PaperStore] = PostgresPaperStore
