"""The short campaign, and the proof that it finds what it looks for."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.paths import ROOT
from tests.safety.acts import Act
from tests.safety.figures import Figures
from tests.safety.points import Point
from tests.safety.sim.crash import crash_once
from tests.safety.sim.schedules import play


def safety(*arguments: str) -> tuple[dict[str, float], str]:
    command = [sys.executable, "-m", "tests.safety", *arguments]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return json.loads(ended.stdout.splitlines()[-1]), ended.stderr


@pytest.mark.timeout(900)
def test_sixty_killed_processes_lose_nothing_double_nothing_and_leave_nothing_unprotected_for_long() -> None:
    figures, story = safety("--runs", "5", "--crashes", "0", "--seeds", "0")
    assert (figures["points"], figures["runs"]) == (12, 60), story
    assert figures["lost"] == figures["doubled"] == figures["unattributed"] == 0, story
    assert figures["unprotected_s_max"] <= 15, story
    assert figures["recovery_s_p99"] < 30, story


@pytest.mark.timeout(600)
def test_simulated_crashes_and_two_hundred_seeds_lose_and_double_nothing() -> None:
    figures, story = safety("--runs", "0", "--crashes", "5", "--seeds", "200")
    assert (figures["runs"], figures["seeds"]) == (60, 200), story
    assert figures["lost"] == figures["doubled"] == figures["unattributed"] == 0, story


def test_an_engine_that_sends_again_what_got_no_answer_is_found_out() -> None:
    run = play(3, "resend")
    assert any("2 times at the venue" in sentence for sentence in run.verdict.doubled), run.verdict.story()
    assert play(3).good


def test_an_engine_that_forgets_trades_is_found_out() -> None:
    run = crash_once(Point.ANSWERED, "1", "forget")
    assert any(s.endswith("is not ours") for s in run.verdict.lost), run.verdict.story()
    assert crash_once(Point.ANSWERED, "1").good


def test_a_crash_that_leaves_something_without_a_stop_for_too_long_is_bad_and_is_not_called_lost() -> None:
    run = crash_once(Point.ANSWERED, "1")
    assert run.good
    run.unprotected_s = 15.1
    figures = Figures(crashes=[run.row()])
    assert not figures.good
    assert json.loads(figures.line())["lost"] == 0


def test_a_part_whose_sale_is_in_doubt_is_covered_again_within_five_seconds_and_within_fifteen_over_a_crash() -> None:
    schedule = play(36)
    assert schedule.good
    assert schedule.unprotected_s <= 5
    crash = crash_once(Point.BEFORE_BYTES, f"1007-{Point.BEFORE_BYTES}")
    assert (crash.act, crash.good) == (Act.PART, True), crash.story
    assert crash.unprotected_s <= 15


def test_a_seed_tells_the_same_story_twice() -> None:
    stories: list[list[str]] = [[], []]
    for story in stories:
        play(11, tell=story.append)
    assert stories[0] == stories[1]
    assert len(stories[0]) > 10
