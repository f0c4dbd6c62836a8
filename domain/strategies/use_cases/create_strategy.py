"""Make a strategy."""

from __future__ import annotations

from domain.identity.principal import Permission, Principal
from domain.shared.fields import text_field
from domain.shared.ids import Ids, StrategyId
from domain.signals.telling import Clerk, nobodys_account
from domain.strategies.definition import Definition
from domain.strategies.errors import NameTakenError, QuotaSpentError
from domain.strategies.file import LONGEST_NAME
from domain.strategies.ports import StrategyUnits
from domain.strategies.strategy import MOST_STRATEGIES, Shown, Stage, Strategy, Version
from domain.strategies.telling import TOPIC, figures_of


class CreateStrategy:
    """Stores a draft with its first version: one filled in by hand, read from a file, or copied from a built-in."""

    def __init__(self, units: StrategyUnits, ids: Ids, clerk: Clerk) -> None:
        """Take the store, where identities come from, and who writes it down."""
        self._units = units
        self._ids = ids
        self._clerk = clerk

    async def __call__(self, principal: Principal, name: str, definition: Definition, *, origin: str = "") -> Shown:
        """Make a strategy.

        Args:
            principal: Who makes it.
            name: Untrusted, at most 80 characters, no other strategy's of the tenant.
            definition: What it does.
            origin: The built-in it is copied from.

        Raises:
            ForbiddenError: the role may not trade.
            InvalidInputError: the name is empty or too long.
            NameTakenError: another strategy has this name.
            QuotaSpentError: the tenant has too many.
        """
        principal.require(Permission.TRADE)
        name = text_field("name", name, maximum=LONGEST_NAME, required=True)
        strategy = Strategy(
            tenant_id=principal.tenant_id,
            id=StrategyId(self._ids.new()),
            name=name,
            stage=Stage.DRAFT,
            number=1,
            origin=origin,
            created_by=principal.user_id,
            created_at=self._clerk.wall.now(),
        )
        async with self._units(principal.tenant_id) as unit:
            names = await unit.strategies.names()
            if name in names:
                raise NameTakenError(f"there is a strategy {name} already; nothing was stored", field="name")
            if len(names) >= MOST_STRATEGIES:
                raise QuotaSpentError(f"there are {len(names)} strategies, the most there may be; nothing was stored")
            unit.strategies.add(strategy)
            unit.versions.add(
                Version(
                    tenant_id=strategy.tenant_id,
                    strategy_id=strategy.id,
                    number=1,
                    definition=definition,
                    created_by=principal.user_id,
                    created_at=strategy.created_at,
                )
            )
            sentence = f"Strategy {name} made: {definition.detector}"
            figures = figures_of(strategy, definition)
            unit.record(self._clerk.event(principal, "strategy.created", sentence, strategy.id, figures))
            unit.notify(TOPIC, nobodys_account(principal.tenant_id))
            await unit.commit()
        return Shown(strategy=strategy, definition=definition)
