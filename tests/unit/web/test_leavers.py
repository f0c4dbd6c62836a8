"""A closed page's state waits for it a moment; whoever comes and goes leaves only so many behind."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken
from reflex.state import State

from robson_app.auth.leavers import MOST, Leavers, forget_state

HERE, ELSEWHERE = "203.0.113.7", "203.0.113.8"


def leavers(**options):
    gone = []
    return Leavers(lambda place: gone.append(place) or True, **options), gone


async def test_a_place_is_forgotten_after_the_grace_period_and_not_before():
    waiting, gone = leavers(grace_s=0.02)
    waiting.left(HERE, "a")
    assert gone == []
    await asyncio.sleep(0.06)
    assert gone == ["a"]


async def test_a_page_that_comes_back_keeps_its_place():
    waiting, gone = leavers(grace_s=0.02)
    waiting.left(HERE, "a")
    waiting.back("a")
    await asyncio.sleep(0.06)
    assert gone == []


async def test_a_place_in_use_is_asked_about_again():
    answers = [False, True]
    asked = []
    waiting = Leavers(lambda place: asked.append(place) or answers.pop(0), grace_s=0.02)
    waiting.left(HERE, "a")
    await asyncio.sleep(0.1)
    assert (asked, answers) == (["a", "a"], [])


async def test_an_address_that_leaves_too_many_loses_its_oldest_at_once_and_no_other_address_does():
    waiting, gone = leavers(most=3)
    waiting.left(ELSEWHERE, "other")
    for place in "abcde":
        waiting.left(HERE, place)
    assert gone == ["a", "b"]


async def test_two_thousand_visits_leave_no_more_states_than_one_address_may():
    manager = StateManagerMemory(token_expiration=3600)
    waiting = Leavers(lambda place: forget_state(manager, place))
    for _ in range(2_000):
        place = str(uuid4())
        async with manager.modify_state(BaseStateToken(ident=place, cls=State)):
            pass
        waiting.left(HERE, place)
    assert len(manager.states) == len(manager._states_locks) == len(manager._token_expires_at) == MOST
    await manager.close()


async def test_a_state_whose_event_is_running_is_not_taken_away():
    manager, place = StateManagerMemory(token_expiration=3600), str(uuid4())
    async with manager.modify_state(BaseStateToken(ident=place, cls=State)):
        assert not forget_state(manager, place)
    assert forget_state(manager, place)
    assert place not in manager.states
    await manager.close()
