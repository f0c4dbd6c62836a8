"""What a user may draw, and that two browsers do not overwrite each other unseen."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from domain.identity.principal import Role
from domain.shared.errors import ConflictError, InvalidInputError
from domain.shared.symbol import Symbol
from domain.workspace import bounds
from domain.workspace.drawings import DrawingKind, read_drawings
from domain.workspace.use_cases.keep_drawings import KeepDrawings
from domain.workspace.use_cases.read_drawings import ReadDrawings
from tests.fakes.market_view import BTC, ETH
from tests.fakes.workspaces import FakeWorkspaces
from tests.unit.workspace.test_preferences import market, someone

AT = 1_641_038_400_000
LEVEL = {"kind": "level", "points": [{"at": AT, "price": "42000.5"}]}
TREND = {"kind": "trend", "points": [{"at": AT, "price": "42000"}, {"at": AT + 60_000, "price": "0.00000001"}]}


def with_point(**changes: object) -> dict[str, object]:
    return {"kind": "level", "points": [{"at": AT, "price": "1"} | changes]}


BAD = {
    "no list": {},
    "too many": [LEVEL] * 61,
    "no object": ["x"],
    "another kind": [LEVEL | {"kind": "circle"}],
    "more fields": [LEVEL | {"colour": "red"}],
    "no points": [{"kind": "level"}],
    "a level of two points": [{"kind": "level", "points": TREND["points"]}],
    "a line of one point": [{"kind": "trend", "points": LEVEL["points"]}],
    "a price of nothing": [with_point(price="0")],
    "a negative price": [with_point(price="-1")],
    "a price in a number": [with_point(price=1.5)],
    "an exponent": [with_point(price="1e400")],
    "no number": [with_point(price="NaN")],
    "a time in text": [with_point(at="2022")],
    "a time of yes": [with_point(at=True)],
    "a time with a fraction": [with_point(at=1.5)],
    "before the market": [with_point(at=0)],
    "after everything": [with_point(at=10**18)],
    "a point with more": [with_point(note="x")],
}


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD)
def test_a_bad_drawing_is_refused_by_the_name_of_its_field(raw):
    with pytest.raises(InvalidInputError, match=r"^drawings") as refused:
        read_drawings(raw)
    assert (refused.value.field or "").startswith("drawings")


def test_a_level_has_a_price_and_a_line_two_points_exactly_as_they_were_drawn():
    level, trend = read_drawings([LEVEL, TREND])
    assert (level.kind, level.points[0].price) == (DrawingKind.LEVEL, Decimal("42000.5"))
    assert level.points[0].at == datetime(2022, 1, 1, 12, tzinfo=UTC)
    assert [point.price for point in trend.points] == [Decimal(42000), Decimal("0.00000001")]


async def test_drawings_stay_with_their_user_and_their_pair():
    store = FakeWorkspaces()
    keep, read = KeepDrawings(store, market()), ReadDrawings(store)
    me, other = someone(Role.VIEWER), someone()
    kept = await keep(me, BTC, 0, [LEVEL])
    assert (kept.version, len(kept.drawings)) == (1, 1)
    assert await read(me, BTC) == kept
    assert [(await read(*whose)).drawings for whose in ((other, BTC), (me, ETH))] == [(), ()]


async def test_drawings_that_were_changed_elsewhere_are_not_overwritten():
    store = FakeWorkspaces()
    keep, me = KeepDrawings(store, market()), someone()
    await keep(me, BTC, 0, [LEVEL])
    with pytest.raises(ConflictError, match="changed elsewhere meanwhile; nothing was kept"):
        await keep(me, BTC, 0, [TREND])
    assert (await ReadDrawings(store)(me, BTC)).drawings == read_drawings([LEVEL])


async def test_a_pair_that_is_not_traded_and_one_pair_too_many_are_refused(monkeypatch):
    keep, me = KeepDrawings(FakeWorkspaces(), market()), someone()
    with pytest.raises(InvalidInputError, match="is not traded here"):
        await keep(me, Symbol(base="DOGE", quote="USDT"), 0, [LEVEL])
    monkeypatch.setattr("domain.workspace.use_cases.keep_drawings.MOST_SHEETS", 1)
    kept = await keep(me, BTC, 0, [LEVEL])
    with pytest.raises(InvalidInputError, match="at most 1 pairs"):
        await keep(me, ETH, 0, [LEVEL])
    assert (await keep(me, BTC, kept.version, [])).drawings == ()
    assert bounds.MOST_SHEETS > 1
