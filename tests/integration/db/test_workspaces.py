"""Workspaces on PostgreSQL: kept whole, one user's alone, never overwritten unseen, gone with their user."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import uuid4

import psycopg
import pytest

from adapters.db.pool import Pool
from adapters.db.workspaces import PostgresWorkspaces
from domain.identity.principal import Principal, Role
from domain.shared.errors import ConflictError
from domain.shared.ids import UserId
from domain.workspace.drawings import read_drawings
from domain.workspace.preferences import Preferences, Theme
from domain.workspace.reading import read_preferences
from tests.fakes.market_view import BTC, ETH
from tests.rows import IDS, NOW
from tests.tenants import Trader

START, END = {"at": 1_641_038_400_000, "price": "42000.10"}, {"at": 1_641_042_000_000, "price": "1"}
DRAWN = [{"kind": "trend", "points": [START, END]}]
CHOSEN = {
    "theme": "light",
    "palette": "safe",
    "language": "pt-BR",
    "time_zone": "Europe/Lisbon",
    "sound": False,
    "chart": {"timeframe": "1h", "smoothed": True, "indicators": [{"name": "ema", "numbers": ["9", "0.5"]}]},
    "panels": [{"name": "trade.tables", "shows": "orders"}],
    "watch_list": ["ETH/USDT", "BTC/USDT"],
}


def principal(trader: Trader, user_id: UserId | None = None) -> Principal:
    return Principal(tenant_id=trader.tenant_id, user_id=user_id or trader.user_id, session_id=uuid4(), role=Role.OWNER)


def a_colleague(url: str, trader: Trader) -> Principal:
    user_id = UserId(IDS.new())
    with psycopg.connect(url) as owner:
        row = (trader.tenant_id, user_id, "Colleague", NOW)
        owner.execute("INSERT INTO app_user VALUES (%s, %s, %s, 'owner', %s)", row)
    return principal(trader, user_id)


async def keep(workspaces: PostgresWorkspaces, me: Principal, changes: dict[str, object]) -> Preferences:
    async with workspaces(me, hold=True) as workspace:
        changed = read_preferences(await workspace.preferences(), changes)
        workspace.keep(changed)
        await workspace.commit()
    return replace(changed, version=changed.version + 1)


async def test_everything_comes_back_as_it_was_kept(web: Pool, trader: Trader) -> None:
    workspaces, me = PostgresWorkspaces(web), principal(trader)
    await keep(workspaces, me, {"theme": "dark"})
    kept = await keep(workspaces, me, CHOSEN)
    async with workspaces(me) as workspace:
        assert await workspace.preferences() == kept
        assert kept.version == 2
        drawn = replace(await workspace.sheet(BTC), drawings=read_drawings(DRAWN))
        workspace.keep(drawn)
        await workspace.commit()
        assert await workspace.sheet(BTC) == replace(drawn, version=1)
        assert (await workspace.sheet(ETH)).drawings == ()
        assert await workspace.sheets() == 1


async def test_neither_a_colleague_nor_another_tenant_sees_them(
    module_database: str, web: Pool, trader: Trader, stranger: Trader
) -> None:
    workspaces, me = PostgresWorkspaces(web), principal(trader)
    await keep(workspaces, me, CHOSEN)
    async with workspaces(me) as workspace:
        workspace.keep(replace(await workspace.sheet(BTC), drawings=read_drawings(DRAWN)))
        await workspace.commit()
    # the stranger even claims the trader's own user: the tenant is the wall
    others = (a_colleague(module_database, trader), principal(stranger), principal(stranger, trader.user_id))
    for other in others:
        async with workspaces(other) as workspace:
            assert (await workspace.preferences()).version == 0
            assert (await workspace.sheet(BTC)).version == 0
            assert await workspace.sheets() == 0


async def test_what_was_kept_for_another_user_is_refused_before_it_is_sent(
    web: Pool, trader: Trader, stranger: Trader
) -> None:
    async with PostgresWorkspaces(web)(principal(stranger)) as workspace:
        with pytest.raises(ValueError, match="another user's"):
            workspace.keep(Preferences(tenant_id=trader.tenant_id, user_id=trader.user_id))


async def test_an_unseen_change_is_never_overwritten(web: Pool, trader: Trader) -> None:
    workspaces, me = PostgresWorkspaces(web), principal(trader)
    async with workspaces(me) as workspace:
        seen = await workspace.preferences()
    await keep(workspaces, me, {"theme": "light"})
    async with workspaces(me) as workspace:
        workspace.keep(replace(seen, theme=Theme.DARK))
        with pytest.raises(ConflictError, match="your preferences moved on meanwhile"):
            await workspace.commit()
    async with workspaces(me) as workspace:
        assert (await workspace.preferences()).theme is Theme.LIGHT


async def test_changes_at_the_same_time_follow_each_other_from_the_first(web: Pool, trader: Trader) -> None:
    workspaces, me = PostgresWorkspaces(web), principal(trader)
    parts: list[dict[str, object]] = [{name: value} for name, value in CHOSEN.items()]
    await asyncio.gather(*(keep(workspaces, me, part) for part in parts))
    async with workspaces(me) as workspace:
        together = await workspace.preferences()
    assert together == replace(read_preferences(together, CHOSEN), version=len(parts))


async def test_they_go_with_their_user(module_database: str, web: Pool, trader: Trader) -> None:
    me = a_colleague(module_database, trader)
    await keep(PostgresWorkspaces(web), me, CHOSEN)
    async with PostgresWorkspaces(web)(me) as workspace:
        workspace.keep(replace(await workspace.sheet(BTC), drawings=read_drawings(DRAWN)))
        await workspace.commit()
    with psycopg.connect(module_database) as owner:
        owner.execute("DELETE FROM app_user WHERE id = %s", (me.user_id,))
        for table in ("user_preferences", "drawing_sheet"):
            found = owner.execute(f"SELECT FROM {table} WHERE user_id = %s".encode(), (me.user_id,))
            assert found.fetchall() == []
