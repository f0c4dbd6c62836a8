"""Thousands of made-up requests against the committed description: the API must keep its word on every one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from robson_app.api.app import OPENAPI
from tests.integration.web.desk_client import account_of, back_tested, opened, plan_body, planned, signalled

WITHIN_S = 170
CONFIG = """
seed = 20260101
workers = 1

[generation]
deterministic = true
max-examples = 25
database = "none"

[phases.stateful]
enabled = false

[checks.positive_data_acceptance]
expected-statuses = ["2xx", "303", "401", "403", "404", "409", "422", "429"]

[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "406", "413", "422", "428", "5xx"]

[auth.openapi.session]
api_key = "{token}"

[dictionaries]
{dictionaries}

[parameters]
{parameters}
"""


def config(ids: dict[str, list[str]], token: str) -> str:
    def quoted(values: list[str]) -> str:
        return "[" + ", ".join(f'"{value}"' for value in values) + "]"

    return CONFIG.format(
        token=token,
        dictionaries="\n".join(f"{name} = {{ values = {quoted(values)} }}" for name, values in ids.items()),
        parameters="\n".join(f'"path.{name}" = {{ dictionary = "{name}", probability = 0.8 }}' for name in ids),
    )


RESEARCH = ("signals", "strategies", "backtests")
HALVES = {
    "trading": [f"--exclude-tag={tag}" for tag in RESEARCH],
    "research": [f"--include-tag={tag}" for tag in RESEARCH],
}
"""Each within the time a test may take."""


@pytest.mark.parametrize("half", HALVES)
def test_nothing_is_found_that_the_description_does_not_say(served, trader, tmp_path: Path, half: str):
    position = opened(trader)
    story = trader.get(f"/api/v1/positions/{position['id']}").json()
    ids = {
        "account_id": [account_of(trader)],
        "plan_id": [position["plan_id"], planned(trader, plan_body(trader, "ETH/USDT"))["id"]],
        "order_id": [order["id"] for order in story["orders"]],
        "position_id": [position["id"]],
        "signal_id": [signalled(served.database, trader, ago=ago) for ago in range(1, 4)],
    }
    ids |= {name: [one] for name, one in back_tested(trader).items()}
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(config(ids, trader.headers["cookie"].split("=", 1)[1]))
    command = [
        str(Path(sys.executable).parent / "schemathesis"),
        f"--config-file={settings}",
        "run",
        str(OPENAPI),
        f"--url={served.url}",
        "--exclude-operation-id=endSession",
        *HALVES[half],
        "--continue-on-failure",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=WITHIN_S, check=False)
    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-2_000:]
