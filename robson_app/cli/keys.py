"""`robson keys rotate`: takes an old master key out of use without stopping anything."""

from __future__ import annotations

import asyncio

import typer

from robson_app.cli.database import database
from robson_app.settings import Settings

keys = typer.Typer(help="The master keys that seal secrets.", no_args_is_help=True)


@keys.callback()
def about() -> None:
    """Venue keys and second factors are sealed under ROBSON_MASTER_KEYS; the highest version seals."""


@keys.command()
def rotate() -> None:
    """Reseal every venue key and second factor under the newest master key (exit code 1 if some cannot be opened)."""
    from robson_app.cli.resealing import reseal_all
    from robson_app.composition.sealing import secret_box

    settings = Settings.from_env()
    with database(settings) as url:
        done = asyncio.run(reseal_all(url, secret_box(settings)))
    typer.echo(f"{done.renewed} secrets resealed under the newest master key")
    for line in done.unreadable:
        typer.echo(f"NOT RESEALED, {line}")
    if done.unreadable:
        raise typer.Exit(1)
    typer.echo("nothing is left under an older key: take it out of ROBSON_MASTER_KEYS and restart")
