"""Everything stops: no entries any more, working ones withdrawn, positions sold if wished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.identity.principal import Permission, Principal
from domain.shared.errors import InvalidInputError
from domain.shared.fields import flag_field, shown, text_field
from domain.shared.ids import AccountId
from domain.trading.account import Account, TradingState
from domain.trading.aftermath import Aftermath
from domain.trading.chronicle import Chronicle, Fact
from domain.trading.making import released, withdrawal
from domain.trading.plan import PlanStatus
from domain.trading.ports import UnitOfWork, UnitsOfWork
from domain.trading.position import CloseReason, Position
from domain.trading.reach import withdrawn

CONFIRMATION = "HALT"
"""What the trader must type, exactly."""

_REASON_LENGTH = 200


class KillSwitch:
    """Halts an account. It only writes: the engine withdraws and sells as soon as the venue lets it."""

    def __init__(self, units: UnitsOfWork, chronicle: Chronicle, aftermath: Aftermath) -> None:
        """Take the books, the clocks and what follows."""
        self._units = units
        self._chronicle = chronicle
        self._aftermath = aftermath

    async def __call__(
        self,
        principal: Principal,
        account_id: AccountId,
        confirmation: object,
        reason: object,
        flatten: object = False,
    ) -> Account:
        """Halt trading; a halted account can be halted again, e.g. to flatten.

        Args:
            principal: Who halts.
            account_id: The account.
            confirmation: Untrusted; must be the word HALT.
            reason: Untrusted; why, 1 to 200 characters.
            flatten: Untrusted; whether to sell every position at the market.

        Raises:
            ForbiddenError: the role may not halt.
            NotFoundError: no such account.
            InvalidInputError: the confirmation is another word, or no reason is given.
        """
        principal.require(Permission.KILL)
        if confirmation != CONFIRMATION:
            raise InvalidInputError(
                f"confirmation must be the word {CONFIRMATION}, not {shown(confirmation)}; nothing was changed",
                field="confirmation",
            )
        why = text_field("reason", reason, maximum=_REASON_LENGTH, required=True)
        selling = flag_field("flatten", flatten)
        async with self._units(principal.tenant_id) as unit:
            account = await unit.accounts.get(account_id, lock=True)
            positions = await unit.positions.open(account_id)
            self._record(unit, account, why, len(positions), principal.actor, selling=selling)
            await self._release_plans(unit, account, principal.actor)
            after = await self._withdraw(unit, account, positions, principal.actor, selling=selling)
            halted = replace(after, state=TradingState.HALTED, halt_reason=why)
            unit.accounts.save(halted)
            for topic in ("account", "intents", "plans"):
                unit.notify(topic, account_id)
            await unit.commit()
        return replace(halted, version=halted.version + 1)

    async def _release_plans(self, unit: UnitOfWork, account: Account, actor: str) -> None:
        for plan in await unit.plans.live(account.id):
            unit.plans.save(released(plan, PlanStatus.CANCELLED))
            self._chronicle.record(unit, account, withdrawal(plan, actor, "Plan cancelled", "trading was halted"))

    async def _withdraw(
        self, unit: UnitOfWork, account: Account, positions: Sequence[Position], actor: str, *, selling: bool
    ) -> Account:
        now = self._chronicle.wall.now()
        leave = CloseReason.KILL_SWITCH if selling else None
        for position in positions:
            orders = await unit.orders.of_position(position.id)
            changed = withdrawn(orders, now, "trading was halted")
            if changed or (selling and position.close_reason is None):
                account = await self._aftermath(unit, account, position.id, changed, leave=leave, actor=actor)
        return account

    def _record(self, unit: UnitOfWork, account: Account, reason: str, held: int, actor: str, *, selling: bool) -> None:
        fate = "being sold" if selling else "kept with their stops"
        what = f"1 position {fate}" if held == 1 else f"{held} positions {fate}"
        self._chronicle.record(
            unit,
            account,
            Fact(
                kind="kill_switch.engaged",
                actor=actor,
                subject=account.id,
                headline="Trading halted",
                detail=f"{reason}; {what}",
                figures={"reason": reason, "positions": held, "flatten": selling, "state_before": account.state},
            ),
        )
