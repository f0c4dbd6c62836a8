"""Read what a user has drawn."""

from __future__ import annotations

from domain.identity.principal import Permission, Principal
from domain.shared.symbol import Symbol
from domain.workspace.drawings import Sheet
from domain.workspace.ports import Workspaces


class ReadDrawings:
    """Returns one's own drawings on a pair."""

    def __init__(self, workspaces: Workspaces) -> None:
        """Take the store."""
        self._workspaces = workspaces

    async def __call__(self, principal: Principal, symbol: Symbol) -> Sheet:
        """Return the caller's own sheet; an empty one, with version 0, when nothing was drawn yet.

        Raises:
            ForbiddenError: the role may not look at the desk.
        """
        principal.require(Permission.VIEW)
        async with self._workspaces(principal) as workspace:
            return await workspace.sheet(symbol)
