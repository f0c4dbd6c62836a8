"""Migrations form one line: two people who number theirs alike hear of it before a database does."""

from __future__ import annotations

from pathlib import Path

from adapters.db import migrate

VERSIONS = Path(migrate.__file__).parent / "migrations" / "versions"


def test_each_migration_follows_the_one_numbered_before_it() -> None:
    numbers = sorted(path.name[:4] for path in VERSIONS.glob("[0-9]*.py"))
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    assert migrate.newest() == numbers[-1]
