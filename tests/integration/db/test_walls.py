"""Two walls between tenants, each holding without the other, and no table outside of them."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from adapters.db.pool import DatabaseRole, Pool
from adapters.db.unit_of_work import PostgresUnitsOfWork
from domain.shared.errors import ConflictError
from tests.rows import a_fill, a_plan, a_position, an_event, an_order
from tests.tenants import Trader, a_trader, pool_of

NOT_OF_A_TENANT = {
    "alembic_version": "the level of the schema",
    "attempt": "the platform's counters of attempts to sign in; hashes of addresses and accounts alone",
    "candle": "market data, the same for everybody",
    "demo": "the platform's register for caps and sweeping; holds nothing a tenant wrote",
    "detector_outcome": "what detectors' findings came to on a market, the same for everybody",
    "engine_lease": "who leads",
    "instrument": "market data, the same for everybody",
    "market_cursor": "where the market stands",
    "venue_pause": "until when a venue wants this desk's address to be silent",
}
FUNCTIONS = {
    "expect_one": "raises when a write met no row; reads nothing",
    "candle_month": "makes a partition of market data for the engine, which owns nothing",
    "candle_drop_empty": "drops empty partitions of market data",
    "purge_demo": "deletes an expired demo and nothing else; the engine alone may call it",
}
DEFINERS = {"candle_month", "candle_drop_empty", "purge_demo"}
ROLES = [role.value for role in DatabaseRole]
TABLES = """
SELECT c.relname, c.relkind::text, c.relispartition, c.relrowsecurity AND c.relforcerowsecurity AS walled,
    EXISTS (
        SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*' AND p.polwithcheck IS NOT NULL
    ) AS ruled,
    (SELECT attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = 1) AS first_column
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
"""


@pytest.fixture
async def books(web: Pool, trader: Trader) -> Trader:
    """One row in every table that a trader's day fills."""
    plan = a_plan(trader.account, trader.user_id)
    position = a_position(plan)
    order = an_order(trader.account, plan_id=plan.id, position_id=position.id)
    async with PostgresUnitsOfWork(web)(trader.tenant_id) as unit:
        unit.plans.add(plan)
        unit.positions.add(position)
        unit.orders.add(order)
        unit.orders.add_fill(a_fill(order))
        unit.record(an_event(trader.account))
        await unit.commit()
    return trader


def tables(url: str) -> list[str]:
    with psycopg.connect(url) as owner:
        return [row[0] for row in owner.execute(TABLES) if row[0] not in NOT_OF_A_TENANT and not row[2]]


def test_every_table_and_view_has_its_policy_or_a_reason_to_have_none(module_database: str) -> None:
    with psycopg.connect(module_database) as owner:
        owner.execute("SELECT candle_month('2026-11-22Z')")
        for name, kind, partition, walled, ruled, first_column in owner.execute(TABLES).fetchall():
            if name in NOT_OF_A_TENANT or (partition and name.startswith("candle_")):
                continue
            assert kind == "r", f"{name}: a view must be security_invoker and be added here with a test"
            assert walled and ruled, f"{name} has no forced row-level security with a check"
            assert first_column == "tenant_id" or name == "tenant", f"{name} does not begin with its tenant"


def test_partitions_are_reached_through_their_parent_alone(module_database: str) -> None:
    with psycopg.connect(module_database) as owner:
        owner.execute("SELECT candle_month('2026-11-22Z')")
        for role in ROLES:
            found = owner.execute(
                "SELECT relname FROM pg_class WHERE relispartition AND has_table_privilege(%s, oid, 'SELECT')", (role,)
            )
            assert found.fetchall() == []


def test_every_function_is_known_and_those_with_the_owners_rights_fix_their_search_path(module_database: str) -> None:
    with psycopg.connect(module_database) as owner:
        found = owner.execute(
            "SELECT proname, prosecdef, proconfig, has_function_privilege('public', oid, 'EXECUTE') "
            "FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        ).fetchall()
    assert {name for name, *_ in found} == set(FUNCTIONS)
    for name, definer, config, public in found:
        assert definer == (name in DEFINERS)
        assert not definer or config == ["search_path=pg_catalog, public, pg_temp"]
        assert not public, f"anybody may call {name}"


@pytest.mark.parametrize("role", ROLES)
def test_the_products_roles_own_nothing_and_bypass_nothing(module_database: str, role: str) -> None:
    with psycopg.connect(module_database) as owner:
        powers = owner.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, "
            "EXISTS (SELECT FROM pg_class WHERE relowner = r.oid), "
            "EXISTS (SELECT FROM pg_proc WHERE proowner = r.oid), "
            "EXISTS (SELECT FROM pg_auth_members WHERE member = r.oid), "
            "has_schema_privilege(rolname, 'public', 'CREATE') "
            "FROM pg_roles r WHERE rolname = %s",
            (role,),
        ).fetchone()
    assert powers == (False,) * 10


@pytest.mark.parametrize("role", ROLES)
def test_events_and_fills_can_only_be_added(module_database: str, role: str) -> None:
    with psycopg.connect(module_database) as owner:
        for table in ("event", "fill"):
            for privilege in ("UPDATE", "DELETE", "TRUNCATE"):
                allowed = owner.execute("SELECT has_table_privilege(%s, %s, %s)", (role, table, privilege)).fetchone()
                assert allowed == (False,), f"{role} may {privilege} {table}"


