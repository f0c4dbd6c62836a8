"""Waiting for what happens elsewhere."""

import asyncio
from collections.abc import Callable


async def eventually(condition: Callable[[], object], within_s: float = 15.0) -> None:
    """Return once the condition holds; fail if it never does."""
    for _ in range(int(within_s / 0.02)):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"it did not happen within {within_s} s")
