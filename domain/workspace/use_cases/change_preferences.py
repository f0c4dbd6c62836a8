"""Change what a user has chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from domain.identity.principal import Permission, Principal
from domain.marketdata.ports import MarketView
from domain.shared.errors import InvalidInputError
from domain.shared.fields import uuid_field
from domain.shared.ids import AccountId
from domain.shared.symbol import Symbol
from domain.workspace.bounds import MOST_PANELS
from domain.workspace.ports import OwnAccounts, Workspaces
from domain.workspace.preferences import PanelSetting, Preferences
from domain.workspace.reading import read_preferences


class ChangePreferences:
    """Replaces named choices; whatever is not named stays."""

    def __init__(self, workspaces: Workspaces, view: MarketView, accounts: OwnAccounts) -> None:
        """Take the store, the market for what can be watched, and the accounts that can be chosen."""
        self._workspaces = workspaces
        self._view = view
        self._accounts = accounts

    async def __call__(self, principal: Principal, changes: Mapping[str, object]) -> Preferences:
        """Change the caller's own preferences.

        Args:
            principal: Whose they are.
            changes: Untrusted values by the names of `Preferences`; `chart` by the names of `ChartSettings`.

        Raises:
            ForbiddenError: the role may not look at the desk.
            InvalidInputError: an unknown name or a bad value; it names the field and the rule.
            NotFoundError: the tenant has no such account.
        """
        principal.require(Permission.VIEW)
        if "account_id" in changes:
            await self._accounts.require(principal, AccountId(uuid_field("account_id", changes["account_id"])))
        async with self._workspaces(principal, hold=True) as workspace:
            current = await workspace.preferences()
            changed = read_preferences(current, changes)
            self._listed(symbol for symbol in changed.watch_list if symbol not in current.watch_list)
            if changed == current:
                return current
            workspace.keep(changed)
            await workspace.commit()
        return replace(changed, version=current.version + 1)

    def _listed(self, symbols: Iterable[Symbol]) -> None:
        for symbol in symbols:
            if self._view.instrument(symbol) is None:
                raise InvalidInputError(f"watch_list names {symbol}, which is not traded here", field="watch_list")


def panel_change(current: Preferences, name: str, shows: str) -> Mapping[str, object]:
    """Describe, for `ChangePreferences`, that one panel shows something else now."""
    others = [panel for panel in current.panels if panel.name != name][-(MOST_PANELS - 1) :]
    panels = [*others, PanelSetting(name=name, shows=shows)]
    return {"panels": [{"name": panel.name, "shows": panel.shows} for panel in panels]}
