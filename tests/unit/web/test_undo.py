"""A notice that offers a way back: once, for whom it was made, and never with the facts in the browser."""

from __future__ import annotations

import pytest

from robson_app.auth import notices
from robson_app.auth.notices import MOST_SHOWN, Notices, Tone, Undo
from tests.unit.web.test_handlers import someone


@pytest.fixture
def taken_back(monkeypatch):
    done = []

    async def way_back(state, me, facts):
        done.append((me, dict(facts)))
        return "look again"

    monkeypatch.setitem(notices._WAYS_BACK, "test", way_back)
    return done


def undo(mark):
    return Undo(name="test", facts={"mark": mark})


async def take_back(page, me, number):
    return await notices._take_back(page, me, number)


async def test_a_way_back_is_gone_after_it_was_taken(taken_back):
    page, me = Notices(), someone()
    page._add(Tone.GOOD, "Changed.", undo=undo("first"))
    (notice,) = page.shown
    assert notice.undo is True
    assert await take_back(page, me, notice.number) == "look again"
    assert await take_back(page, me, notice.number) is None
    assert taken_back == [(me, {"mark": "first"})]
    assert page.shown == []


async def test_the_way_back_goes_with_its_notice(taken_back):
    page = Notices()
    page._add(Tone.GOOD, "Changed.", undo=undo("old"))
    first = page.shown[0].number
    for number in range(MOST_SHOWN):
        page._add(Tone.INFO, f"Said {number}.")
    assert await take_back(page, someone(), first) is None
    assert taken_back == []


def test_what_cannot_be_taken_back_offers_nothing():
    page = Notices()
    page._add(Tone.GOOD, "Sent.")
    assert page.shown[0].undo is False


def test_the_facts_of_a_way_back_never_reach_the_browser():
    page = Notices()
    page._add(Tone.GOOD, "Changed.", undo=undo("the secret mark"))
    assert "the secret mark" not in str(page.dict())
