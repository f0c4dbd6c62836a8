"""The paper venue keeps the venue contract with its books in PostgreSQL, and its store keeps its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from adapters.db.paper_store import PostgresPaperStore
from adapters.db.pool import DatabaseRole, Pool
from domain.shared.errors import ConflictError
from domain.shared.ids import ClientOrderId, VenueOrderId
from domain.shared.money import Price, Quantity
from domain.trading.order import OrderRole, OrderSide, OrderStatus, OrderType, TimeInForce
from domain.trading.paper.ports import BooksUnavailableError
from domain.trading.paper.state import Debt, PaperKey, PaperState, Step
from domain.trading.venue import Acknowledged, OrderRequest
from tests.contract.paper_rig import BTC, NOW, PaperRig
from tests.contract.venue_bench import Case, Listener
from tests.contract.venue_suite import VenueSuite
from tests.tenants import a_trader, pool_of


@pytest.fixture
async def engine(module_database: str) -> AsyncIterator[Pool]:
    async with pool_of(module_database, DatabaseRole.ENGINE) as pool:
        yield pool


@pytest.fixture
async def key(module_database: str) -> PaperKey:
    async with pool_of(module_database) as web:
        trader = await a_trader(module_database, web)
    return PaperKey(tenant_id=trader.tenant_id, account_id=trader.account.id, epoch=1)


class TestPaperVenueOnPostgres(VenueSuite):
    @pytest.fixture
    async def case(self, engine: Pool, key: PaperKey) -> AsyncIterator[Case]:
        rig = PaperRig(PostgresPaperStore(engine))
        await rig.open(key)
        listener = Listener(rig.venue)
        yield Case(rig=rig, listener=listener)
        listener.close()
        await rig.close()


OPENING = PaperState(totals={"USDT": Decimal(10_000)})


def step_of(before: PaperState, **changes: object) -> Step:
    after = replace(before, version=before.version + 1, **changes)
    return Step(before=before.version, after=after, orders=(), fills=(), totals=after.totals, debts=after.debts)


async def test_an_epoch_that_was_never_opened_has_no_books(engine: Pool, key: PaperKey) -> None:
    assert await PostgresPaperStore(engine).load(key) is None


async def test_of_two_processes_that_open_the_same_epoch_both_get_the_first_ones_books(
    engine: Pool, key: PaperKey
) -> None:
    store = PostgresPaperStore(engine)
    first = await store.create(key, OPENING)
    second = await store.create(key, replace(OPENING, totals={"USDT": Decimal(1)}))
    assert first == second == await store.load(key)


async def test_a_step_on_an_older_version_is_refused_whole(engine: Pool, key: PaperKey) -> None:
    store = PostgresPaperStore(engine)
    opened = await store.create(key, OPENING)
    await store.commit(key, step_of(opened, totals={"USDT": Decimal(9_000)}))
    with pytest.raises(ConflictError, match="moved on"):
        await store.commit(key, step_of(opened, totals={"USDT": Decimal(1)}))
    stored = await store.load(key)
    assert stored is not None
    assert (stored.totals, stored.version) == ({"USDT": Decimal(9_000)}, 2)


async def test_debts_are_kept_and_forgotten_when_repaid(engine: Pool, key: PaperKey) -> None:
    store = PostgresPaperStore(engine)
    opened = await store.create(key, OPENING)
    owed = Debt(quantity=Decimal("0.5"), collateral=Decimal(50_000), opened_at=NOW)
    borrowed = step_of(opened, debts={BTC: owed})
    await store.commit(key, borrowed)
    assert await store.load(key) == borrowed.after
    repaid = step_of(borrowed.after, debts={BTC: replace(owed, quantity=Decimal(0))})
    await store.commit(key, repaid)
    stored = await store.load(key)
    assert stored is not None
    assert stored.debts == {}


async def test_a_reset_goes_on_counting_cancels_what_was_live_and_shuts_the_old_epoch(
    engine: Pool, key: PaperKey
) -> None:
    rig = PaperRig(PostgresPaperStore(engine))
    await rig.open(key)
    resting = await rig.venue.submit(limit_buy("10000"))
    assert isinstance(resting, Acknowledged)
    await rig.close()
    old = await rig.store.load(key)
    assert old is not None
    fresh = await rig.store.create(replace(key, epoch=2), OPENING)
    assert (fresh.next_order, fresh.orders, fresh.totals) == (old.next_order, {}, OPENING.totals)
    ended = await rig.store.order(key, ClientOrderId("rest"))
    assert ended is not None
    assert (ended.status, ended.venue_order_id) == (OrderStatus.CANCELLED, VenueOrderId("1"))
    with pytest.raises(ConflictError):
        await rig.store.commit(key, step_of(old))


async def test_trades_are_read_since_a_moment_in_order(engine: Pool, key: PaperKey) -> None:
    rig = PaperRig(PostgresPaperStore(engine))
    await rig.open(key)
    for number in range(3):
        await rig.venue.submit(replace(limit_buy("60000"), client_order_id=ClientOrderId(f"buy{number}")))
        await rig.trade("50000")
    fills = await rig.store.fills(key, BTC, NOW)
    assert [fill.trade_id for fill in fills] == ["1", "2", "3"]
    assert await rig.store.fills(key, BTC, fills[-1].at + timedelta(seconds=1)) == []
    await rig.close()


async def test_a_database_that_is_away_is_said_in_the_venues_words(engine: Pool, key: PaperKey) -> None:
    await engine.close()
    with pytest.raises(BooksUnavailableError, match="cannot reach its books"):
        await PostgresPaperStore(engine).load(key)


def limit_buy(price: str) -> OrderRequest:
    return OrderRequest(
        client_order_id=ClientOrderId("rest"),
        symbol=BTC,
        side=OrderSide.BUY,
        role=OrderRole.ENTRY,
        type=OrderType.LIMIT,
        time_in_force=TimeInForce.GTC,
        quantity=Quantity("0.01"),
        limit=Price(price),
    )
