"""With DATABASE_URL the desk uses that PostgreSQL, starts none of its own, and leaves it running."""

import httpx
import psutil
import psycopg
import pytest

from tests.clone import Databases
from tests.e2e.desk import start_desk

pytestmark = pytest.mark.e2e


def test_a_given_database_is_migrated_used_and_left_running(databases: Databases) -> None:
    with databases.empty() as url:
        with start_desk(DATABASE_URL=url) as desk:
            started = httpx.post(f"{desk.url}/api/v1/session/demo", headers={"Origin": desk.url})
            assert started.is_success, started.text
            assert not (desk.settings.data / "postgres").exists()

        with psycopg.connect(url) as connection:
            (tenants,) = connection.execute("SELECT count(*) FROM tenant").fetchone() or (0,)
        assert tenants == 1
        assert psutil.pid_exists(databases.server.pid)
