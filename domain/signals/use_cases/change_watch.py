"""Change what a tenant wants to be told of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.identity.principal import Permission, Principal
from domain.marketdata.ports import MarketView
from domain.shared.errors import InvalidInputError
from domain.signals.ports import SignalUnits
from domain.signals.telling import TOPIC, Clerk, nobodys_account
from domain.signals.watch import SignalWatch, read_watch


class ChangeWatch:
    """Replaces named choices; whatever is not named stays."""

    def __init__(self, units: SignalUnits, view: MarketView, clerk: Clerk) -> None:
        """Take the store, the market for what can be watched, and who writes it down."""
        self._units = units
        self._view = view
        self._clerk = clerk

    async def __call__(self, principal: Principal, changes: Mapping[str, object]) -> SignalWatch:
        """Change the tenant's watch.

        Args:
            principal: Who changes it.
            changes: Untrusted lists under `detectors`, `symbols`, `timeframes`.

        Raises:
            ForbiddenError: the role may not trade.
            InvalidInputError: an unknown name, a bad value, or a pair that is not on offer.
            ConflictError: it was changed elsewhere meanwhile.
        """
        principal.require(Permission.TRADE)
        async with self._units(principal.tenant_id) as unit:
            current = await unit.watch()
            read: dict[str, Any] = dict(read_watch(current, changes))
            changed = replace(current, **read)
            for symbol in changed.symbols:
                if symbol not in current.symbols and self._view.instrument(symbol) is None:
                    raise InvalidInputError(f"symbols names {symbol}, which is not traded here", field="symbols")
            if changed == current:
                return current
            unit.keep_watch(changed)
            sentence = (
                f"Signals watched: {len(changed.detectors)} detectors on "
                f"{len(changed.symbols) or 'all'} pairs at {len(changed.timeframes)} timeframes"
            )
            figures = {name: " ".join(str(item) for item in items) for name, items in read.items()}
            unit.record(self._clerk.event(principal, "signals.watch_changed", sentence, principal.tenant_id, figures))
            unit.notify(TOPIC, nobodys_account(principal.tenant_id))
            await unit.commit()
        return replace(changed, version=current.version + 1)
