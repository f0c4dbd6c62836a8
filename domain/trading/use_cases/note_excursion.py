"""Keeps how far the price has been for and against a position."""

from __future__ import annotations

from dataclasses import replace

from domain.shared.ids import PositionId, TenantId
from domain.shared.money import Price
from domain.trading.ports import UnitsOfWork
from domain.trading.position import PositionStatus


class NoteExcursion:
    """Widens a position's highest and lowest price since entry."""

    def __init__(self, units: UnitsOfWork) -> None:
        """Take the fenced units of work."""
        self._units = units

    async def __call__(self, tenant_id: TenantId, position_id: PositionId, highest: Price, lowest: Price) -> None:
        """Store the extremes seen; they only widen, and a closed position keeps what it has."""
        async with self._units(tenant_id) as unit:
            position = await unit.positions.get(position_id)
            await unit.accounts.get(position.account_id, lock=True)
            position = await unit.positions.get(position_id)
            if position.status is PositionStatus.CLOSED:
                return
            wider = replace(
                position,
                highest=max(position.highest or highest, highest),
                lowest=min(position.lowest or lowest, lowest),
            )
            if wider != position:
                unit.positions.save(wider)
                await unit.commit()
