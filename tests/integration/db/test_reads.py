"""Lists come in pages that neither skip nor repeat, and cursors from elsewhere are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from adapters.db.equity import PostgresEquity
from adapters.db.pool import Pool
from adapters.db.reads import PostgresReads, cursors
from adapters.db.unit_of_work import PostgresUnitsOfWork
from domain.shared.errors import InvalidInputError, NotFoundError
from domain.shared.ids import OrderId, PositionId
from domain.shared.money import Quantity
from domain.shared.page import PageRequest
from domain.shared.symbol import Symbol
from domain.trading.order import Order, OrderStatus
from domain.trading.position import PositionStatus
from domain.trading.reads import EquityPoint, OrderFilter, OrderGroup, OrderSort, PositionGroup
from tests.rows import BTC, IDS, NOW, a_fill, a_plan, a_position, an_event, an_order
from tests.tenants import Trader

ETH = Symbol.parse("ETH/USDT")
FIRST = PageRequest(size=4)


@pytest.fixture
async def blotter(web: Pool, trader: Trader) -> list[Order]:
    """Ten orders on two symbols, pairs of them of the same moment."""
    statuses = [OrderStatus.FILLED, OrderStatus.OPEN, OrderStatus.CANCELLED]
    orders = [
        an_order(
            trader.account,
            symbol=ETH if n % 3 == 0 else BTC,
            status=statuses[n % 3],
            created_at=NOW + timedelta(seconds=n // 2),
        )
        for n in range(10)
    ]
    async with PostgresUnitsOfWork(web)(trader.tenant_id) as unit:
        for order in orders:
            unit.orders.add(order)
        await unit.commit()
    return orders


async def every_order(reads: PostgresReads, trader: Trader, which: OrderFilter, size: int = 3) -> list[Order]:
    found: list[Order] = []
    cursor: str | None = None
    while True:
        page = await reads.orders(trader.tenant_id, trader.account.id, which, PageRequest(size=size, cursor=cursor))
        assert len(page.items) <= size
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


@pytest.mark.parametrize("sort", list(OrderSort))
@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("symbol", [None, BTC])
async def test_pages_give_every_order_once_in_order(
    web: Pool, trader: Trader, blotter: list[Order], sort: OrderSort, descending: bool, symbol: Symbol | None
) -> None:
    which = OrderFilter(sort=sort, descending=descending, symbol=symbol)
    found = await every_order(PostgresReads(web), trader, which)

    def place(order: Order) -> tuple[object, ...]:
        first = {OrderSort.TIME: "", OrderSort.SYMBOL: str(order.symbol), OrderSort.STATUS: order.status.value}[sort]
        return (first, order.created_at, order.id)

    expected = sorted((o for o in blotter if symbol in (None, o.symbol)), key=place, reverse=descending)
    assert found == expected


async def test_groups_hold_what_their_tab_says(web: Pool, trader: Trader, blotter: list[Order]) -> None:
    reads = PostgresReads(web)
    for group, status in ((OrderGroup.WORKING, OrderStatus.OPEN), (OrderGroup.FILLED, OrderStatus.FILLED)):
        found = await every_order(reads, trader, OrderFilter(group=group))
        assert {o.status for o in found} == {status}
        assert len(found) == sum(o.status is status for o in blotter)


async def test_a_strangers_list_is_empty(web: Pool, trader: Trader, stranger: Trader, blotter: list[Order]) -> None:
    page = await PostgresReads(web).orders(stranger.tenant_id, trader.account.id, OrderFilter(), FIRST)
    assert (page.items, page.next_cursor) == ([], None)


@pytest.mark.parametrize("size", [0, -1, 201, 10**9])
async def test_a_page_size_out_of_range_is_refused(web: Pool, trader: Trader, size: int) -> None:
    with pytest.raises(InvalidInputError, match="size must be from 1 to 200"):
        await PostgresReads(web).orders(trader.tenant_id, trader.account.id, OrderFilter(), PageRequest(size=size))


TIME_LIST = "orders time desc"
SOMEBODY = "01a21100-0000-7000-8000-000000000001"  # the same in every process, for the names of the tests
GARBAGE = [
    "",
    "x",
    "%%%",
    "é",
    "A" * 10_000,
    "bnVsbA",
    cursors.encode("orders time asc", [NOW, SOMEBODY]),
    cursors.encode(TIME_LIST, [NOW]),
    cursors.encode(TIME_LIST, [NOW, SOMEBODY, "more"]),
    cursors.encode(TIME_LIST, ["yesterday", SOMEBODY]),
    cursors.encode(TIME_LIST, [NOW.replace(tzinfo=None), SOMEBODY]),
    cursors.encode(TIME_LIST, [NOW, "no identity"]),
    cursors.encode(TIME_LIST, [1, 2]),
]


@pytest.mark.parametrize("cursor", GARBAGE)
async def test_a_cursor_that_is_not_ours_is_refused_by_name(web: Pool, trader: Trader, cursor: str) -> None:
    with pytest.raises(InvalidInputError, match="cursor must be") as refused:
        await PostgresReads(web).orders(trader.tenant_id, trader.account.id, OrderFilter(), PageRequest(cursor=cursor))
    assert refused.value.field == "cursor"


async def test_one_order_position_and_its_fills_are_found_by_id_alone_by_their_tenant(
    web: Pool, trader: Trader, stranger: Trader
) -> None:
    plan = a_plan(trader.account, trader.user_id)
    position = a_position(plan)
    order = an_order(trader.account, position_id=position.id)
    fills = [a_fill(order, str(n), at=NOW + timedelta(seconds=9 - n)) for n in range(3)]
    async with PostgresUnitsOfWork(web)(trader.tenant_id) as unit:
        unit.plans.add(plan)
        unit.positions.add(position)
        unit.orders.add(order)
        for fill in fills:
            unit.orders.add_fill(fill)
        await unit.commit()
    reads = PostgresReads(web)
    assert await reads.order(trader.tenant_id, order.id) == order
    assert await reads.position(trader.tenant_id, position.id) == position
    assert await reads.fills(trader.tenant_id, position.id) == fills[::-1]
    assert await reads.fills(stranger.tenant_id, position.id) == []
    for tenant_id, order_id, position_id in (
        (stranger.tenant_id, order.id, position.id),
        (trader.tenant_id, OrderId(IDS.new()), PositionId(IDS.new())),
    ):
        with pytest.raises(NotFoundError, match="there is no order"):
            await reads.order(tenant_id, order_id)
        with pytest.raises(NotFoundError, match="there is no position"):
            await reads.position(tenant_id, position_id)


async def test_positions_come_newest_first_by_group(web: Pool, trader: Trader) -> None:
    made = []
    async with PostgresUnitsOfWork(web)(trader.tenant_id) as unit:
        for n in range(5):
            plan = a_plan(trader.account, trader.user_id)
            status = PositionStatus.CLOSED if n < 4 else PositionStatus.ACTIVE
            made.append(a_position(plan, status=status, created_at=NOW + timedelta(minutes=n)))
            unit.plans.add(plan)
            unit.positions.add(made[-1])
        await unit.commit()
    reads, newest_first = PostgresReads(web), made[::-1]
    asked = (trader.tenant_id, trader.account.id)
    assert (await reads.positions(*asked, PositionGroup.OPEN, FIRST)).items == newest_first[:1]
    assert (await reads.positions(*asked, PositionGroup.CLOSED, FIRST)).items == newest_first[1:]
    page = await reads.positions(*asked, PositionGroup.ALL, FIRST)
    rest = await reads.positions(*asked, PositionGroup.ALL, PageRequest(size=4, cursor=page.next_cursor))
    assert [*page.items, *rest.items] == newest_first


async def test_a_positions_time_line_holds_its_plans_events_too(web: Pool, trader: Trader) -> None:
    plan = a_plan(trader.account, trader.user_id)
    position = a_position(plan)
    async with PostgresUnitsOfWork(web)(trader.tenant_id) as unit:
        unit.plans.add(plan)
        unit.positions.add(position)
        unit.record(an_event(trader.account, "plan.created", plan_id=plan.id))
        unit.record(an_event(trader.account, "account.renamed"))
        unit.record(an_event(trader.account, "position.opened", position_id=position.id))
        unit.record(an_event(trader.account, "user.renamed", account_id=None))
        await unit.commit()
    reads = PostgresReads(web)
    account = trader.account.id
    line = await reads.events(trader.tenant_id, account, FIRST, position_id=position.id, ascending=True)
    assert [(e.sequence, e.event.kind) for e in line.items] == [(1, "plan.created"), (3, "position.opened")]
    chain = await reads.events(trader.tenant_id, None, PageRequest(size=3))
    assert [e.sequence for e in chain.items] == [4, 3, 2]
    rest = await reads.events(trader.tenant_id, None, PageRequest(size=3, cursor=chain.next_cursor))
    assert [e.sequence for e in rest.items] == [1]
    of_account = await reads.events(trader.tenant_id, account, FIRST)
    assert [e.sequence for e in of_account.items] == [3, 2, 1]
    assert all(len(e.hash) == 64 for e in chain.items)


async def test_the_equity_curve_is_thinned_to_a_thousand_points_and_keeps_its_last(web: Pool, trader: Trader) -> None:
    ledger = PostgresEquity(web)
    points = [
        EquityPoint(at=NOW + timedelta(minutes=n), equity=Decimal(10_000 + n), btc_price=None) for n in range(1_101)
    ]
    for point in points:
        await ledger.record(trader.tenant_id, trader.account.id, point)
    await ledger.record(trader.tenant_id, trader.account.id, replace(points[0], equity=Decimal(1)))
    reads = PostgresReads(web)
    short = await reads.equity(trader.tenant_id, trader.account.id, NOW + timedelta(minutes=1_001))
    assert short == points[1_001:]
    long = await reads.equity(trader.tenant_id, trader.account.id, NOW)
    assert 500 <= len(long) <= 1_000
    assert long[-1] == points[-1]
    assert list(long) == sorted(long, key=lambda p: p.at)


async def test_months_are_kept_as_the_account_is_saved_and_count_its_trades(web: Pool, trader: Trader) -> None:
    units = PostgresUnitsOfWork(web)
    closed = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
    for entered, at in (("0.05", closed), ("0", closed), ("0.05", closed + timedelta(minutes=1))):
        async with units(trader.tenant_id) as unit:
            plan = a_plan(trader.account, trader.user_id)
            ended = a_position(plan, status=PositionStatus.CLOSED, closed_at=at, entered=Quantity(entered))
            unit.plans.add(plan)
            unit.positions.add(ended)
            await unit.commit()
    async with units(trader.tenant_id) as unit:
        unit.accounts.save(replace(trader.account, month_realised=Decimal("-99.26")))
        await unit.commit()
    async with units(trader.tenant_id) as unit:
        turned = await unit.accounts.get(trader.account.id)
        capital = Decimal("9900.74")
        unit.accounts.save(replace(turned, month=date(2026, 12, 1), month_capital=capital, month_realised=Decimal(0)))
        await unit.commit()
    december, november = await PostgresReads(web).months(trader.tenant_id, trader.account.id)
    assert (december.month, december.capital, december.budget) == (date(2026, 12, 1), capital, capital * 4 / 100)
    assert (november.realised, november.budget) == (Decimal("-99.26"), Decimal(400))
    assert (november.trades, december.trades) == (1, 1)


async def test_numbers_come_back_without_padding(web: Pool, trader: Trader) -> None:
    async with PostgresUnitsOfWork(web)(trader.tenant_id) as unit:
        account = await unit.accounts.get(trader.account.id)
    assert (str(account.allocated), str(account.realised), str(account.limits.risk_fraction)) == ("10000", "0", "0.01")
