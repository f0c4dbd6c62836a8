"""What a user may choose, how much of it, and that nothing else gets through."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from domain.identity.principal import Principal, Role
from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import InvalidInputError, NotFoundError
from domain.shared.ids import AccountId
from domain.workspace.preferences import IndicatorSetting, Language, Palette, Preferences, Theme
from domain.workspace.reading import read_preferences
from domain.workspace.use_cases.change_preferences import ChangePreferences, panel_change
from domain.workspace.use_cases.read_preferences import ReadPreferences
from tests.fakes.clocks import FakeClock
from tests.fakes.market_view import BTC, ETH, FakeMarketView, instrument
from tests.fakes.workspaces import FakeOwnAccounts, FakeWorkspaces

CURRENT = Preferences(tenant_id=uuid4(), user_id=uuid4())
BAD = [
    {"them": "dark"},
    {"theme": "blue"}, {"theme": 1}, {"theme": None}, {"theme": ["dark"]},
    {"palette": "SAFE"}, {"language": "pt"}, {"language": "en\x00"},
    {"time_zone": "Mars/Olympus"}, {"time_zone": "../../etc/passwd"}, {"time_zone": "/etc/localtime"},
    {"time_zone": "America"}, {"time_zone": "UTC\x00"}, {"time_zone": "A" * 65}, {"time_zone": 3},
    {"time_zone": "\uff35TC"},
    {"sound": "true"}, {"sound": 1},
    {"chart": []}, {"chart": {"zoom": 1}}, {"chart": {"timeframe": "2m"}}, {"chart": {"smoothed": 0}},
    {"chart": {"levels": "yes"}}, {"chart": {"indicators": {}}},
    {"chart": {"indicators": [{"name": "sma"}] * 17}},
    {"chart": {"indicators": [{"name": "SMA", "numbers": []}]}},
    {"chart": {"indicators": [{"numbers": []}]}},
    {"chart": {"indicators": [{"name": "sma", "numbers": ["NaN"]}]}},
    {"chart": {"indicators": [{"name": "sma", "numbers": [2.5]}]}},
    {"chart": {"indicators": [{"name": "sma", "numbers": ["1"] * 9}]}},
    {"chart": {"indicators": [{"name": "sma", "colour": "red"}]}},
    {"panels": "x"}, {"panels": [{"name": "a"}]}, {"panels": [{"name": "a", "shows": "b\nc"}]},
    {"panels": [{"name": "a", "shows": "b"}] * 2}, {"panels": [{"name": f"p{i}", "shows": "b"} for i in range(33)]},
    {"watch_list": "BTC/USDT"}, {"watch_list": ["btc/usdt"]}, {"watch_list": [None]},
    {"account_id": "1"}, {"account_id": None}, {"account_id": 7},
    {"watch_list": ["BTC/USDT", "BTC-USDT"]}, {"watch_list": [f"C{i}/USDT" for i in range(51)]},
]  # fmt: skip


def someone(role: Role = Role.DEMO) -> Principal:
    return Principal(tenant_id=uuid4(), user_id=uuid4(), session_id=uuid4(), role=role)


def market() -> FakeMarketView:
    clock = FakeClock(datetime(2026, 11, 25, tzinfo=UTC))
    return FakeMarketView(clock, clock, [instrument(BTC), instrument(ETH)])


@pytest.mark.parametrize("changes", BAD, ids=lambda changes: ascii(changes)[:50])
def test_a_bad_choice_is_refused_by_the_name_of_its_field(changes):
    with pytest.raises(InvalidInputError) as refused:
        read_preferences(CURRENT, changes)
    assert next(iter(changes))[:4] in str(refused.value)
    assert refused.value.field


def test_what_is_named_changes_and_the_rest_stays():
    changed = read_preferences(
        CURRENT,
        {
            "theme": "light",
            "palette": "safe",
            "language": "pt-BR",
            "time_zone": "America/Argentina/Buenos_Aires",
            "chart": {"timeframe": "4h", "indicators": [{"name": "bollinger", "numbers": ["20", "2.5"]}]},
            "watch_list": ["ETH/USDT", "BTC/USDT"],
        },
    )
    assert (changed.theme, changed.palette, changed.language) == (Theme.LIGHT, Palette.SAFE, Language.PT_BR)
    assert changed.time_zone == "America/Argentina/Buenos_Aires"
    assert (changed.chart.timeframe, changed.chart.levels) == (Timeframe.H4, True)
    assert changed.chart.indicators == (IndicatorSetting(name="bollinger", numbers=(Decimal(20), Decimal("2.5"))),)
    assert changed.watch_list == (ETH, BTC)
    assert changed.sound is CURRENT.sound
    assert read_preferences(changed, {"time_zone": ""}).time_zone == ""


async def test_everybody_who_may_look_keeps_preferences_and_nobody_elses_change():
    store = FakeWorkspaces()
    change, read = ChangePreferences(store, market(), FakeOwnAccounts()), ReadPreferences(store)
    viewer, other = someone(Role.VIEWER), someone()
    changed = await change(viewer, {"theme": "light"})
    assert changed.version == 1
    assert await read(viewer) == changed
    assert (await read(other)).version == 0


async def test_what_changes_nothing_is_not_a_new_version():
    change, me = ChangePreferences(FakeWorkspaces(), market(), FakeOwnAccounts()), someone()
    await change(me, {"theme": "light"})
    assert (await change(me, {"theme": "light"})).version == 1


async def test_only_a_pair_that_is_traded_can_be_starred():
    change, me = ChangePreferences(FakeWorkspaces(), market(), FakeOwnAccounts()), someone()
    assert (await change(me, {"watch_list": ["ETH/USDT"]})).watch_list == (ETH,)
    with pytest.raises(InvalidInputError, match="DOGE/USDT, which is not traded here"):
        await change(me, {"watch_list": ["ETH/USDT", "DOGE/USDT"]})


async def test_a_panel_remembers_what_it_shows_among_the_others():
    change, me = ChangePreferences(FakeWorkspaces(), market(), FakeOwnAccounts()), someone()
    now = await change(me, {"panels": [{"name": "desk.curve", "shows": "btc"}]})
    for shows in ("orders", "timeline"):
        now = await change(me, panel_change(now, "trade.tables", shows))
    assert (now.shows("trade.tables"), now.shows("desk.curve"), now.shows("other")) == ("timeline", "btc", "")


async def test_only_an_account_of_ones_own_can_be_chosen():
    mine, theirs = AccountId(uuid4()), AccountId(uuid4())
    change, me = ChangePreferences(FakeWorkspaces(), market(), FakeOwnAccounts(mine)), someone()
    assert (await change(me, {"account_id": str(mine)})).account_id == mine
    with pytest.raises(NotFoundError):
        await change(me, {"account_id": str(theirs)})
