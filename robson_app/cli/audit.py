"""`robson audit verify`: proves that nobody touched what happened."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from domain.shared.fields import uuid_field
from domain.shared.ids import TenantId
from robson_app.cli.database import database
from robson_app.settings import Settings

if TYPE_CHECKING:
    from adapters.db.audit import ChainReport

audit = typer.Typer(help="The audit chain.", no_args_is_help=True)


@audit.callback()
def about() -> None:
    """Every command, decision, order, fill and stop move is an event; each covers the hash of the one before."""


@audit.command()
def verify(
    tenant: Annotated[str | None, typer.Option(help="Identity of one tenant; all of them without it.")] = None,
) -> None:
    """Compute every link of the audit chain anew and name the first that is broken (exit code 1)."""
    only = None if tenant is None else TenantId(uuid_field("tenant", tenant))
    with database(Settings.from_env()) as url:
        reports = asyncio.run(verify_all(url, only))
    for report in reports:
        typer.echo(line(report))
    if any(report.broken_at for report in reports):
        raise typer.Exit(1)
    typer.echo(f"{len(reports)} chains, {sum(report.events for report in reports)} events: whole")


async def verify_all(url: str, only: TenantId | None = None) -> Sequence[ChainReport]:
    """Verify one tenant's chain, or every one."""
    from adapters.db.audit import tenants_with_chains, verify_chain
    from adapters.db.pool import DatabaseRole, open_pool

    pool = await open_pool(url, role=DatabaseRole.ENGINE, smallest=1, largest=1)
    try:
        tenants = await tenants_with_chains(pool) if only is None else [only]
        return [await verify_chain(pool, tenant) for tenant in tenants]
    finally:
        await pool.close()


def line(report: ChainReport) -> str:
    """Return what was found, in one line."""
    if report.broken_at is None:
        return f"tenant {report.tenant_id}: {report.events} events, whole"
    return f"tenant {report.tenant_id}: BROKEN at event {report.broken_at}: {report.finding}; {report.events} hold"
