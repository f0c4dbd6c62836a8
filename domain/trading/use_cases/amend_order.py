"""A trader moves a resting order to another price."""

from __future__ import annotations

from domain.identity.principal import Permission, Principal
from domain.marketdata.instrument import Filters
from domain.marketdata.ports import MarketView
from domain.risk.limits import RiskLimits
from domain.shared.errors import ConflictError, InvalidInputError
from domain.shared.ids import OrderId
from domain.shared.money import Price
from domain.trading.account import Account
from domain.trading.drafts import required_price
from domain.trading.order import Order, OrderRole, OrderSide
from domain.trading.ports import UnitOfWork, UnitsOfWork
from domain.trading.position import Position
from domain.trading.situation import listed
from domain.trading.tickets import OrderTicket, amended
from domain.trading.transitions import ORDER_AT_VENUE, ORDER_ENDED
from domain.trading.use_cases.place_order import PlaceOrder
from domain.trading.venue_facts import CAPABILITIES
from domain.trading.wording import grouped, plain

_AMENDABLE = frozenset({OrderRole.ENTRY, OrderRole.TARGET})


class AmendOrder:
    """Puts a new order in the place of a resting entry or target. Stops are moved by `TightenStop`.

    An entry may only come nearer to its stop: farther away, the same quantity would risk more than was reserved.
    """

    def __init__(self, units: UnitsOfWork, view: MarketView, place: PlaceOrder) -> None:
        """Take the books, last prices and the venue's grid, and the birth of orders."""
        self._units = units
        self._view = view
        self._place = place

    async def __call__(self, principal: Principal, order_id: OrderId, price: object) -> Order:
        """Amend an order's price.

        Args:
            principal: Who asks.
            order_id: The resting entry or target.
            price: Untrusted; rounded to the tick, down for a buy and up for a sell.

        Returns:
            The new order on its way; the old one ends when the venue confirms it.

        Raises:
            ForbiddenError: the role may not trade.
            NotFoundError: no such order.
            InvalidInputError: not a price, or one that the order's role does not allow.
            ConflictError: the order is not resting, is a stop or an exit, or is being amended already.
        """
        principal.require(Permission.TRADE)
        wanted = required_price("price", price)
        async with self._units(principal.tenant_id) as unit:
            seen = await unit.orders.get(order_id)
            account = await unit.accounts.get(seen.account_id, lock=True)
            order = await unit.orders.get(order_id)
            ticket = await self._ticket(unit, account, order, wanted)
            (placed,) = await self._place(unit, account, [ticket], principal.actor)
            await unit.commit()
        return placed

    async def _ticket(self, unit: UnitOfWork, account: Account, order: Order, wanted: Price) -> OrderTicket:
        _check_amendable(order)
        _check_alone(order, account)
        working = await unit.orders.working(account.id)
        if any(o.replaces == order.id for o in working if o.status not in ORDER_ENDED):
            raise ConflictError("the order is being amended already; wait for the venue", field="order")
        price = _on_grid(order, wanted, listed(self._view, order.symbol).filters)
        ticket = amended(order, price)
        if ticket is None:
            raise ConflictError("the order belongs to no position and cannot be amended", field="order")
        position = await unit.positions.get(ticket.position_id)
        if order.role is OrderRole.ENTRY:
            _check_entry(order, position, price, account.limits)
        self._check_resting(order, price)
        return ticket

    def _check_resting(self, order: Order, price: Price) -> None:
        quote = self._view.quote(order.symbol)
        buying = order.side is OrderSide.BUY
        if quote is None or (price >= quote.price if buying else price <= quote.price):
            where = "below" if buying else "above"
            last = "which is not known" if quote is None else grouped(quote.price)
            raise InvalidInputError(f"price must be {where} the last price {last}, not {grouped(price)}", field="price")


def _check_amendable(order: Order) -> None:
    if order.role not in _AMENDABLE:
        raise ConflictError(f"a {order.role} order is not amended; a stop is tightened instead", field="order")
    if order.status not in ORDER_AT_VENUE or order.cancel_requested_at is not None:
        raise ConflictError(f"the order is not resting (it is {order.status}); nothing was sent", field="order")


def _check_alone(order: Order, account: Account) -> None:
    # Where exits cannot rest side by side, cancelling one leg of a list cancels the stop too, and the new target would
    # hold the base that the next stop needs.
    if order.role is OrderRole.TARGET and order.list_id is not None and not CAPABILITIES[account.venue].shared_exits:
        raise ConflictError(
            f"at {account.venue} this target shares its order with the stop, and moving it would take the stop away; "
            "nothing was sent. Close the position, or let stop and target stand",
            field="order",
        )


def _on_grid(order: Order, wanted: Price, filters: Filters) -> Price:
    if wanted < filters.tick:
        raise InvalidInputError(f"price must be at least one tick, {plain(filters.tick)}", field="price")
    return filters.tick_down(wanted) if order.side is OrderSide.BUY else filters.tick_up(wanted)


def _check_entry(order: Order, position: Position, price: Price, limits: RiskLimits) -> None:
    sign, now = position.side.sign, order.limit or price
    if sign * (price - now) > 0:
        raise InvalidInputError(
            f"price must not be farther from the stop than {grouped(now)}: {grouped(price)} would risk more than was "
            "reserved. Make a new plan",
            field="price",
        )
    distance = sign * (price - position.initial_stop) / price
    if distance < limits.stop_floor:
        raise InvalidInputError(
            f"price {grouped(price)} is {plain(round(distance * 100, 2))} % from the stop "
            f"{grouped(position.initial_stop)}; at least {plain(limits.stop_floor * 100)} % is needed",
            field="price",
        )
