"""Change what a strategy does."""

from __future__ import annotations

from dataclasses import replace

from domain.identity.principal import Permission, Principal
from domain.shared.ids import StrategyId
from domain.signals.telling import Clerk, nobodys_account
from domain.strategies.definition import Definition
from domain.strategies.errors import StrategyMovedOnError
from domain.strategies.ports import StrategyUnits
from domain.strategies.strategy import Shown, Stage, Version
from domain.strategies.telling import TOPIC, figures_of


class ChangeStrategy:
    """Adds a version, which is a draft again; earlier versions and their runs stay as they are."""

    def __init__(self, units: StrategyUnits, clerk: Clerk) -> None:
        """Take the store and who writes it down."""
        self._units = units
        self._clerk = clerk

    async def __call__(self, principal: Principal, strategy_id: StrategyId, seen: int, definition: Definition) -> Shown:
        """Add a version.

        Args:
            principal: Who changes it.
            strategy_id: Which.
            seen: The newest version that the changes were made on.
            definition: What it is to do; equal to the newest version's it changes nothing.

        Raises:
            ForbiddenError: the role may not trade.
            NotFoundError: the tenant has no such strategy.
            StrategyMovedOnError: it was changed elsewhere meanwhile, or is retired.
        """
        principal.require(Permission.TRADE)
        async with self._units(principal.tenant_id) as unit:
            strategy = await unit.strategies.get(strategy_id, lock=True)
            if strategy.number != seen:
                raise StrategyMovedOnError(
                    f"the strategy {strategy.name} has version {strategy.number} meanwhile, not {seen}; "
                    "nothing was changed",
                    field="strategy",
                )
            changed = strategy.moved(Stage.DRAFT, number=seen + 1)
            if (await unit.versions.get(strategy.id, seen)).definition == definition:
                return Shown(strategy=strategy, definition=definition)
            version = Version(
                tenant_id=strategy.tenant_id,
                strategy_id=strategy.id,
                number=changed.number,
                definition=definition,
                created_by=principal.user_id,
                created_at=self._clerk.wall.now(),
            )
            unit.strategies.save(changed)
            unit.versions.add(version)
            sentence = f"Strategy {strategy.name} changed: version {changed.number}"
            figures = figures_of(changed, definition)
            unit.record(self._clerk.event(principal, "strategy.changed", sentence, strategy.id, figures))
            unit.notify(TOPIC, nobodys_account(principal.tenant_id))
            await unit.commit()
        return Shown(strategy=replace(changed, version=changed.version + 1), definition=definition)
