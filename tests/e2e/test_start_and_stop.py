"""One command starts all of the desk; stopping it leaves nothing behind; the second start is quick."""

import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from robson_app.cli.ready import is_ready
from tests.e2e.desk import RunningDesk, start_desk, stop

pytestmark = pytest.mark.e2e

SECOND_START_S = 15
GONE_WITHIN_S = 10
BACK_WITHIN_S = 15


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="robson-start-"))
    yield folder
    shutil.rmtree(folder)


def family(desk: RunningDesk) -> list[psutil.Process]:
    """Every process of a desk; PostgreSQL has no parent among them but works in the data folder."""
    started = psutil.Process(desk.process.pid)
    servers = [
        p for p in psutil.process_iter(["cmdline"]) if str(desk.settings.data) in " ".join(p.info["cmdline"] or ())
    ]
    return list({started, *started.children(recursive=True), *servers})


def assert_gone(processes: list[psutil.Process]) -> None:
    _, alive = psutil.wait_procs(processes, timeout=GONE_WITHIN_S)
    assert [" ".join(p.cmdline()) for p in alive if p.status() != psutil.STATUS_ZOMBIE] == []


def assert_port_free(desk: RunningDesk) -> None:
    with socket.socket() as probe:
        assert probe.connect_ex((desk.settings.host, desk.settings.port)) != 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_the_desk_leaves_no_process_and_no_listener(data: Path, number: int) -> None:
    with start_desk(ROBSON_DATA=str(data)) as desk:
        processes = family(desk)
        commands = " ".join(" ".join(p.cmdline()) for p in processes)
        assert "bin/robson web" in commands
        assert "bin/robson engine" in commands
        assert "postgres" in commands

        code = stop(desk.process, number)

        assert code == 0, desk.said
        assert_gone(processes)
        assert_port_free(desk)
        assert f"Robson is ready: {desk.url}" in desk.said


def test_ctrl_c_reaches_every_process_of_the_terminal_and_still_stops_cleanly(data: Path) -> None:
    with start_desk(ROBSON_DATA=str(data)) as desk:
        processes = family(desk)

        os.killpg(desk.process.pid, signal.SIGINT)

        assert desk.process.wait(30) == 0, desk.said
        assert_gone(processes)


def test_the_second_start_is_ready_in_time(data: Path) -> None:
    with start_desk(ROBSON_DATA=str(data)):
        pass
    with start_desk(ROBSON_DATA=str(data)) as desk:
        print(f"second start ready after {desk.started_in_s:.1f} s")
        assert desk.started_in_s < SECOND_START_S


def test_web_and_engine_end_when_the_command_is_killed_and_the_next_start_takes_over_the_database(data: Path) -> None:
    with start_desk(ROBSON_DATA=str(data)) as desk:
        ours = [p for p in family(desk) if "bin/robson" in " ".join(p.cmdline())]

        desk.process.kill()
        desk.process.wait(10)

        assert_gone(ours)
    with start_desk(ROBSON_DATA=str(data)) as again:
        assert again.started_in_s < SECOND_START_S


@pytest.mark.parametrize("command", ["web", "engine"])
def test_a_crashed_process_is_started_again_and_the_desk_goes_on(data: Path, command: str) -> None:
    with start_desk(ROBSON_DATA=str(data)) as desk:
        (crashing,) = (p for p in family(desk) if " ".join(p.cmdline()).endswith(f"bin/robson {command}"))

        crashing.kill()

        psutil.wait_procs([crashing], timeout=5)
        deadline = time.monotonic() + BACK_WITHIN_S
        while not (f"{command} ended unexpectedly (killed by SIGKILL)" in desk.said and is_ready(desk.settings)):
            assert time.monotonic() < deadline, desk.said
            time.sleep(0.1)
        assert desk.process.poll() is None
