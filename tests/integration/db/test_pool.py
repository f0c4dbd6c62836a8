"""After an outage of any length, work goes on within seconds of the database's return."""

from adapters.db.pool import DatabaseRole, open_pool


async def test_reconnecting_begins_anew_for_each_caller_instead_of_waiting_ever_longer(database: str) -> None:
    pool = await open_pool(database, role=DatabaseRole.WEB)
    try:
        assert pool.reconnect_timeout < pool.timeout <= 10
    finally:
        await pool.close()
