"""Prices that wander by themselves, the same way for the same seed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from decimal import Decimal

from tests.venue.money import floor_to


def steps(seed: int, first: Decimal, tick: Decimal, sigma_bps: float) -> Iterator[Decimal]:
    """Endless prices: each is the one before, moved by a normal draw of `sigma_bps` basis points."""
    dice, price = random.Random(seed), first
    while True:
        moved = price * (1 + Decimal(str(round(dice.gauss(0, sigma_bps) / 10_000, 8))))
        price = max(floor_to(moved, tick), tick * 10)
        yield price


class Walks:
    """The walks that run; one per symbol."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self, symbol: str, task: asyncio.Task[None]) -> None:
        self.stop(symbol)
        self._tasks[symbol] = task

    def stop(self, symbol: str) -> None:
        task = self._tasks.pop(symbol, None)
        if task is not None:
            task.cancel()

    def stop_all(self) -> None:
        for symbol in list(self._tasks):
            self.stop(symbol)
