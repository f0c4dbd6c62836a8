"""What a workspace needs from outside."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from domain.identity.principal import Principal
from domain.shared.ids import AccountId
from domain.shared.symbol import Symbol
from domain.workspace.drawings import Sheet
from domain.workspace.preferences import Preferences


class Workspace(Protocol):
    """One user's arrangements in one transaction; changes are lost unless committed."""

    async def preferences(self) -> Preferences:
        """Return the user's choices, or the defaults."""
        ...

    async def sheet(self, symbol: Symbol) -> Sheet:
        """Return the user's drawings on a pair, or an empty sheet."""
        ...

    async def sheets(self) -> int:
        """Count the pairs that the user has drawn on."""
        ...

    def keep(self, what: Preferences | Sheet) -> None:
        """Store it at the commit, under a version one higher than its own."""
        ...

    async def commit(self) -> None:
        """Write everything in one transaction.

        Raises:
            ConflictError: the stored version is another one, or the user is gone; nothing was written.
        """
        ...


class Workspaces(Protocol):
    """Opens workspaces."""

    def __call__(self, principal: Principal, *, hold: bool = False) -> AbstractAsyncContextManager[Workspace]:
        """Open a user's own; `hold` keeps others from changing it until the end."""
        ...


class OwnAccounts(Protocol):
    """Knows which accounts are one's own."""

    async def require(self, principal: Principal, account_id: AccountId) -> object:
        """Pass, or raise.

        Raises:
            NotFoundError: the tenant has no such account.
        """
        ...
