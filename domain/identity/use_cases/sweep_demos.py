"""Sweep expired demos."""

from __future__ import annotations

from domain.identity.ports import Demos

_BATCH = 20


class SweepDemos:
    """Deletes demos whose time is over, a batch a call."""

    def __init__(self, *, demos: Demos) -> None:
        """Take what it needs."""
        self._demos = demos

    async def __call__(self) -> int:
        """Delete at most one batch and return how many went; call again while it is full."""
        gone = [await self._demos.purge(tenant_id) for tenant_id in await self._demos.expired(_BATCH)]
        return sum(gone)
