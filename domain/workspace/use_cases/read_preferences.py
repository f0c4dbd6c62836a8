"""Read what a user has chosen."""

from __future__ import annotations

from domain.identity.principal import Permission, Principal
from domain.workspace.ports import Workspaces
from domain.workspace.preferences import Preferences


class ReadPreferences:
    """Returns one's own preferences."""

    def __init__(self, workspaces: Workspaces) -> None:
        """Take the store."""
        self._workspaces = workspaces

    async def __call__(self, principal: Principal) -> Preferences:
        """Return the caller's own choices; the defaults, with version 0, when there are none yet.

        Raises:
            ForbiddenError: the role may not look at the desk.
        """
        principal.require(Permission.VIEW)
        async with self._workspaces(principal) as workspace:
            return await workspace.preferences()
