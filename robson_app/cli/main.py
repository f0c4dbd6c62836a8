"""`robson`: every way to start something. Each command imports what it needs when it runs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from domain.shared.errors import RobsonError
from robson_app.cli.audit import audit
from robson_app.cli.keys import keys
from robson_app.cli.supervised import stop_with_supervisor
from robson_app.cli.user import user
from robson_app.settings import Settings

cli = typer.Typer(
    help="A risk-first crypto trading desk.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
cli.add_typer(audit, name="audit")
cli.add_typer(user, name="user")
cli.add_typer(keys, name="keys")


@cli.command()
def up() -> None:
    """Start the whole desk: database, migrations, front end, web and engine. Ctrl-C stops all of it."""
    settings = Settings.from_env()
    from robson_app.cli.up import run

    raise typer.Exit(run(settings))


@cli.command()
def build() -> None:
    """Build the front end when its sources changed, and print where it is."""
    from robson_app.serving import frontend

    typer.echo(frontend.ensure())


@cli.command()
def web() -> None:
    """Serve pages, API and streams. Needs DATABASE_URL."""
    from robson_app.serving import frontend, server

    settings = Settings.from_env()
    stop_with_supervisor()
    server.prepare(Path(os.environ.get("ROBSON_FRONTEND") or frontend.ensure()))
    server.serve(settings)


@cli.command()
def engine() -> None:
    """Run the engine: it alone talks to venues. Needs DATABASE_URL; a second one stands by."""
    from robson_app.engine.__main__ import main as run_engine

    run_engine()


@cli.command()
def keep(command: str) -> None:
    """Run `web` or `engine`, and start it again when it crashes."""
    from robson_app.cli.keep import keep as run_and_keep

    if command not in {"web", "engine"}:
        raise typer.BadParameter(f"'{command}' is not web or engine")
    stop_with_supervisor()
    raise typer.Exit(run_and_keep(command))


def main() -> None:
    """Run the command line; an error the reader can act on is one line, not a traceback."""
    try:
        cli()
    except RobsonError as error:
        sys.stderr.write(f"robson: {error}\n")
        sys.exit(2)
