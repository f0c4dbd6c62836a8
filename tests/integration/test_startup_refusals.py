"""What stops a start is one clear line that names the setting."""

import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from adapters.db.embedded import embedded_postgres
from tests.e2e.desk import environment, free_port
from tests.paths import ROOT

ROBSON = Path(sys.executable).parent / "robson"


def start(**settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROBSON, "up"], cwd=ROOT, env=environment(**settings), capture_output=True, text=True, timeout=60, check=False
    )


def test_a_taken_port_is_one_line_naming_the_setting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = start(ROBSON_PORT=str(port), ROBSON_DATA=str(tmp_path))

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert f"127.0.0.1:{port}" in done.stderr
    assert "ROBSON_PORT" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ROBSON_PORT", "three thousand"),
        ("ROBSON_PORT", "0"),
        ("ROBSON_PORT", "65536"),
        ("DATABASE_URL", "mysql://localhost/robson"),
        ("ROBSON_MARKET", "casino"),
        ("ROBSON_LOG_LEVEL", "loud"),
    ],
)
def test_a_wrong_setting_is_one_line_naming_the_variable(name: str, value: str, tmp_path: Path) -> None:
    done = start(**{"ROBSON_DATA": str(tmp_path), name: value})

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert name in done.stderr


def test_a_second_desk_on_the_same_data_folder_is_refused_in_one_line() -> None:
    with tempfile.TemporaryDirectory(prefix="robson-busy-") as folder, embedded_postgres(Path(folder)):
        done = start(ROBSON_PORT=str(free_port()), ROBSON_DATA=folder)

    assert done.returncode == 2
    assert "ROBSON_DATA" in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_unreachable_database_is_one_line_that_keeps_the_password_to_itself(tmp_path: Path) -> None:
    url = f"postgresql://robson:canary-secret@127.0.0.1:{free_port()}/robson"

    done = start(ROBSON_PORT=str(free_port()), ROBSON_DATA=str(tmp_path), DATABASE_URL=url)

    assert done.returncode == 2
    assert "DATABASE_URL" in done.stderr
    assert done.stderr.count("\n") == 1
    assert "canary-secret" not in done.stderr + done.stdout
