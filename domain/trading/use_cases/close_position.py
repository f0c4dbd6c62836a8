"""A trader leaves a position, wholly or in part."""

from __future__ import annotations

from decimal import Decimal

from domain.identity.principal import Permission, Principal
from domain.marketdata.ports import MarketView
from domain.shared.errors import ConflictError, InvalidInputError
from domain.shared.ids import PositionId
from domain.shared.money import ONE, Quantity
from domain.trading.aftermath import Aftermath
from domain.trading.chronicle import Chronicle, Fact
from domain.trading.drafts import share_field
from domain.trading.lifecycle import sellable
from domain.trading.parting import part_of, parting_tickets, withdraw_targets
from domain.trading.ports import UnitOfWork, UnitsOfWork
from domain.trading.position import CloseReason, Position, PositionStatus
from domain.trading.reach import Reached, reach_position
from domain.trading.situation import listed
from domain.trading.use_cases.place_order import PlaceOrder
from domain.trading.wording import plain


class ClosePosition:
    """Sells at the market. The resting stop gives way in the same step, so nothing is ever held without one."""

    def __init__(
        self, units: UnitsOfWork, view: MarketView, chronicle: Chronicle, aftermath: Aftermath, place: PlaceOrder
    ) -> None:
        """Take the books, the venue's grid, the clocks, what follows and the birth of orders."""
        self._units = units
        self._view = view
        self._chronicle = chronicle
        self._aftermath = aftermath
        self._place = place

    async def __call__(self, principal: Principal, position_id: PositionId, share: object = ONE) -> Position:
        """Close a position or a share of it.

        Args:
            principal: Who closes.
            position_id: The position.
            share: Untrusted; above 0 and at most 1. What would leave an unsellable rest closes all.

        Returns:
            The position with its exit on the way; it ends when the venue's trades are in.

        Raises:
            ForbiddenError: the role may not trade.
            NotFoundError: no such position.
            InvalidInputError: the share is not one, or too small to be sold.
            ConflictError: it is closed, being closed, or its entry has not filled.
            NotProtectedError: part of it cannot be sold before its stop is settled.
        """
        principal.require(Permission.TRADE)
        wanted = share_field("share", share)
        async with self._units(principal.tenant_id) as unit:
            reached = await reach_position(unit, position_id)
            _check_open(reached.position)
            filters = listed(self._view, reached.position.symbol).filters
            quantity = part_of(reached, wanted, filters)
            if quantity == sellable(reached.position, filters):
                await self._all(unit, reached, principal.actor)
            else:
                _check_share(quantity, filters.min_quantity)
                await self._part(unit, reached, quantity, principal.actor)
            await unit.commit()
        async with self._units(principal.tenant_id) as unit:
            return await unit.positions.get(position_id)

    async def _all(self, unit: UnitOfWork, reached: Reached, actor: str) -> None:
        account, position = reached.account, reached.position
        self._record(unit, reached, "Close asked for", f"{plain(position.quantity)} at the market", actor)
        changed = reached.withdrawn_entries(self._chronicle.wall.now(), "its position is being closed")
        after = await self._aftermath(unit, account, position.id, changed, leave=CloseReason.TRADER, actor=actor)
        if after is not account:
            unit.accounts.save(after)

    async def _part(self, unit: UnitOfWork, reached: Reached, quantity: Quantity, actor: str) -> None:
        quote = self._view.quote(reached.position.symbol)
        filters = listed(self._view, reached.position.symbol).filters
        tickets = parting_tickets(reached, quantity, filters, None if quote is None else quote.price)
        rest = reached.position.quantity - quantity
        withdraw_targets(unit, reached, rest, self._chronicle.wall.now())
        self._record(unit, reached, f"Close of {plain(quantity)} asked for", f"{plain(rest)} stays", actor)
        for ticket in tickets:
            await self._place(unit, reached.account, [ticket], actor)

    def _record(self, unit: UnitOfWork, reached: Reached, headline: str, detail: str, actor: str) -> None:
        position = reached.position
        self._chronicle.record(
            unit,
            reached.account,
            Fact(
                kind="position.close_requested",
                actor=actor,
                subject=position.id,
                headline=headline,
                detail=detail,
                plan_id=position.plan_id,
                position_id=position.id,
                figures={"held": position.quantity},
            ),
        )


def _check_open(position: Position) -> None:
    if position.status is PositionStatus.CLOSED:
        raise ConflictError("the position is closed already; nothing was sent", field="position")
    if position.status is PositionStatus.EXITING or position.close_reason is not None:
        raise ConflictError("the position is being closed already; nothing more was sent", field="position")
    if not position.quantity:
        raise ConflictError("nothing has filled yet; cancel the entry order instead", field="position")


def _check_share(quantity: Decimal, minimum: Decimal) -> None:
    if quantity < minimum:
        raise InvalidInputError(
            f"share is too small: it would sell {plain(quantity)}, and the venue trades no less than {plain(minimum)}",
            field="share",
        )
