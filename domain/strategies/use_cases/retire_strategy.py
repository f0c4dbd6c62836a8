"""End a strategy's life."""

from __future__ import annotations

from dataclasses import replace

from domain.identity.principal import Permission, Principal
from domain.shared.ids import StrategyId
from domain.signals.telling import Clerk, nobodys_account
from domain.strategies.ports import StrategyUnits
from domain.strategies.strategy import Shown, Stage
from domain.strategies.telling import TOPIC, figures_of


class RetireStrategy:
    """Retires a strategy: it is not changed or run any more; what it showed stays readable."""

    def __init__(self, units: StrategyUnits, clerk: Clerk) -> None:
        """Take the store and who writes it down."""
        self._units = units
        self._clerk = clerk

    async def __call__(self, principal: Principal, strategy_id: StrategyId) -> Shown:
        """Retire a strategy.

        Raises:
            ForbiddenError: the role may not trade.
            NotFoundError: the tenant has no such strategy.
            StrategyMovedOnError: it is retired already.
        """
        principal.require(Permission.TRADE)
        async with self._units(principal.tenant_id) as unit:
            strategy = await unit.strategies.get(strategy_id, lock=True)
            retired = strategy.moved(Stage.RETIRED, evidence=strategy.evidence)
            version = await unit.versions.get(strategy.id, strategy.number)
            unit.strategies.save(retired)
            sentence, figures = f"Strategy {strategy.name} retired", figures_of(retired, version.definition)
            unit.record(self._clerk.event(principal, "strategy.retired", sentence, strategy.id, figures))
            unit.notify(TOPIC, nobodys_account(principal.tenant_id))
            await unit.commit()
        return Shown(strategy=replace(retired, version=retired.version + 1), definition=version.definition)
