"""What the ticket shows while a trader types or drags."""

from __future__ import annotations

from domain.identity.principal import Permission, Principal
from domain.marketdata.ports import MarketView
from domain.shared.ids import AccountId
from domain.trading.chronicle import Chronicle
from domain.trading.drafts import PlanDraft
from domain.trading.ports import UnitsOfWork
from domain.trading.preview import PlanPreview, make_preview
from domain.trading.situation import read_market
from domain.trading.venue_facts import Capabilities


class PreviewPlan:
    """Prices, sizes and judges a draft; stores nothing and holds nothing."""

    def __init__(self, units: UnitsOfWork, view: MarketView, capabilities: Capabilities, chronicle: Chronicle) -> None:
        """Take the books, the market, what venues can do, and the clocks."""
        self._units = units
        self._view = view
        self._capabilities = capabilities
        self._chronicle = chronicle

    async def __call__(self, principal: Principal, account_id: AccountId, draft: PlanDraft) -> PlanPreview:
        """Preview a draft.

        Raises:
            ForbiddenError: the role may not look.
            NotFoundError: no such account.
            InvalidInputError: an unlisted symbol, or a limit where no entry can rest.
            RefusedError: no price is known yet.
        """
        principal.require(Permission.VIEW)
        async with self._units(principal.tenant_id) as unit:
            books = await unit.books(account_id, draft.symbol)
        market = await read_market(self._view, draft.symbol, books.account.limits)
        free = books.without(books.replaced_by(principal.user_id, draft.symbol))
        return make_preview(draft, free, market, self._view, self._capabilities, self._chronicle)
