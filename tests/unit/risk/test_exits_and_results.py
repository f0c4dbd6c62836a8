from decimal import Decimal as D

import pytest

from domain.marketdata.market import Side
from domain.risk.exits import ExitPlan, plan_exits
from domain.risk.limits import Costs
from domain.risk.results import adverse_slippage, excursions, gross_result, in_r
from domain.risk.verdict import Denied
from domain.risk.vocabulary import ExitPolicy, Target
from domain.shared.money import Price
from tests.unit.risk.makers import FREE


def target(price: str, share: str = "0.5") -> Target:
    return Target(price=Price(price), share=D(share))


def plan(policy: ExitPolicy, *targets: Target, side: Side = Side.LONG, costs: Costs = FREE) -> ExitPlan | Denied:
    stop = Price("98") if side is Side.LONG else Price("102")
    return plan_exits(policy, targets, side=side, entry=Price("100"), stop=stop, costs=costs)


def test_trailing_needs_no_target() -> None:
    assert plan(ExitPolicy.TRAIL) == ExitPlan(policy=ExitPolicy.TRAIL)


def test_targets_come_nearest_first_with_their_reward_for_the_risk() -> None:
    found = plan(ExitPolicy.BOTH, target("106"), target("103"))
    assert isinstance(found, ExitPlan)
    assert [(r.target.price, r.gross, r.net) for r in found.rewards] == [
        (D("103"), D("1.5"), D("1.5")),
        (D("106"), D(3), D(3)),
    ]


def test_costs_lower_the_net_reward() -> None:
    found = plan(ExitPolicy.TARGET, target("104"), costs=Costs())
    assert isinstance(found, ExitPlan)
    assert found.rewards[0].gross == 2
    assert D("1.6") < found.rewards[0].net < D("1.7")


def test_a_shorts_targets_lie_below() -> None:
    found = plan(ExitPolicy.TARGET, target("94"), target("97"), side=Side.SHORT)
    assert isinstance(found, ExitPlan)
    assert [r.gross for r in found.rewards] == [D("1.5"), D(3)]


@pytest.mark.parametrize(
    ("policy", "targets", "code"),
    [
        (ExitPolicy.TRAIL, [target("103")], "TARGETS_NOT_WANTED"),
        (ExitPolicy.TARGET, [], "TARGETS_COUNT"),
        (ExitPolicy.BOTH, [target(str(103 + i), "0.1") for i in range(6)], "TARGETS_COUNT"),
        (ExitPolicy.BOTH, [target("103"), target("103.0")], "TARGETS_EQUAL"),
        (ExitPolicy.BOTH, [target("103", "0")], "TARGET_SHARE"),
        (ExitPolicy.BOTH, [target("103", "0.6"), target("104", "0.41")], "TARGET_SHARES"),
        (ExitPolicy.BOTH, [target("100")], "TARGET_WRONG_SIDE"),
    ],
)
def test_exits_that_cannot_be_carried_out_are_refused(policy: ExitPolicy, targets: list[Target], code: str) -> None:
    refusal = plan(policy, *targets)
    assert isinstance(refusal, Denied)
    assert refusal.code == code


def test_excursions_are_counted_in_spans_for_both_sides() -> None:
    long = excursions(Side.LONG, D("41710.2"), D("559.4"), D("44100"), D("41270"))
    assert (round(long.adverse, 2), round(long.favourable, 2)) == (D("-0.79"), D("4.27"))
    short = excursions(Side.SHORT, D("100"), D("2"), D("101"), D("95"))
    assert (short.adverse, short.favourable) == (D("-0.5"), D("2.5"))


def test_a_trade_that_never_went_against_has_no_adverse_excursion() -> None:
    assert excursions(Side.LONG, D("100"), D("2"), D("104"), D("100.5")).adverse == 0


def test_the_result_in_r_of_the_trade_on_12_january() -> None:
    gross = gross_result(Side.LONG, D("0.0677"), D("41710.2"), D("43381.8"))
    assert round(gross, 2) == D("113.17")
    assert round(in_r(D("107.40"), D("48.87")), 2) == D("2.20")
    assert in_r(D("5"), D(0)) == 0


def test_slippage_is_what_worse_fills_than_expected_cost() -> None:
    assert adverse_slippage(True, D("100"), D("100.5"), D(2)) == D(1)
    assert adverse_slippage(False, D("100"), D("99.5"), D(2)) == D(1)
    assert adverse_slippage(False, D("100"), D("100.5"), D(2)) == D(-1)
