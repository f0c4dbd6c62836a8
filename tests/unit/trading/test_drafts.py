from __future__ import annotations

from decimal import Decimal

import pytest

from domain.shared.errors import InvalidInputError
from domain.trading.drafts import PlanDraft
from domain.trading.plan import EntryKind, ExitPolicy
from tests.fakes.trading_desk import ACCOUNT, TradingDesk

GOOD: dict[str, object] = {"symbol": "BTC/USDT", "side": "long"}
NOT_A_NUMBER: list[object] = [
    "NaN", "nan", "Infinity", "-Infinity", "inf", "1e400", "1e5", "0x10", "1_000", "-1", "0", "", " ", " 1", "1 ",
    "４２０００", "٤٢", "1,5",
    "x" * 10_000, "9" * 10_000, True, False, None, 1.5, float("nan"), float("inf"), [], [1], {},
    ["1"], b"1", object(), Decimal("NaN"), Decimal("Infinity"), Decimal("1e400"), Decimal(-1), 10**5000, -1, 0,
    "\x00", "1\x00", "\ud800",
]  # fmt: skip
NOT_GIVEN = ("", None)


def test_a_whole_draft_is_read_exactly() -> None:
    draft = PlanDraft.read(
        {
            "symbol": "BTC-USDT",
            "side": "short",
            "entry": "limit",
            "limit": "45000.50",
            "stop": 46_000,
            "stop_confirmed": True,
            "exit_policy": "both",
            "targets": [{"price": "44000", "share": "0.5"}, {"price": "43000", "share": "0.5"}],
            "resting_for_s": 3600,
            "setup_tag": " pull-back ",
            "note": "level 2",
        }
    )

    assert (draft.limit, draft.stop) == (Decimal("45000.50"), Decimal(46_000))
    assert draft.entry is EntryKind.LIMIT
    assert draft.exit_policy is ExitPolicy.BOTH
    assert sum(t.share for t in draft.targets) == 1
    assert (draft.resting_for_s, draft.setup_tag) == (3600, "pull-back")


def test_side_and_symbol_are_all_that_is_needed() -> None:
    draft = PlanDraft.read(GOOD)

    assert draft.entry is EntryKind.MARKET
    assert draft.exit_policy is ExitPolicy.TRAIL
    assert draft.stop is None


@pytest.mark.parametrize(
    "bad",
    [b for b in NOT_A_NUMBER if b not in NOT_GIVEN],
    ids=lambda b: repr(b)[:20] if not isinstance(b, int) or abs(b) < 10**9 else "huge",
)
@pytest.mark.parametrize("field", ["limit", "stop"])
def test_a_price_that_is_none_is_refused_by_name(field: str, bad: object) -> None:
    with pytest.raises(InvalidInputError) as caught:
        PlanDraft.read({**GOOD, "entry": "limit", "limit": "42000", field: bad})

    assert caught.value.field == field
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "bad", NOT_A_NUMBER, ids=lambda b: repr(b)[:20] if not isinstance(b, int) or abs(b) < 10**9 else "huge"
)
@pytest.mark.parametrize("part", ["price", "share"])
def test_a_target_that_is_none_is_refused_by_name(part: str, bad: object) -> None:
    target = {"price": "45000", "share": "0.5", part: bad}

    with pytest.raises(InvalidInputError) as caught:
        PlanDraft.read({**GOOD, "exit_policy": "target", "targets": [target]})

    assert caught.value.field == f"targets[0].{part}"


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"symbol": "BTC"}, "symbol"),
        ({"symbol": "btc/usdt"}, "symbol"),
        ({"symbol": "ＢＴＣ/USDT"}, "symbol"),
        ({"symbol": "x" * 10_000}, "symbol"),
        ({"symbol": None}, "symbol"),
        ({"symbol": ["BTC/USDT"]}, "symbol"),
        ({"side": "buy"}, "side"),
        ({"side": True}, "side"),
        ({"side": None}, "side"),
        ({"entry": "stop"}, "entry"),
        ({"exit_policy": 1}, "exit_policy"),
        ({"stop_confirmed": "yes"}, "stop_confirmed"),
        ({"stop_confirmed": 1}, "stop_confirmed"),
        ({"entry": "limit"}, "limit"),
        ({"limit": "42000"}, "limit"),
        ({"resting_for_s": "3600"}, "resting_for_s"),
        ({"entry": "limit", "limit": "1", "resting_for_s": "59"}, "resting_for_s"),
        ({"entry": "limit", "limit": "1", "resting_for_s": "60.5"}, "resting_for_s"),
        ({"entry": "limit", "limit": "1", "resting_for_s": "604801"}, "resting_for_s"),
        ({"entry": "limit", "limit": "1", "resting_for_s": True}, "resting_for_s"),
        ({"exit_policy": "target"}, "targets"),
        ({"targets": [{"price": "1", "share": "1"}]}, "targets"),
        ({"exit_policy": "target", "targets": "all"}, "targets"),
        ({"exit_policy": "target", "targets": 0}, "targets"),
        ({"exit_policy": "target", "targets": [{"price": "1", "share": "0.1"}] * 6}, "targets"),
        ({"exit_policy": "target", "targets": [{"price": "1", "share": "0.6"}] * 2}, "targets"),
        ({"exit_policy": "target", "targets": ["45000"]}, "targets[0]"),
        ({"exit_policy": "target", "targets": [{"price": "1", "share": "1", "colour": "red"}]}, "targets[0]"),
        ({"setup_tag": "x" * 41}, "setup_tag"),
        ({"setup_tag": None}, "setup_tag"),
        ({"note": "x" * 10_000}, "note"),
        ({"note": "\x07"}, "note"),
        ({"colour": "red"}, "plan"),
        ({"quantity": "1"}, "plan"),
    ],
)
def test_what_breaks_a_rule_is_refused_by_name(raw: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        PlanDraft.read({**GOOD, **raw})

    assert caught.value.field == field
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"entry": "limit", "limit": "43700"}, "limit"),
        ({"entry": "limit", "limit": "100"}, "limit"),
        ({"entry": "limit", "limit": "99999999999999999999"}, "limit"),
        ({"side": "short", "entry": "limit", "limit": "43500"}, "limit"),
    ],
)
async def test_a_limit_where_no_entry_can_rest_is_refused_and_nothing_stored(
    raw: dict[str, object], field: str
) -> None:
    desk = TradingDesk()

    with pytest.raises(InvalidInputError) as caught:
        await desk.create_plan(desk.trader, ACCOUNT, PlanDraft.read({**GOOD, **raw}))

    assert caught.value.field == field
    assert desk.store.plans == {}


@pytest.mark.parametrize("stop", ["0.000000000000000001", "99999999999999999999", "43643.6", "43600", "100"])
async def test_a_stop_out_of_bounds_is_denied_and_nothing_stored(stop: str) -> None:
    desk = TradingDesk()

    with pytest.raises(Exception, match="stop") as caught:
        await desk.planned(stop=stop)

    assert caught.value.__class__.__name__ == "RefusedError"
    assert desk.store.plans == {}
