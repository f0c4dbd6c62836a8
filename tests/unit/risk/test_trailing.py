from dataclasses import replace
from decimal import Decimal as D
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.marketdata.market import Side
from domain.risk.limits import Costs
from domain.risk.loss import loss_per_unit
from domain.risk.trailing import Entered, Hold, Move, break_even, ladder, locked_r, spans_reached, trail
from domain.shared.errors import InvalidInputError
from domain.shared.money import Price
from tests.unit.risk.makers import FREE, decimals, filters

LONG = Entered(side=Side.LONG, average=Price("50000"), span=D("1000"), costs=Costs(), filters=filters())
SHORT = replace(LONG, side=Side.SHORT)


def follow(entered: Entered, stop: Price, *prices: str) -> list[D]:
    stops = []
    for price in prices:
        answer = trail(entered, stop, Price(price))
        stop = answer.stop if isinstance(answer, Move) else stop
        stops.append(D(stop))
    return stops


def test_the_staircase_of_a_long() -> None:
    stops = follow(LONG, Price("49000"), "50999.99", "51000", "52000", "54000", "53200")
    assert stops == [D("49000"), D("50150.26"), D("51000"), D("53000"), D("53000")]


def test_the_staircase_of_a_short_goes_down() -> None:
    stops = follow(SHORT, Price("51000"), "49000.01", "49000", "48000", "46000", "46800")
    assert stops == [D("51000"), D("49850.24"), D("49000"), D("47000"), D("47000")]


@pytest.mark.parametrize("side", Side)
def test_break_even_gives_back_exactly_what_the_entry_cost(side: Side) -> None:
    stop = break_even(side, D("50000"), Costs(), filters(tick="0.00000001"))
    assert abs(loss_per_unit(side, D("50000"), stop, Costs())) < D("0.0000001")


@pytest.mark.parametrize("side", Side)
def test_break_even_is_rounded_away_from_loss(side: Side) -> None:
    for tick in ("0.01", "1", "10"):
        stop = break_even(side, D("50000"), Costs(), filters(tick=tick))
        assert loss_per_unit(side, D("50000"), stop, Costs()) <= 0
        assert stop % D(tick) == 0


def test_a_span_narrower_than_the_costs_waits_until_break_even_is_behind_the_price() -> None:
    narrow = replace(LONG, span=D("50"))
    held = trail(narrow, Price("49950"), Price("50100"))
    assert isinstance(held, Hold)
    assert "too near" in held.reason
    assert trail(narrow, Price("49950"), Price("50150.27")) == Hold(spans=3, reason=held.reason)
    assert trail(narrow, Price("49950"), Price("50150.28")) == Move(spans=3, stop=Price("50150.26"))


def test_a_hold_says_why() -> None:
    assert trail(LONG, Price("49000"), Price("50500")) == Hold(spans=0, reason="less than one span in favour")
    assert trail(LONG, Price("53000"), Price("53200")) == Hold(spans=3, reason="the stop is already there or tighter")


@pytest.mark.parametrize("span", ["0", "-1", "NaN", "Infinity"])
def test_a_span_without_width_is_refused(span: str) -> None:
    with pytest.raises(InvalidInputError, match="span"):
        replace(LONG, span=D(span))


def test_the_ladder_shows_each_move_its_price_its_stop_and_what_it_locks() -> None:
    rungs = ladder(replace(LONG, costs=FREE), 3)
    assert [(r.spans, r.price, r.stop, r.locked_r) for r in rungs] == [
        (1, D("51000"), D("50000"), D(0)),
        (2, D("52000"), D("51000"), D(1)),
        (3, D("53000"), D("52000"), D(2)),
    ]


@pytest.mark.parametrize("entered", [LONG, SHORT])
def test_the_ladder_of_real_costs_locks_a_little_less_than_whole_spans(entered: Entered) -> None:
    first, second, third = ladder(entered, 3)
    assert D(0) <= first.locked_r < D("0.001")
    assert D("0.6") < second.locked_r < third.locked_r < D(2)


def test_the_initial_stop_locks_one_r_of_loss() -> None:
    assert locked_r(LONG, D("49000")) == -1


def test_a_shorts_ladder_ends_before_zero() -> None:
    deep = replace(SHORT, average=Price("100"), span=D("30"))
    assert [r.price for r in ladder(deep, 10)] == [D("70"), D("40"), D("10")]


ENTERED = st.builds(
    Entered,
    side=st.sampled_from(Side),
    average=decimals("50", "200", 4).map(Price),
    span=decimals("0.1", "20", 4),
    costs=st.sampled_from([Costs(), FREE, Costs(fee_in=D("0.003"), slippage=D("0.004"))]),
    filters=st.sampled_from([filters(), filters(tick="0.5"), filters(tick="0.0001")]),
)
PATHS = st.lists(decimals("1", "400", 2).map(Price), min_size=1, max_size=40)


@settings(max_examples=300)
@given(ENTERED, PATHS)
def test_whatever_the_price_does_the_stop_only_tightens_and_stays_behind_it(
    entered: Entered, path: list[Price]
) -> None:
    sign, tick = entered.side.sign, entered.filters.tick
    stop = Price(entered.average - sign * entered.span)
    for last in path:
        answer = trail(entered, stop, last)
        assert answer == trail(entered, stop, last)
        if isinstance(answer, Move):
            assert sign * (answer.stop - stop) > 0
            assert sign * (last - sign * tick - answer.stop) > 0
            assert answer.stop % tick == 0
            stop = answer.stop


@settings(max_examples=200)
@given(ENTERED, PATHS)
def test_a_restart_in_the_middle_of_a_path_changes_nothing(entered: Entered, path: list[Price]) -> None:
    first = Price(entered.average - entered.side.sign * entered.span)
    whole = follow(entered, first, *map(str, path))
    half = len(path) // 2
    resumed = follow(replace(entered), Price(whole[half - 1]) if half else first, *map(str, path[half:]))
    assert whole[half:] == resumed


@settings(max_examples=200)
@given(ENTERED)
def test_every_rung_of_a_span_of_two_ticks_or_more_is_where_trailing_puts_the_stop(entered: Entered) -> None:
    assume(entered.span >= 2 * entered.filters.tick)
    initial = Price(entered.average - entered.side.sign * entered.span)
    for rung in ladder(entered, 6):
        answer = trail(entered, initial, rung.price)
        assert isinstance(answer, Move)
        assert answer.spans >= rung.spans
        assert entered.side.sign * (answer.stop - rung.stop) >= 0


@given(ENTERED)
def test_the_ladder_climbs(entered: Entered) -> None:
    sign = entered.side.sign
    for lower, higher in pairwise(ladder(entered, 8)):
        assert sign * (higher.price - lower.price) >= 0
        assert sign * (higher.stop - lower.stop) >= 0
        assert higher.locked_r >= lower.locked_r


@given(ENTERED, decimals("1", "400", 2).map(Price))
def test_spans_are_whole_and_never_negative(entered: Entered, last: Price) -> None:
    spans = spans_reached(entered, last)
    moved = entered.side.sign * (last - entered.average)
    assert spans >= 0
    assert spans * entered.span <= max(moved, D(0)) < (spans + 1) * entered.span
