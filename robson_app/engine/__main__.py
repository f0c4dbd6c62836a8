"""`python -m robson_app.engine`: the engine process."""

from __future__ import annotations

import sys

import uvloop

from adapters.marketdata.feed import MarketRefusedError
from robson_app.cli.supervised import stop_with_supervisor
from robson_app.composition.engine import open_engine
from robson_app.engine.process import run
from robson_app.logs import configure
from robson_app.settings import SettingError, Settings


def main() -> None:
    """Run until told to stop."""
    try:
        settings = Settings.from_env()
    except SettingError as error:
        sys.exit(str(error))
    configure(settings.log_level)
    stop_with_supervisor()
    try:
        uvloop.run(run(lambda: open_engine(settings)))
    except MarketRefusedError as refused:
        sys.exit(str(refused))


if __name__ == "__main__":
    main()
