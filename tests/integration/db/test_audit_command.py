"""`robson audit verify` as a user runs it."""

from __future__ import annotations

import psycopg
import pytest
from typer.testing import CliRunner

from adapters.db.unit_of_work import PostgresUnitsOfWork
from robson_app.cli.audit import audit
from tests.rows import IDS, an_event
from tests.tenants import Trader, a_trader, pool_of

RUN = CliRunner()


@pytest.fixture
async def chained(module_database: str, monkeypatch: pytest.MonkeyPatch) -> Trader:
    monkeypatch.setenv("DATABASE_URL", module_database)
    async with pool_of(module_database) as pool:
        trader = await a_trader(module_database, pool)
        async with PostgresUnitsOfWork(pool)(trader.tenant_id) as unit:
            unit.record(an_event(trader.account))
            unit.record(an_event(trader.account, "plan.validated"))
            await unit.commit()
    return trader


def test_a_whole_chain_is_said_to_be_whole(chained: Trader) -> None:
    result = RUN.invoke(audit, ["verify", "--tenant", str(chained.tenant_id)])
    assert result.exit_code == 0, result.output
    assert f"tenant {chained.tenant_id}: 2 events, whole" in result.output


def test_a_touched_chain_fails_and_names_the_event(module_database: str, chained: Trader) -> None:
    with psycopg.connect(module_database) as owner:
        owner.execute(
            "UPDATE event SET sentence = 'nothing happened' WHERE tenant_id = %s AND sequence = 2", (chained.tenant_id,)
        )
    result = RUN.invoke(audit, ["verify"])
    assert result.exit_code == 1
    assert f"tenant {chained.tenant_id}: BROKEN at event 2: the event 'plan.validated'" in result.output


def test_a_tenant_without_a_chain_is_no_success(chained: Trader) -> None:
    result = RUN.invoke(audit, ["verify", "--tenant", str(IDS.new())])
    assert result.exit_code == 1
    assert "the tenant has no chain" in result.output
