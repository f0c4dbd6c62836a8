"""Keep what a user has drawn."""

from __future__ import annotations

from dataclasses import replace

from domain.identity.principal import Permission, Principal
from domain.marketdata.ports import MarketView
from domain.shared.errors import ConflictError, InvalidInputError
from domain.shared.symbol import Symbol
from domain.workspace.bounds import MOST_SHEETS
from domain.workspace.drawings import Sheet, read_drawings
from domain.workspace.ports import Workspace, Workspaces


class KeepDrawings:
    """Replaces one's own drawings on a pair."""

    def __init__(self, workspaces: Workspaces, view: MarketView) -> None:
        """Take the store, and the market for what can be drawn on."""
        self._workspaces = workspaces
        self._view = view

    async def __call__(self, principal: Principal, symbol: Symbol, version: int, drawings: object) -> Sheet:
        """Keep untrusted drawings in the place of those of a version.

        Raises:
            ForbiddenError: the role may not look at the desk.
            InvalidInputError: a drawing breaks a rule, there are too many, or the pair is not listed; it names which.
            ConflictError: they were changed elsewhere meanwhile; nothing was kept.
        """
        principal.require(Permission.VIEW)
        if self._view.instrument(symbol) is None:
            raise InvalidInputError(f"symbol {symbol} is not traded here; nothing was kept", field="symbol")
        read = read_drawings(drawings)
        async with self._workspaces(principal, hold=True) as workspace:
            sheet = await self._expected(workspace, symbol, version)
            workspace.keep(replace(sheet, drawings=read))
            await workspace.commit()
        return replace(sheet, drawings=read, version=version + 1)

    async def _expected(self, workspace: Workspace, symbol: Symbol, version: int) -> Sheet:
        sheet = await workspace.sheet(symbol)
        if sheet.version != version:
            raise ConflictError(
                f"the drawings on {symbol} were changed elsewhere meanwhile; nothing was kept, look again and repeat",
                field="version",
            )
        if version == 0 and await workspace.sheets() >= MOST_SHEETS:
            raise InvalidInputError(
                f"drawings can be kept on at most {MOST_SHEETS} pairs; nothing was kept", field="symbol"
            )
        return sheet
