"""Signals between the engine, which tells them, and tenants, who decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from adapters.db.pool import Pool
from adapters.db.signal_post import KEPT, PostgresSignalPost
from adapters.db.signals import PostgresSignalReads, PostgresSignalUnits
from adapters.db.wire import Statement
from domain.identity.principal import Principal, Role
from domain.marketdata.market import Side
from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from domain.shared.ids import SessionId
from domain.shared.money import Price
from domain.shared.page import PageRequest
from domain.signals.detectors import DetectorKind
from domain.signals.errors import IllegalTransitionError
from domain.signals.outcome import Outcome
from domain.signals.reads import SignalFilter, SignalGroup
from domain.signals.signal import Key, MarketSignal, Signal, SignalStatus
from domain.signals.telling import Clerk
from domain.signals.use_cases.change_watch import ChangeWatch
from domain.signals.use_cases.dismiss_signal import DismissSignal
from domain.signals.use_cases.restore_signal import RestoreSignal
from tests.fakes.clocks import FakeClock
from tests.fakes.market_view import FakeMarketView, instrument
from tests.rows import BTC, IDS, NOW
from tests.tenants import Trader

S = SignalStatus
LIFE = timedelta(hours=3)


class Leading:
    """The lease, held."""

    def proof(self) -> Statement:
        return Statement("SELECT 1", {})


def found(minute: int = 0, **changes: object) -> MarketSignal:
    at = NOW + timedelta(minutes=15 * minute)
    signal = MarketSignal(
        key=Key(detector="ma_cross:9:21", symbol=BTC, timeframe=Timeframe.M15, bar=at - timedelta(minutes=15)),
        side=Side.LONG,
        status=S.CONFIRMED,
        price=Price("42000.5"),
        stop=Price("41500"),
        found_at=at,
        expires_at=at + LIFE,
    )
    return replace(signal, **changes)  # type: ignore[arg-type]


def me(trader: Trader, role: Role = Role.OWNER) -> Principal:
    return Principal(tenant_id=trader.tenant_id, user_id=trader.user_id, session_id=SessionId(IDS.new()), role=role)


class Post:
    """Both sides on one database."""

    def __init__(self, engine: Pool, web: Pool) -> None:
        self.post = PostgresSignalPost(engine, IDS, Leading())
        self.reads = PostgresSignalReads(web)
        self.clock = FakeClock(NOW)
        units, clerk = PostgresSignalUnits(web), Clerk(IDS, self.clock, self.clock)
        self.dismiss, self.restore = DismissSignal(units, clerk), RestoreSignal(units, clerk)
        view = FakeMarketView(self.clock, self.clock, [instrument(BTC)])
        self.change_watch = ChangeWatch(units, view, clerk)

    async def inbox(self, trader: Trader, group: SignalGroup = SignalGroup.ALL, **which: object) -> list[Signal]:
        asked = SignalFilter(group=group, **which)  # type: ignore[arg-type]
        return list((await self.reads.signals(trader.tenant_id, asked, PageRequest())).items)


@pytest.fixture
def post(engine: Pool, web: Pool) -> Post:
    return Post(engine, web)


async def test_a_signal_told_twice_is_one_and_nobody_else_has_it(post: Post, trader: Trader, stranger: Trader) -> None:
    assert await post.post.tell(trader.tenant_id, [found()]) == 1
    assert await post.post.tell(trader.tenant_id, [found(), found(1)]) == 1
    assert [s.found_at for s in await post.inbox(trader)] == [found(1).found_at, found().found_at]
    assert await post.inbox(stranger) == []


async def test_the_market_moves_a_signal_along_its_table_and_never_back(post: Post, trader: Trader) -> None:
    forming = found(status=S.FORMING)
    confirmed = found(price=Price("41900"), found_at=NOW + timedelta(minutes=30))
    await post.post.tell(trader.tenant_id, [forming])
    await post.post.tell(trader.tenant_id, [confirmed])
    (signal,) = await post.inbox(trader)
    assert (signal.status, signal.price, signal.found_at) == (S.CONFIRMED, confirmed.price, confirmed.found_at)
    assert await post.post.tell(trader.tenant_id, [forming]) == 0
    assert await post.post.tell(trader.tenant_id, [found(status=S.INVALIDATED)]) == 1
    assert await post.post.tell(trader.tenant_id, [confirmed, found(status=S.EXPIRED)]) == 0
    assert [s.status for s in await post.inbox(trader)] == [S.INVALIDATED]


async def test_what_had_ended_before_it_was_told_is_not_told(post: Post, trader: Trader) -> None:
    assert await post.post.tell(trader.tenant_id, [found(status=S.EXPIRED)]) == 0
    assert await post.inbox(trader) == []


async def test_dismissing_and_taking_it_back(post: Post, trader: Trader, stranger: Trader) -> None:
    await post.post.tell(trader.tenant_id, [found(), found(1, status=S.FORMING)])
    forming, signal = await post.inbox(trader)
    for one in (signal, forming):
        assert (await post.dismiss(me(trader), one.id)).status is S.DISMISSED
    assert await post.inbox(trader, SignalGroup.OPEN) == []
    with pytest.raises(IllegalTransitionError):
        await post.dismiss(me(trader), signal.id)
    assert await post.post.tell(trader.tenant_id, [found(), found(status=S.INVALIDATED)]) == 0
    assert (await post.restore(me(trader), signal.id)).status is S.CONFIRMED
    assert (await post.restore(me(trader), forming.id)).status is S.FORMING
    with pytest.raises(NotFoundError):
        await post.dismiss(me(stranger), signal.id)
    with pytest.raises(ForbiddenError):
        await post.dismiss(me(trader, Role.VIEWER), signal.id)


async def test_a_dismissal_cannot_be_taken_back_after_the_signals_life(post: Post, trader: Trader) -> None:
    await post.post.tell(trader.tenant_id, [found()])
    (signal,) = await post.inbox(trader)
    await post.dismiss(me(trader), signal.id)
    post.clock.advance(LIFE.total_seconds())
    with pytest.raises(IllegalTransitionError, match="expired"):
        await post.restore(me(trader), signal.id)


async def test_time_ends_signals_and_forgets_old_ones(post: Post, trader: Trader) -> None:
    await post.post.tell(trader.tenant_id, [found(), found(5)])
    await post.post.expire(NOW + LIFE)
    assert [s.status for s in await post.inbox(trader)] == [S.CONFIRMED, S.EXPIRED]
    await post.post.expire(NOW + KEPT + timedelta(seconds=1))
    assert [s.found_at for s in await post.inbox(trader)] == [found(5).found_at]


async def test_the_inbox_is_filtered_and_paged(post: Post, trader: Trader) -> None:
    other = replace(found().key, detector="hammer", timeframe=Timeframe.H1)
    await post.post.tell(trader.tenant_id, [found(0), found(1), found(2), found(key=other)])
    assert len(await post.inbox(trader, kind=DetectorKind.HAMMER)) == 1
    assert len(await post.inbox(trader, timeframe=Timeframe.M15, symbol=BTC)) == 3
    first = await post.reads.signals(trader.tenant_id, SignalFilter(), PageRequest(size=3))
    assert len(first.items) == 3
    rest = await post.reads.signals(trader.tenant_id, SignalFilter(), PageRequest(size=3, cursor=first.next_cursor))
    assert len({s.id for s in (*first.items, *rest.items)}) == 4
    assert rest.next_cursor is None


async def test_a_tenant_chooses_what_it_watches(post: Post, trader: Trader, stranger: Trader) -> None:
    default = await post.reads.watch(trader.tenant_id)
    assert (default.version, default.wants(found().key)) == (0, True)
    chosen = await post.change_watch(me(trader), {"detectors": ["hammer", "ma_cross:5"], "symbols": ["BTC/USDT"]})
    assert chosen.detectors == ("hammer", "ma_cross:5:21")
    assert await post.reads.watch(trader.tenant_id) == chosen
    assert not chosen.wants(found().key)
    told = {watch.tenant_id: watch for watch in await post.post.watches()}
    assert told[trader.tenant_id] == chosen
    assert told[stranger.tenant_id].version == 0
    assert (await post.change_watch(me(trader), {"timeframes": ["1h"]})).version == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"detectors": ["nothing"]}, "detectors"),
        ({"detectors": ["hammer", "hammer"]}, "detectors"),
        ({"detectors": "hammer"}, "detectors"),
        ({"symbols": ["XYZ/USDT"]}, "symbols"),
        ({"symbols": ["btc"]}, "symbols"),
        ({"timeframes": ["2m"]}, "timeframes"),
        ({"colour": []}, "watch"),
    ],
)
async def test_a_bad_choice_is_refused_by_name(
    post: Post, trader: Trader, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        await post.change_watch(me(trader), changes)
    assert refused.value.field == field
    assert (await post.reads.watch(trader.tenant_id)).version == 0


async def test_decisions_are_in_the_chain(post: Post, web: Pool, trader: Trader) -> None:
    await post.post.tell(trader.tenant_id, [found()])
    (signal,) = await post.inbox(trader)
    await post.dismiss(me(trader), signal.id)
    await post.restore(me(trader), signal.id)
    async with web.connection() as connection, connection.transaction():
        await connection.execute("SELECT set_config('app.tenant_id', %s, true)", (str(trader.tenant_id),))
        rows = await (await connection.execute("SELECT kind, subject FROM event ORDER BY sequence")).fetchall()
    assert [(row["kind"], row["subject"]) for row in rows] == [
        ("signal.dismissed", signal.id),
        ("signal.restored", signal.id),
    ]


async def test_outcomes_replace_each_other(post: Post, module_database: str, web: Pool) -> None:
    await _market(module_database, NOW)
    outcome = Outcome(
        detector="hammer",
        symbol=BTC,
        timeframe=Timeframe.H1,
        samples=40,
        hits=16,
        total_r=Decimal("3.25"),
        since=NOW - timedelta(days=60),
        until=NOW,
    )
    await post.post.keep_outcomes([outcome])
    better = replace(outcome, samples=41, hits=17)
    await post.post.keep_outcomes([better])
    assert list(await post.reads.outcomes()) == [better]


async def _market(url: str, at: datetime) -> None:
    import psycopg

    with psycopg.connect(url) as owner:
        owner.execute("INSERT INTO market_cursor VALUES (true, 'test', %s) ON CONFLICT DO NOTHING", (at,))


def test_a_conflict_is_what_a_moved_signal_raises() -> None:
    assert issubclass(IllegalTransitionError, ConflictError)
