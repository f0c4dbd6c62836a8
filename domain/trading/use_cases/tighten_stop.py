"""A trader moves a stop, in the one direction that is allowed."""

from __future__ import annotations

from domain.identity.principal import Permission, Principal
from domain.marketdata.instrument import Filters
from domain.marketdata.ports import MarketView
from domain.shared.errors import ConflictError, InvalidInputError
from domain.shared.ids import PositionId
from domain.shared.money import Price
from domain.trading.drafts import required_price
from domain.trading.lifecycle import coverable
from domain.trading.order import Order
from domain.trading.parting import settled_stop
from domain.trading.ports import UnitsOfWork
from domain.trading.position import Position, PositionStatus
from domain.trading.reach import reach_position
from domain.trading.situation import listed
from domain.trading.tickets import stop_ticket
from domain.trading.use_cases.place_order import PlaceOrder
from domain.trading.wording import grouped, plain


class TightenStop:
    """Asks the venue to put a tighter stop in the resting one's place; it counts once confirmed."""

    def __init__(self, units: UnitsOfWork, view: MarketView, place: PlaceOrder) -> None:
        """Take the books, last prices and the venue's grid, and the birth of orders."""
        self._units = units
        self._view = view
        self._place = place

    async def __call__(self, principal: Principal, position_id: PositionId, stop: object) -> Order:
        """Tighten a position's stop.

        Args:
            principal: Who asks.
            position_id: The position.
            stop: Untrusted; the wanted price, rounded to the tick on the side that loses more.

        Returns:
            The new stop on its way to the venue.

        Raises:
            ForbiddenError: the role may not trade.
            NotFoundError: no such position.
            InvalidInputError: not a price, looser than the stop in force, or at or beyond the last price.
            ConflictError: the position is not open.
            NotProtectedError: its stop is not settled at the venue yet.
        """
        principal.require(Permission.TRADE)
        wanted = required_price("stop", stop)
        async with self._units(principal.tenant_id) as unit:
            reached = await reach_position(unit, position_id)
            position = reached.position
            if position.status is not PositionStatus.ACTIVE:
                raise ConflictError(f"the position is {position.status}, its stop cannot be moved", field="position")
            old = settled_stop(reached)
            filters = listed(self._view, position.symbol).filters
            price = self._checked(position, wanted, filters)
            ticket = stop_ticket(position, coverable(old, position, filters), price, replaces=old.id)
            (order,) = await self._place(unit, reached.account, [ticket], principal.actor)
            await unit.commit()
        return order

    def _checked(self, position: Position, wanted: Price, filters: Filters) -> Price:
        sign = position.side.sign
        if wanted < filters.tick:
            raise InvalidInputError(f"stop must be at least one tick, {plain(filters.tick)}", field="stop")
        price = filters.tick_down(wanted) if sign > 0 else filters.tick_up(wanted)
        if sign * (price - position.stop) <= 0:
            raise InvalidInputError(
                f"stop must be tighter than {grouped(position.stop)}, not {grouped(price)}: a stop is never loosened",
                field="stop",
            )
        quote = self._view.quote(position.symbol)
        if quote is None:
            raise InvalidInputError("stop cannot be checked: no price is known. Wait for the feed", field="stop")
        if sign * (quote.price - filters.tick * sign - price) <= 0:
            raise InvalidInputError(
                f"stop must stay more than one tick from the last price {grouped(quote.price)}, not {grouped(price)}; "
                "close the position to leave now",
                field="stop",
            )
        return price
