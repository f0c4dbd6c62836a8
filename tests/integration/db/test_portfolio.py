"""The past of an account, as the database tells it: whole days, true falls, only the running epoch and one's own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from adapters.db.equity import PostgresEquity
from adapters.db.pool import Pool
from adapters.db.reads.portfolio import PostgresPortfolio
from adapters.db.unit_of_work import PostgresUnitsOfWork
from domain.portfolio.records import Fall
from domain.shared.money import Quantity
from domain.shared.page import PageRequest
from domain.trading.position import Position, PositionStatus
from domain.trading.reads import EquityPoint
from tests.rows import BTC, a_plan, a_position, an_event
from tests.tenants import Trader

BEGIN = datetime(2026, 11, 20, 22, tzinfo=UTC)


async def curve(web: Pool, trader: Trader, *points: tuple[int, int]) -> None:
    """Keep equity, at hours after the beginning."""
    for hours, equity in points:
        point = EquityPoint(at=BEGIN + timedelta(hours=hours), equity=Decimal(equity), btc_price=Decimal(equity * 4))
        await PostgresEquity(web).record(trader.tenant_id, trader.account.id, point)


async def ended(web: Pool, trader: Trader, hours: int, *, entered: str = "0.05", net: str = "10") -> Position:
    """Keep a position that closed some hours after the beginning."""
    plan = a_plan(trader.account, trader.user_id)
    position = a_position(
        plan,
        status=PositionStatus.CLOSED,
        opened_at=BEGIN,
        closed_at=BEGIN + timedelta(hours=hours),
        entered=Quantity(entered),
        net=Decimal(net),
        fees=Decimal(1),
        setup_tag="break-out",
    )
    async with PostgresUnitsOfWork(web)(trader.tenant_id) as unit:
        unit.plans.add(plan)
        unit.positions.add(position)
        await unit.commit()
    return position


async def test_every_day_has_an_end_and_an_idle_one_that_of_the_day_before(web: Pool, trader: Trader) -> None:
    await curve(web, trader, (0, 10_000), (1, 10_010), (3, 10_030), (75, 10_090))
    until = BEGIN + timedelta(hours=80)
    ends = await PostgresPortfolio(web).day_ends(trader.tenant_id, trader.account.id, BEGIN - timedelta(days=90), until)

    assert [(end.day, end.equity) for end in ends] == [
        (date(2026, 11, 20), Decimal(10_010)),
        (date(2026, 11, 21), Decimal(10_030)),
        (date(2026, 11, 22), Decimal(10_030)),
        (date(2026, 11, 23), Decimal(10_030)),
        (date(2026, 11, 24), Decimal(10_090)),
    ]
    assert ends[0].btc_price == Decimal(40_040)


async def test_a_period_begins_with_the_end_of_the_day_before_it(web: Pool, trader: Trader) -> None:
    await curve(web, trader, (0, 10_000), (75, 10_090))
    midnight = datetime(2026, 11, 23, tzinfo=UTC)
    ends = await PostgresPortfolio(web).day_ends(trader.tenant_id, trader.account.id, midnight, midnight)

    assert [(end.day.day, end.equity) for end in ends] == [(22, Decimal(10_000)), (23, Decimal(10_000))]


async def test_the_deepest_fall_is_found_between_any_two_points(web: Pool, trader: Trader) -> None:
    await curve(web, trader, (0, 10_000), (1, 12_000), (2, 9_000), (3, 11_000))
    reads, of = PostgresPortfolio(web), (trader.tenant_id, trader.account.id)

    assert await reads.fall(*of, BEGIN, Decimal(10_000)) == Fall(depth=Decimal("0.25"), peak=Decimal(12_000))
    later = await reads.fall(*of, BEGIN + timedelta(hours=2), Decimal(10_000))
    assert later == Fall(depth=Decimal("0.1"), peak=Decimal(11_000))
    assert await reads.fall(*of, BEGIN + timedelta(days=9), Decimal(7)) == Fall(depth=Decimal(0), peak=Decimal(7))


async def test_trades_are_closed_positions_that_held_something_in_the_order_of_their_end(
    web: Pool, trader: Trader
) -> None:
    late, early = await ended(web, trader, 9), await ended(web, trader, 5, net="-3")
    await ended(web, trader, 7, entered="0")
    before = await ended(web, trader, -1)
    reads, of = PostgresPortfolio(web), (trader.tenant_id, trader.account.id, BEGIN)

    trades = await reads.trades(*of)
    assert [(t.symbol, t.setup_tag, t.net, t.fees) for t in trades] == [
        (BTC, "break-out", Decimal(-3), Decimal(1)),
        (BTC, "break-out", Decimal(10), Decimal(1)),
    ]
    assert [t.r for t in trades] == [pytest.approx(p.result_r) for p in (early, late)]
    first = await reads.closed(*of, PageRequest(size=1))
    second = await reads.closed(*of, PageRequest(size=1, cursor=first.next_cursor))
    assert [*first.items, *second.items] == [late, early]
    assert second.next_cursor is None
    assert before not in (await reads.closed(*of, PageRequest(size=50))).items


async def test_an_epoch_begins_with_the_last_reset(web: Pool, trader: Trader) -> None:
    reads, of = PostgresPortfolio(web), (trader.tenant_id, trader.account.id)
    assert await reads.began(*of) is None
    async with PostgresUnitsOfWork(web)(trader.tenant_id) as unit:
        for hours in (3, 8):
            at = BEGIN + timedelta(hours=hours)
            unit.record(an_event(trader.account, "paper.reset", market_at=at))
        await unit.commit()
    assert await reads.began(*of) == BEGIN + timedelta(hours=8)


async def test_a_stranger_finds_nothing(web: Pool, trader: Trader, stranger: Trader) -> None:
    await curve(web, trader, (0, 10_000), (1, 9_000))
    await ended(web, trader, 5)
    reads, of = PostgresPortfolio(web), (stranger.tenant_id, trader.account.id)

    assert await reads.day_ends(*of, BEGIN, BEGIN + timedelta(days=1)) == []
    assert await reads.trades(*of, BEGIN) == []
    assert (await reads.closed(*of, BEGIN, PageRequest(size=5))).items == []
    assert (await reads.fall(*of, BEGIN, Decimal(1))).depth == 0
