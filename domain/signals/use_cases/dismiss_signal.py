"""Put a signal away."""

from __future__ import annotations

from dataclasses import replace

from domain.identity.principal import Permission, Principal
from domain.shared.ids import SignalId
from domain.signals.ports import SignalUnits
from domain.signals.signal import Signal, SignalStatus
from domain.signals.telling import TOPIC, Clerk, figures_of, nobodys_account


class DismissSignal:
    """Takes a signal out of the inbox; `RestoreSignal` brings it back while it lives."""

    def __init__(self, units: SignalUnits, clerk: Clerk) -> None:
        """Take the store and who writes it down."""
        self._units = units
        self._clerk = clerk

    async def __call__(self, principal: Principal, signal_id: SignalId) -> Signal:
        """Dismiss a signal.

        Raises:
            ForbiddenError: the role may not trade.
            NotFoundError: the tenant has no such signal.
            IllegalTransitionError: it has been decided, or its life is over.
        """
        principal.require(Permission.TRADE)
        async with self._units(principal.tenant_id) as unit:
            signal = await unit.signals.get(signal_id, lock=True)
            dismissed = replace(
                signal.moved(SignalStatus.DISMISSED),
                formed=signal.status is SignalStatus.FORMING,
                decided_by=principal.user_id,
                decided_at=self._clerk.wall.now(),
            )
            unit.signals.save(dismissed)
            sentence = f"Signal dismissed: {signal.detector} on {signal.symbol}"
            unit.record(self._clerk.event(principal, "signal.dismissed", sentence, signal.id, figures_of(signal)))
            unit.notify(TOPIC, nobodys_account(principal.tenant_id))
            await unit.commit()
        return replace(dismissed, version=dismissed.version + 1)
