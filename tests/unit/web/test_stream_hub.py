import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest

from domain.identity.principal import Principal, Role
from domain.marketdata.market import Book, FeedStatus, Level, SourceKind, Tick
from domain.shared.errors import UnauthenticatedError
from domain.shared.money import Price, Quantity
from robson_app.stream import endpoint, pump
from robson_app.stream.client import MOST_FACTS, MOST_TICKS
from robson_app.stream.endpoint import Stream
from robson_app.stream.hub import Hub
from tests.fakes.market_view import BTC, ETH, FakeMarketView, instrument
from tests.stream_contract import check_said

AT = datetime(2026, 1, 1, tzinfo=UTC)


class Wall:
    def now(self):
        return AT


class View(FakeMarketView):
    def __init__(self):
        super().__init__(Wall(), Wall(), [instrument(BTC), instrument(ETH)])
        self.price(BTC, "43297.6")
        self.books = {}

    def book(self, symbol):
        return self.books.get(symbol)


class Wire:
    """Stands for a page: takes what is sent, hands over what it says."""

    def __init__(self):
        self.sent = []
        self.said = asyncio.Queue()
        self.open = asyncio.Event()
        self.open.set()

    async def send(self, message):
        await self.open.wait()
        self.sent.append(message)

    async def receive(self):
        return await self.said.get()

    def say(self, text):
        self.said.put_nowait({"type": "websocket.receive", "text": text})

    def hang_up(self):
        self.said.put_nowait({"type": "websocket.disconnect", "code": 1001})

    @property
    def heard(self):
        return [check_said(m["text"]) for m in self.sent if m["type"] == "websocket.send"]

    def of_kind(self, kind):
        return [said for said in self.heard if said[0] == kind]

    @property
    def closed(self):
        return [m["code"] for m in self.sent if m["type"] == "websocket.close"]


def principal(tenant=None):
    return Principal(tenant_id=tenant or uuid4(), user_id=uuid4(), session_id=uuid4(), role=Role.DEMO)


class Sessions:
    def __init__(self):
        self.live = {}

    async def __call__(self, token):
        if token not in self.live:
            raise UnauthenticatedError("your session is over")
        return self.live[token]


class Page:
    """A connected page and everything behind it."""

    def __init__(self, desk, token):
        self.wire = Wire()
        self.wire.said.put_nowait({"type": "websocket.connect"})
        scope = {"type": "websocket", "path": "/ws/v1", "headers": [(b"cookie", f"__Host-robson={token}".encode())]}
        self.task = asyncio.create_task(Stream(None, desk=lambda: desk)(scope, self.wire.receive, self.wire.send))

    async def settle(self):
        for _ in range(20):
            await asyncio.sleep(0)


@pytest.fixture
def desk():
    view, sessions = View(), Sessions()
    return SimpleNamespace(view=view, authenticate=sessions, hub=Hub(view=view, wall=Wall()))


async def connected(desk, *, tenant=None, symbols="BTC/USDT", book="null"):
    who = principal(tenant)
    token = f"token{len(desk.authenticate.live)}"
    desk.authenticate.live[token] = who
    page = Page(desk, token)
    page.who, page.token = who, token
    page.wire.say(f'{{"op":"watch","symbols":["{symbols}"],"book":{book}}}')
    await page.settle()
    return page


def tick(price="43300", symbol=BTC, sequence=1):
    return Tick(symbol=symbol, price=Price(price), quantity=Quantity("0.1"), at=AT, received_at=AT, sequence=sequence)


def book(price="43300"):
    level = (Level(price=Price(price), quantity=Quantity(1)),)
    return Book(symbol=BTC, bids=level, asks=level, at=AT, received_at=AT)


async def test_a_page_is_greeted_and_shown_the_price_of_what_it_watches(desk):
    page = await connected(desk)
    assert page.wire.of_kind("hello") == [["hello", 1, ["BTC/USDT", "ETH/USDT"], 1767225600000]]
    assert page.wire.of_kind("q") == [["q", "BTC/USDT", "43297.6", None, 1767225600000]]


async def test_a_tick_reaches_those_who_watch_its_symbol_in_one_shared_frame(desk):
    pages = [await connected(desk), await connected(desk), await connected(desk, symbols="ETH/USDT")]
    desk.hub.market(tick())
    await pages[0].settle()
    frames = [[m for m in page.wire.sent if '"t"' in m.get("text", "")] for page in pages]
    assert frames[0][0] is frames[1][0]
    assert frames[2] == []


async def test_a_new_watch_replaces_the_earlier_one(desk):
    page = await connected(desk)
    page.wire.say('{"op":"watch","symbols":["ETH/USDT"]}')
    await page.settle()
    desk.hub.market(tick())
    desk.hub.market(tick("2000", ETH))
    await page.settle()
    assert [said[1] for said in page.wire.of_kind("t")] == ["ETH/USDT"]


async def test_facts_reach_the_tenants_pages_and_no_others(desk):
    ours, account = uuid4(), uuid4()
    mine, other = await connected(desk, tenant=ours), await connected(desk)
    desk.hub.fact(f"positions {ours} {account}")
    await mine.settle()
    assert mine.wire.of_kind("x") == [["x", "positions", str(account)]]
    assert other.wire.of_kind("x") == []


