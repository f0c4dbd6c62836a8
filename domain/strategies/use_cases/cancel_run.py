"""Stop a back-test."""

from __future__ import annotations

from dataclasses import replace

from domain.identity.principal import Permission, Principal
from domain.shared.ids import RunId
from domain.signals.telling import Clerk, nobodys_account
from domain.strategies.ports import StrategyUnits
from domain.strategies.run import Run, RunStatus
from domain.strategies.telling import TOPIC, run_figures


class CancelRun:
    """Cancels a run that waits or is under way; nothing of it is kept."""

    def __init__(self, units: StrategyUnits, clerk: Clerk) -> None:
        """Take the store and who writes it down."""
        self._units = units
        self._clerk = clerk

    async def __call__(self, principal: Principal, run_id: RunId) -> Run:
        """Cancel a run.

        Raises:
            ForbiddenError: the role may not trade.
            NotFoundError: the tenant has no such run.
            StrategyMovedOnError: it has ended.
        """
        principal.require(Permission.TRADE)
        async with self._units(principal.tenant_id) as unit:
            run = await unit.runs.get(run_id, lock=True)
            cancelled = run.moved(RunStatus.CANCELLED, self._clerk.wall.now())
            unit.runs.save(cancelled)
            sentence = f"Back-test on {run.symbol} cancelled"
            unit.record(self._clerk.event(principal, "backtest.cancelled", sentence, run.id, run_figures(run)))
            unit.notify(TOPIC, nobodys_account(principal.tenant_id))
            await unit.commit()
        return replace(cancelled, version=cancelled.version + 1)
