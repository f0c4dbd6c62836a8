"""A migration of a desk with open positions, which may die in the middle of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from alembic import command
from alembic.config import Config

from adapters.db import migrate
from tests.safety.points import FileTrigger

REVISIONS = Path(__file__).parent / "revisions"
trigger: FileTrigger | None = None


def main(env: Mapping[str, str]) -> None:
    """Go up to the test's own level, or back down to the product's."""
    global trigger
    trigger = FileTrigger(Path(env["SAFETY_ORDER"]))
    with migrate._owner(env["DATABASE_URL"]) as connection:
        config = migrate._config(connection)
        if env["SAFETY_MIGRATION"] == "up":
            command.upgrade(_with_ours(config), "safety")
        else:
            command.downgrade(_with_ours(config), migrate.newest())


def _with_ours(config: Config) -> Config:
    product = Path(migrate.__file__).parent / "migrations" / "versions"
    config.set_main_option("version_locations", f"{product}:{REVISIONS}")
    return config
