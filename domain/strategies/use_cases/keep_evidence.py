"""Let a strategy rest on a run."""

from __future__ import annotations

from dataclasses import replace

from domain.identity.principal import Permission, Principal
from domain.shared.ids import RunId, StrategyId
from domain.signals.telling import Clerk, nobodys_account
from domain.strategies.evidence import require_evidence
from domain.strategies.ports import StrategyUnits
from domain.strategies.strategy import Shown, Stage
from domain.strategies.telling import TOPIC, run_figures


class KeepEvidence:
    """Moves a draft on to back-tested, with the run that shows what its rule did; a later run may take its place."""

    def __init__(self, units: StrategyUnits, clerk: Clerk) -> None:
        """Take the store and who writes it down."""
        self._units = units
        self._clerk = clerk

    async def __call__(self, principal: Principal, strategy_id: StrategyId, run_id: RunId) -> Shown:
        """Record a run as the evidence of the newest version.

        Raises:
            ForbiddenError: the role may not trade.
            NotFoundError: the tenant has no such strategy or run.
            EvidenceTooWeakError: the run does not show enough.
            StrategyMovedOnError: the strategy is retired.
        """
        principal.require(Permission.TRADE)
        async with self._units(principal.tenant_id) as unit:
            strategy = await unit.strategies.get(strategy_id, lock=True)
            run = await unit.runs.get(run_id)
            tested = strategy.moved(Stage.BACKTESTED, evidence=run.id)
            require_evidence(strategy, run)
            version = await unit.versions.get(strategy.id, strategy.number)
            unit.strategies.save(tested)
            sentence = f"Strategy {strategy.name} back-tested: version {strategy.number} on {run.symbol}"
            unit.record(self._clerk.event(principal, "strategy.backtested", sentence, strategy.id, run_figures(run)))
            unit.notify(TOPIC, nobodys_account(principal.tenant_id))
            await unit.commit()
        return Shown(strategy=replace(tested, version=tested.version + 1), definition=version.definition)
