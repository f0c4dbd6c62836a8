"""`robson user`: people who sign in, for whoever runs the server."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated

import typer

from domain.identity.principal import Role
from domain.shared.fields import uuid_field
from domain.shared.ids import TenantId
from robson_app.cli.database import database
from robson_app.settings import Settings

if TYPE_CHECKING:
    from robson_app.cli.people import People

user = typer.Typer(help="People who sign in.", no_args_is_help=True)


@user.command()
def add(
    email: str,
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.OWNER,
    tenant: Annotated[str | None, typer.Option(help="Tenant to join; a new one of their own without it.")] = None,
) -> None:
    """Add somebody; the password is asked for, or read from standard input."""
    joined = None if tenant is None else TenantId(uuid_field("tenant", tenant))
    if joined is None and role is not Role.OWNER:
        raise typer.BadParameter(f"{role} needs the --tenant to join; whoever gets a tenant of their own is its owner")
    password = _password()

    async def work(people: People) -> str:
        made = await (people.own(email, password) if joined is None else people.join(joined, email, password, role))
        return f"added {made.role} {made.id} of tenant {made.tenant_id}"

    _run(work)


@user.command()
def password(email: str) -> None:
    """Set somebody's password and end their sessions; it is asked for, or read from standard input."""
    chosen = _password()

    async def work(people: People) -> str:
        await people.reset.put(email, chosen)
        return "the password is set; every session that was open has ended"

    _run(work)


def _password() -> str:
    """Never an argument: those are seen by everybody on the machine."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _run(work: Callable[[People], Awaitable[str]]) -> None:
    with database(Settings.from_env()) as url:
        typer.echo(asyncio.run(_done(url, work)))


async def _done(url: str, work: Callable[[People], Awaitable[str]]) -> str:
    from robson_app.cli.people import open_people

    async with open_people(url) as people:
        return await work(people)
