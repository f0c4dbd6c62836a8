"""A process of the desk is kept alive, stopped with its keeper, and not tried again when it cannot start."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

KEEP = "import sys; from robson_app.cli.keep import keep; sys.exit(keep('web'))"
WITHIN_S = 10


@pytest.fixture
def keeper(tmp_path: Path) -> Callable[[str], subprocess.Popen[bytes]]:
    """Keeps a stand-in for `robson`, whose body is given, found beside the interpreter as the real one is."""

    def start(body: str) -> subprocess.Popen[bytes]:
        python = tmp_path / "python"
        python.symlink_to(sys.executable)
        robson = tmp_path / "robson"
        robson.write_text(f"#!{sys.executable}\n" + textwrap.dedent(body))
        robson.chmod(0o755)
        code = f"import sys; sys.executable = {str(python)!r}; {KEEP}"
        with (tmp_path / "said").open("wb") as said:
            return subprocess.Popen([sys.executable, "-c", code], stderr=said)

    return start


def child_of(process: subprocess.Popen[bytes]) -> psutil.Process:
    deadline = time.monotonic() + WITHIN_S
    while not (children := psutil.Process(process.pid).children()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return children[0]


def test_a_killed_process_is_replaced_and_the_replacement_stops_with_its_keeper(
    keeper: Callable[[str], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    keeping = keeper("import time\nwhile True: time.sleep(1)\n")
    first = child_of(keeping)
    first.kill()
    first.wait(WITHIN_S)
    second = child_of(keeping)

    keeping.send_signal(signal.SIGTERM)

    assert keeping.wait(WITHIN_S) == 0
    assert second.pid != first.pid
    assert not second.is_running()
    assert "web ended unexpectedly (killed by SIGKILL)" in (tmp_path / "said").read_text()


def test_a_process_that_refuses_to_start_is_not_tried_again(
    keeper: Callable[[str], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    keeping = keeper(f"open({str(tmp_path / 'tries')!r}, 'a').write('x')\nraise SystemExit(2)\n")

    assert keeping.wait(WITHIN_S) == 2
    assert (tmp_path / "tries").read_text() == "x"


def test_a_process_that_ignores_the_signal_is_killed(keeper: Callable[[str], subprocess.Popen[bytes]]) -> None:
    keeping = keeper(
        """
        import signal, sys, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        open(sys.argv[0] + ".deaf", "w").close()
        while True: time.sleep(1)
        """
    )
    deaf = child_of(keeping)
    marker = Path(str(deaf.cmdline()[1]) + ".deaf")
    deadline = time.monotonic() + WITHIN_S
    while not marker.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)

    os.kill(keeping.pid, signal.SIGTERM)

    assert keeping.wait(WITHIN_S) == 1
    assert not deaf.is_running()
