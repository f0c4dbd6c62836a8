from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import ValidationError

from domain.marketdata.market import Book, FeedStatus, Level, Quote, SourceKind, Tick
from domain.shared.errors import InvalidInputError
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol
from robson_app.stream import words
from tests.stream_contract import check_asked, check_said, document, validator

BTC = Symbol(base="BTC", quote="USDT")
AT = datetime(2026, 1, 1, tzinfo=UTC)


def tick(price="43297.60", quantity="0.01234000", symbol=BTC):
    return Tick(symbol=symbol, price=Price(price), quantity=Quantity(quantity), at=AT, received_at=AT, sequence=1)


def test_the_committed_document_holds_its_own_examples():
    for name, message in document()["components"]["messages"].items():
        for example in message.get("examples", []):
            validator(name).validate(example["payload"])


def test_every_operation_names_messages_that_exist():
    for operation in document()["operations"].values():
        for reference in operation["messages"]:
            name = reference["$ref"].rsplit("/", 1)[1]
            assert document()["channels"]["stream"]["messages"][name]["$ref"] == f"#/components/messages/{name}"
            assert name in document()["components"]["messages"]


def test_a_tick_is_exact_short_and_without_padding():
    assert check_said(words.tick(tick())) == ["t", "BTC/USDT", "43297.6", "0.01234", 1767225600000]


def test_the_longest_plausible_tick_has_at_most_a_hundred_bytes():
    longest = tick("123456.12345678", "12345678.12345678", Symbol(base="1000000MOG", quote="USDT"))
    check_said(words.tick(longest))


@given(
    price=st.decimals("0.00000001", "9999999", places=8).filter(bool),
    quantity=st.decimals("0", "9999999", places=8),
)
def test_every_tick_is_as_specified_and_loses_nothing(price, quantity):
    said = check_said(words.tick(tick(price, quantity)))
    assert (Decimal(said[2]), Decimal(said[3])) == (price, quantity)


def test_quotes_with_and_without_a_change_are_as_specified():
    for change in (None, Decimal("-0.012345678"), Decimal("0"), Decimal("1E-7")):
        quote = Quote(symbol=BTC, price=Price("1"), at=AT, received_at=AT, change_24h=change)
        check_said(words.quote(quote))


def test_a_book_is_cut_to_twelve_levels_a_side():
    levels = tuple(Level(price=Price(n + 1), quantity=Quantity(n)) for n in range(40))
    said = check_said(words.book(Book(symbol=BTC, bids=levels, asks=(), at=AT, received_at=AT, synthetic=True)))
    assert len(said[2]) == 12
    assert said[5] == 1


def test_the_feed_tells_its_age_on_the_wall_clock_and_its_time_on_the_markets():
    status = FeedStatus(
        source=SourceKind.REPLAY,
        speed=Decimal(60),
        paused=False,
        heartbeat_at=AT,
        market_at=AT - timedelta(days=1),
        note="the history ended",
    )
    said = check_said(words.feed(status, AT + timedelta(milliseconds=140)))
    assert said[1:5] == ["replay", "60", 0, 140]
    assert said[6] == "the history ended"


def test_other_messages_are_as_specified():
    check_said(words.hello([BTC], AT))
    check_said(words.pong())
    check_said(words.bye("the session has ended"))
    check_said(words.error(InvalidInputError("op must be watch or ping", field="op")))
    for topic in ("intents", "plans", "orders", "positions", "account", "events"):
        check_said(words.fact(topic, "01890a5d-ac96-774b-bcce-b302099a8057"))


def test_a_watch_names_what_is_wanted_and_listing_trades_watches_the_pair():
    text = '{"op":"watch","symbols":["ETH/USDT"],"book":"BTC/USDT","trades":"BTC/USDT"}'
    check_asked(text)
    wanted = words.request(text)
    assert wanted == words.Watch(symbols=frozenset({BTC, Symbol(base="ETH", quote="USDT")}), book=BTC)


def test_a_ping_is_a_ping():
    assert words.request('{"op":"ping"}') == words.PING


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "null", "NaN", '"watch"', "{}", '{"op":"buy"}', '{"op":["watch"]}', '{"op":"ping","x":1}',
        '{"op":"watch"}', '{"op":"watch","symbols":"BTC/USDT"}', '{"op":"watch","symbols":[1]}',
        '{"op":"watch","symbols":[null]}', '{"op":"watch","symbols":["btc/usdt"]}', '{"op":"watch","symbols":["BTC"]}',
        '{"op":"watch","symbols":[],"book":1}', '{"op":"watch","symbols":[],"book":"x"}',
        '{"op":"watch","symbols":[],"trades":[]}', '{"op":"watch","symbols":[],"speed":60}',
        '{"op":"watch","symbols":["\\u0000"]}', '{"op":"watch","symbols":["ＢＴＣ/USDT"]}',
    ],
)  # fmt: skip
def test_what_is_not_of_the_protocol_is_refused(text):
    with pytest.raises(InvalidInputError):
        words.request(text)


def test_more_than_sixteen_symbols_are_refused():
    symbols = ",".join(f'"S{n}/USDT"' for n in range(17))
    with pytest.raises(InvalidInputError, match="at most 16"):
        words.request(f'{{"op":"watch","symbols":[{symbols}]}}')
    with pytest.raises(ValidationError):
        check_asked(f'{{"op":"watch","symbols":[{symbols}]}}')


@given(st.text(max_size=200))
def test_whatever_a_page_sends_is_read_or_refused(text):
    try:
        words.request(text)
    except InvalidInputError as refused:
        assert refused.field