async def test_changed_preferences_reach_the_pages_of_their_user_and_of_no_colleague(desk):
    ours = uuid4()
    mine, colleague = await connected(desk, tenant=ours), await connected(desk, tenant=ours)
    me = desk.authenticate.live[mine.token].user_id
    desk.hub.fact(f"preferences {ours} {me}")
    await mine.settle()
    assert mine.wire.of_kind("x") == [["x", "preferences", str(me)]]
    assert colleague.wire.of_kind("x") == []


async def test_books_go_only_to_who_asked_and_at_most_four_a_second_with_the_latest_last(desk):
    desk.view.books[BTC] = book("1")
    reader, other = await connected(desk, book='"BTC/USDT"'), await connected(desk)
    for price in range(100, 120):
        desk.hub.market(book(str(price)))
    await asyncio.sleep(0.3)
    prices = [said[2][0][0] for said in reader.wire.of_kind("b")]
    assert prices == ["1", "100", "119"]
    assert other.wire.of_kind("b") == []


async def test_the_feed_is_told_on_change_and_not_again_while_it_stays(desk):
    page = await connected(desk)
    before = len(page.wire.of_kind("f"))
    status = FeedStatus(source=SourceKind.REPLAY, speed=Decimal(60), paused=False, heartbeat_at=AT, market_at=AT)
    desk.hub.market(status)
    desk.hub.market(status)
    await page.settle()
    assert len(page.wire.of_kind("f")) == before + 1


async def test_nobody_is_told_so_and_closed(desk):
    page = Page(desk, "unknown")
    await page.task
    assert page.wire.closed == [4401]
    assert page.wire.heard == [["bye", "your session is over"]]


async def test_a_page_whose_session_ended_is_closed(desk):
    page, other = await connected(desk), await connected(desk)
    del desk.authenticate.live[page.token]
    await pump.end_dead_sessions(desk.hub, desk.authenticate)
    await page.task
    assert page.wire.closed == [4401]
    assert not other.task.done()


async def test_who_reads_too_slowly_loses_old_ticks_but_no_fact(desk):
    page = await connected(desk, tenant=(ours := uuid4()))
    page.wire.open.clear()
    for n in range(MOST_TICKS * 2):
        desk.hub.market(tick(str(n + 1)))
    for _ in range(10):
        desk.hub.fact(f"orders {ours} {uuid4()}")
    page.wire.open.set()
    await asyncio.sleep(0.01)
    assert len(page.wire.of_kind("x")) == 10
    ticks = [int(said[2]) for said in page.wire.of_kind("t")]
    assert len(ticks) <= MOST_TICKS + 1
    assert ticks[-1] == MOST_TICKS * 2


async def test_who_lets_too_many_facts_wait_is_disconnected(desk):
    page = await connected(desk, tenant=(ours := uuid4()))
    page.wire.open.clear()
    for _ in range(MOST_FACTS + 2):
        desk.hub.fact(f"orders {ours} {uuid4()}")
    page.wire.open.set()
    await page.task
    assert page.wire.closed == [4408]


async def test_who_does_not_read_at_all_is_dropped_and_forgotten(desk, monkeypatch):
    monkeypatch.setattr(endpoint, "FAREWELL_S", 0.05)
    page = await connected(desk, tenant=(ours := uuid4()))
    page.wire.open.clear()
    for _ in range(MOST_FACTS + 2):
        desk.hub.fact(f"orders {ours} {uuid4()}")
    await asyncio.wait_for(page.task, 1)
    assert not desk.hub.clients


async def test_a_page_that_is_gone_is_forgotten(desk):
    page = await connected(desk)
    page.wire.hang_up()
    await page.task
    assert not desk.hub.clients
    desk.hub.market(tick())


@pytest.mark.parametrize(
    "bad", ["{", '{"op":"sell"}', '{"op":"watch","symbols":["XXX/USDT"]}', '{"op":"watch","symbols":[]}' + " " * 1024]
)
async def test_a_bad_request_is_answered_and_the_page_stays(desk, bad):
    page = await connected(desk)
    page.wire.say(bad)
    await page.settle()
    assert len(page.wire.of_kind("e")) == 1
    assert not page.task.done()


async def test_bytes_instead_of_text_are_refused(desk):
    page = await connected(desk)
    page.wire.said.put_nowait({"type": "websocket.receive", "bytes": b"\x00"})
    await page.settle()
    assert page.wire.of_kind("e")[0][1] == "FIELD_INVALID"


async def test_who_asks_too_fast_is_disconnected(desk):
    page = await connected(desk)
    for _ in range(40):
        page.wire.say('{"op":"ping"}')
    await page.task
    assert page.wire.closed == [4429]


async def test_a_ping_is_answered(desk):
    page = await connected(desk)
    page.wire.say('{"op":"ping"}')
    await page.settle()
    assert page.wire.of_kind("pong") == [["pong"]]


async def test_a_restart_tells_everyone(desk):
    page = await connected(desk)
    desk.hub.close()
    await page.task
    assert page.wire.closed == [1012]


async def test_quotes_are_repeated_with_the_days_change(desk):
    page = await connected(desk)
    desk.hub.quotes()
    await page.settle()
    assert len(page.wire.of_kind("q")) == 2