async def test_without_the_repositories_wall_a_stranger_still_sees_nothing(
    module_database: str, web: Pool, books: Trader, stranger: Trader
) -> None:
    async with web.connection() as connection, connection.transaction():
        await connection.execute("SELECT set_config('app.tenant_id', %s, true)", (str(stranger.tenant_id),))
        for table in tables(module_database):
            if table.startswith("paper_"):
                continue
            column = "id" if table == "tenant" else "tenant_id"
            found = await connection.execute(
                sql.SQL("SELECT FROM {} WHERE {} = %s").format(sql.Identifier(table), sql.Identifier(column)),
                (books.tenant_id,),
            )
            assert await found.fetchall() == [], table


async def test_without_a_tenant_set_the_web_sees_nothing_at_all(module_database: str, web: Pool, books: Trader) -> None:
    async with web.connection() as connection:
        for table in tables(module_database):
            if not table.startswith("paper_"):
                found = await connection.execute(sql.SQL("SELECT FROM {}").format(sql.Identifier(table)))
                assert await found.fetchall() == [], table


async def test_the_tenant_does_not_outlive_its_transaction_on_a_pooled_connection(web: Pool, books: Trader) -> None:
    async with web.connection() as connection:
        async with connection.transaction():
            await connection.execute("SELECT set_config('app.tenant_id', %s, true)", (str(books.tenant_id),))
            assert len(await (await connection.execute("SELECT FROM account")).fetchall()) == 1
        assert await (await connection.execute("SELECT FROM account")).fetchall() == []


async def test_a_row_for_another_tenant_is_refused_by_the_database(web: Pool, books: Trader, stranger: Trader) -> None:
    row = (books.tenant_id, stranger.user_id, "Planted")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        async with web.connection() as connection, connection.transaction():
            await connection.execute("SELECT set_config('app.tenant_id', %s, true)", (str(stranger.tenant_id),))
            await connection.execute("INSERT INTO app_user VALUES (%s, %s, %s, 'owner', now())", row)


async def test_a_row_cannot_be_moved_to_another_tenant(web: Pool, books: Trader, stranger: Trader) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        async with web.connection() as connection, connection.transaction():
            await connection.execute("SELECT set_config('app.tenant_id', %s, true)", (str(books.tenant_id),))
            await connection.execute("UPDATE plan SET tenant_id = %s", (stranger.tenant_id,))


async def test_without_row_level_security_the_repositories_still_show_a_stranger_nothing(
    database: str,
) -> None:
    async with pool_of(database) as pool:
        trader, stranger = await a_trader(database, pool), await a_trader(database, pool)
        with psycopg.connect(database) as owner:
            for table in tables(database):
                owner.execute(sql.SQL("ALTER TABLE {} DISABLE ROW LEVEL SECURITY").format(sql.Identifier(table)))
        async with PostgresUnitsOfWork(pool)(stranger.tenant_id) as unit:
            assert await unit.accounts.all() == [stranger.account]
            assert await unit.positions.open(trader.account.id) == []
            assert await unit.orders.working(trader.account.id) == []


async def test_the_engine_sees_work_of_all_tenants_only_while_it_acts_for_none(
    engine: Pool, books: Trader, stranger: Trader
) -> None:
    async with engine.connection() as connection:
        everyone = await (await connection.execute("SELECT tenant_id FROM account")).fetchall()
        assert {books.tenant_id, stranger.tenant_id} <= {row["tenant_id"] for row in everyone}
        async with connection.transaction():
            await connection.execute("SELECT set_config('app.tenant_id', %s, true)", (str(stranger.tenant_id),))
            for table in ("account", "plan", "position", "trade_order", "event_head"):
                rows = await (
                    await connection.execute(sql.SQL("SELECT tenant_id FROM {}").format(sql.Identifier(table)))
                ).fetchall()
                assert {row["tenant_id"] for row in rows} <= {stranger.tenant_id}


async def test_the_engine_cannot_write_across_tenants(engine: Pool, books: Trader) -> None:
    async with engine.connection() as connection:
        changed = await connection.execute("UPDATE account SET name = 'Planted'")
        assert changed.rowcount == 0


async def test_children_cannot_hang_on_another_tenants_parent(web: Pool, books: Trader, stranger: Trader) -> None:
    async with PostgresUnitsOfWork(web)(stranger.tenant_id) as unit:
        unit.plans.add(a_plan(stranger.account, books.user_id))
        with pytest.raises(ConflictError, match="plan_tenant_id_user_id_fkey"):
            await unit.commit()


def test_keys_begin_with_the_tenant(module_database: str) -> None:
    keys = """
    SELECT i.indrelid::regclass::text, (SELECT attname FROM pg_attribute a WHERE a.attrelid = i.indrelid
        AND a.attnum = i.indkey[0]) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
    WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace AND c.relrowsecurity
    """
    hashes = {(table, "token_hash") for table in ("session", "pass", "invitation")}
    presented = {*hashes, ("login", "email")}  # what finds its tenant
    with psycopg.connect(module_database) as owner:
        found = {(table, column) for table, column in owner.execute(keys).fetchall() if column != "tenant_id"}
    assert found == {("tenant", "id"), *presented}
