"""Real engine processes on a market that the test has written in advance."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

START = datetime(2022, 1, 11, 12, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


def written_market(folder: Path, *, calm_minutes: int, price: int, then: int) -> str:
    """Write a history that is calm around `price` and then falls to `then`; return the setting that replays it.

    A market minute takes half a wall second.
    """
    rows = ["timestamp,open,high,low,close,volume"]
    for minute in range(-3 * 1440, calm_minutes + 2000):
        level = price + minute % 7 if minute < calm_minutes else then + minute % 7
        at = START + minute * _MINUTE
        rows.append(f"{at:%Y-%m-%dT%H:%M:%SZ},{level},{level + 5},{level - 5},{level},50")
    path = folder / "btcusdt-1m.csv"
    path.write_text("\n".join(rows) + "\n")
    return f"replay:{path}?speed=120&start={START:%Y-%m-%dT%H:%M}&symbol=BTC/USDT&volume=base"


class Engine:
    """One engine process."""

    def __init__(self, database: str, market: str, log: Path) -> None:
        env = {
            **os.environ,
            "DATABASE_URL": database,
            "ROBSON_MARKET": market,
            "ROBSON_PAPER_LATENCY_MS": "0",
            "ROBSON_LOG_LEVEL": "INFO",
        }
        self.log = log
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "robson_app.engine"], env=env, stdout=out, stderr=subprocess.STDOUT
            )

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def said(self) -> str:
        return self.log.read_text()


@contextmanager
def engines(database: str, market: str, folder: Path, count: int) -> Iterator[list[Engine]]:
    """Several engines; whatever is left of them is killed at the end."""
    folder.mkdir(exist_ok=True)
    running = [Engine(database, market, folder / f"engine-{i}.log") for i in range(count)]
    try:
        yield running
    finally:
        for engine in running:
            if engine.process.poll() is None:
                engine.signal(signal.SIGCONT)
                engine.process.kill()
            engine.process.wait(5)


def leader(database: str) -> tuple[int, bool]:
    """Return the newest epoch and whether its lease is held."""
    with psycopg.connect(database) as owner:
        row = owner.execute("SELECT epoch, expires_at > clock_timestamp() FROM engine_lease").fetchone()
    return row if row is not None else (0, False)


def venue_orders(database: str) -> list[tuple[str, int]]:
    """Return how often each client id reached the paper venue."""
    with psycopg.connect(database) as owner:
        return owner.execute("SELECT client_order_id, count(*) FROM paper_order GROUP BY 1").fetchall()
