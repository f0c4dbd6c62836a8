"""What the inbox says of a signal and offers, what a detector is worth, and the address that keeps the filters."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from domain.marketdata.market import Side
from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import InvalidInputError
from domain.shared.ids import SignalId, TenantId
from domain.shared.money import Price
from domain.signals.detectors import Detector, DetectorKind
from domain.signals.outcome import Outcome, Tally
from domain.signals.reads import SignalGroup
from domain.signals.signal import Signal, SignalStatus
from domain.signals.watch import SignalWatch
from robson_app.detectors import EXPLAINED, titled
from robson_app.pages.detector.rows import number_rows, variant_rows
from robson_app.pages.signals.address import Address
from robson_app.pages.signals.rows import SignalRow, detector_rows, signal_row
from tests.fakes.clocks import FakeClock
from tests.fakes.market_view import FakeMarketView, instrument
from tests.rows import BTC, IDS, NOW

CLOCK = FakeClock(NOW)
VIEW = FakeMarketView(CLOCK, CLOCK, [instrument(BTC, tick="0.1")])
SIGNAL = Signal(
    tenant_id=TenantId(IDS.new()),
    id=SignalId(IDS.new()),
    detector="ma_cross:9:21",
    symbol=BTC,
    timeframe=Timeframe.M15,
    bar=NOW - timedelta(minutes=15),
    side=Side.LONG,
    status=SignalStatus.CONFIRMED,
    price=Price("42000"),
    stop=Price("41160"),
    found_at=NOW,
    expires_at=NOW + timedelta(hours=3),
)
OUTCOME = Outcome(
    detector="ma_cross:9:21",
    symbol=BTC,
    timeframe=Timeframe.M15,
    samples=40,
    hits=15,
    total_r=Decimal("-3"),
    since=NOW - timedelta(days=15),
    until=NOW,
)


def row(later_h: float = 0, **changes: object) -> SignalRow:
    signal = replace(SIGNAL, **changes)  # type: ignore[arg-type]
    key = (OUTCOME.detector, str(OUTCOME.symbol), OUTCOME.timeframe.value)
    return signal_row(signal, VIEW, NOW + timedelta(hours=later_h), {key: OUTCOME})


def test_a_confirmed_signal_is_offered_with_its_risk_its_life_and_its_measured_worth() -> None:
    told = row(0.25)
    assert (told.title, told.price, told.stop, told.risk) == ("Average cross 9/21", "42,000.0", "41,160.0", "2.00 %")
    assert (told.status, told.left) == ("confirmed", "2 h 45 min")
    assert (told.worth.hits, told.worth.mean, told.worth.tone) == ("38 % of 40", "\N{MINUS SIGN}0.08 R", "down")
    assert (told.can_accept, told.can_dismiss, told.can_restore) == (True, True, False)


@pytest.mark.parametrize(
    ("status", "later_h", "offers"),
    [
        (SignalStatus.FORMING, 1, (False, True, False)),
        (SignalStatus.DISMISSED, 1, (False, False, True)),
        (SignalStatus.DISMISSED, 3, (False, False, False)),
        (SignalStatus.ACCEPTED, 1, (False, False, False)),
        (SignalStatus.CONFIRMED, 3, (False, False, False)),
    ],
)
def test_a_row_offers_what_the_signals_life_allows(
    status: SignalStatus, later_h: float, offers: tuple[bool, bool, bool]
) -> None:
    told = row(later_h, status=status)
    assert (told.can_accept, told.can_dismiss, told.can_restore) == offers


def test_a_signal_whose_time_is_over_says_so_before_the_engine_does() -> None:
    told = row(3)
    assert (told.status, told.left) == ("expired", "")


def test_another_pair_has_no_worth_of_this_one() -> None:
    assert row(timeframe=Timeframe.H1).worth.mean == "—"


def test_every_detector_is_explained_and_listed_with_the_worth_of_what_is_watched() -> None:
    assert set(EXPLAINED) == set(DetectorKind)
    watch = SignalWatch(tenant_id=SIGNAL.tenant_id, detectors=("ma_cross:20:50", "ma_cross:5:10", "hammer"))
    tallies = [Tally(detector="ma_cross:20:50", series=3, samples=10, hits=5, total_r=Decimal(4))]
    listed = {told.kind: told for told in detector_rows(watch, tallies)}
    assert len(listed) == len(DetectorKind)
    assert {kind for kind, told in listed.items() if told.watched} == {"ma_cross", "hammer"}
    assert (listed["ma_cross"].title, listed["ma_cross"].worth.mean) == ("Average cross 20/50 and 1 more", "+0.40 R")
    variants = variant_rows(DetectorKind.MA_CROSS, watch, tallies)
    assert [(v.numbers, v.watched) for v in variants] == [("9/21", False), ("20/50", True), ("5/10", True)]


def test_a_detectors_numbers_are_shown_with_their_bounds() -> None:
    fields = [(n.label, n.value, n.bounds) for n in number_rows(DetectorKind.SQUEEZE_BREAK)]
    assert fields == [
        ("length", "20", "5 to 60"),
        ("deviations", "2", "0.5 to 4"),
        ("narrowest of", "120", "20 to 300"),
    ]
    assert titled(str(Detector.parse("squeeze_break:20:2.5"))) == "Squeeze break 20/2.5/120"


def test_an_address_survives_its_own_link_and_a_filter_starts_at_the_first_page() -> None:
    wanted = Address(group=SignalGroup.ALL, symbol="BTC/USDT", timeframe="1h", detector="hammer", cursor="abc")
    query = dict(part.split("=") for part in wanted.href.split("?")[1].split("&"))
    assert Address.read(query) == wanted
    assert wanted.narrowed("timeframe", "") == replace(wanted, timeframe="", cursor="")
    with pytest.raises(InvalidInputError, match="detector must be one of"):
        wanted.narrowed("detector", "crystal_ball")
