"""A store of workspaces in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.identity.principal import Principal
from domain.shared.errors import NotFoundError
from domain.shared.ids import AccountId, UserId
from domain.shared.symbol import Symbol
from domain.workspace.drawings import Sheet
from domain.workspace.ports import OwnAccounts, Workspace, Workspaces
from domain.workspace.preferences import Preferences


class FakeWorkspaces:
    """Implements `Workspaces`."""

    def __init__(self) -> None:
        self.preferences: dict[UserId, Preferences] = {}
        self.sheets: dict[tuple[UserId, Symbol], Sheet] = {}

    @asynccontextmanager
    async def __call__(self, principal: Principal, *, hold: bool = False) -> AsyncIterator[Workspace]:
        yield FakeWorkspace(self, principal)


class FakeWorkspace:
    """Implements `Workspace`."""

    def __init__(self, store: FakeWorkspaces, principal: Principal) -> None:
        self._store = store
        self._me = principal
        self._kept: list[Preferences | Sheet] = []

    async def preferences(self) -> Preferences:
        fresh = Preferences(tenant_id=self._me.tenant_id, user_id=self._me.user_id)
        return self._store.preferences.get(self._me.user_id, fresh)

    async def sheet(self, symbol: Symbol) -> Sheet:
        fresh = Sheet(tenant_id=self._me.tenant_id, user_id=self._me.user_id, symbol=symbol)
        return self._store.sheets.get((self._me.user_id, symbol), fresh)

    async def sheets(self) -> int:
        return sum(user == self._me.user_id for user, _ in self._store.sheets)

    def keep(self, what: Preferences | Sheet) -> None:
        self._kept.append(what)

    async def commit(self) -> None:
        for what in self._kept:
            stored = replace(what, version=what.version + 1)
            if isinstance(stored, Preferences):
                self._store.preferences[stored.user_id] = stored
            else:
                self._store.sheets[stored.user_id, stored.symbol] = stored


class FakeOwnAccounts:
    """Implements `OwnAccounts`; nobody owns any but the given ones."""

    def __init__(self, *own: AccountId) -> None:
        self.own = own

    async def require(self, principal: Principal, account_id: AccountId) -> object:
        if account_id not in self.own:
            raise NotFoundError("there is no such account", field="account_id")
        return account_id


if TYPE_CHECKING:
    _FITS: type[Workspaces] = FakeWorkspaces
    _FIT: type[OwnAccounts] = FakeOwnAccounts
