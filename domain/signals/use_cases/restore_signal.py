"""Take a dismissal back."""

from __future__ import annotations

from dataclasses import replace

from domain.identity.principal import Permission, Principal
from domain.shared.ids import SignalId
from domain.signals.errors import IllegalTransitionError
from domain.signals.ports import SignalUnits
from domain.signals.signal import Signal, SignalStatus
from domain.signals.telling import TOPIC, Clerk, figures_of, nobodys_account


class RestoreSignal:
    """Brings a dismissed signal back into the inbox."""

    def __init__(self, units: SignalUnits, clerk: Clerk) -> None:
        """Take the store and who writes it down."""
        self._units = units
        self._clerk = clerk

    async def __call__(self, principal: Principal, signal_id: SignalId) -> Signal:
        """Restore a signal.

        Raises:
            ForbiddenError: the role may not trade.
            NotFoundError: the tenant has no such signal.
            IllegalTransitionError: it was not dismissed, or its life is over.
        """
        principal.require(Permission.TRADE)
        async with self._units(principal.tenant_id) as unit:
            signal = await unit.signals.get(signal_id, lock=True)
            if signal.is_over(self._clerk.market.now()):
                raise IllegalTransitionError(
                    f"the signal on {signal.symbol} has expired meanwhile; it stays dismissed", field="signal"
                )
            target = SignalStatus.FORMING if signal.formed else SignalStatus.CONFIRMED
            restored = replace(signal.moved(target), formed=False, decided_by=None, decided_at=None)
            unit.signals.save(restored)
            sentence = f"Signal restored: {signal.detector} on {signal.symbol}"
            unit.record(self._clerk.event(principal, "signal.restored", sentence, signal.id, figures_of(signal)))
            unit.notify(TOPIC, nobodys_account(principal.tenant_id))
            await unit.commit()
        return replace(restored, version=restored.version + 1)
