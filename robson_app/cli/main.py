"""`robson`: every way to start something. Each command imports what it needs when it runs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from domain.shared.errors import RobsonError
from robson_app.settings import Settings

cli = typer.Typer(help="A risk-first crypto trading desk.", no_args_is_help=True, add_completion=False)


@cli.command()
def up() -> None:
    """Start the whole desk: database, migrations, front end, web and engine. Ctrl-C stops all of it."""
    from robson_app.cli.up import run

    raise typer.Exit(run(Settings.from_env()))


@cli.command()
def build() -> None:
    """Build the front end when its sources changed, and print where it is."""
    from robson_app.serving import frontend

    typer.echo(frontend.ensure())


@cli.command()
def web() -> None:
    """Serve pages, API and streams. Needs DATABASE_URL and a built front end."""
    from robson_app.serving import frontend, server

    settings = Settings.from_env()
    server.prepare(Path(os.environ.get("ROBSON_FRONTEND") or frontend.ensure()))
    server.serve(settings)


def main() -> None:
    """Run the command line; an error that has a cause the reader can act on is one line, not a traceback."""
    try:
        cli()
    except RobsonError as error:
        sys.stderr.write(f"robson: {error}\n")
        sys.exit(2)
