"""The one way an order is born."""

from __future__ import annotations

from collections.abc import Sequence

from domain.marketdata.instrument import Filters
from domain.marketdata.ports import MarketView
from domain.shared.errors import InvalidInputError
from domain.shared.ids import OrderId, client_order_id
from domain.trading.account import Account, TradingState
from domain.trading.chronicle import Chronicle, Fact
from domain.trading.order import Order, OrderRole, OrderStatus, OrderType
from domain.trading.ports import UnitOfWork
from domain.trading.situation import listed
from domain.trading.tickets import OrderTicket
from domain.trading.wording import grouped, plain


class PlaceOrder:
    """Checks orders that go to the venue together, saves them as intents and hands them to the engine.

    It works inside the caller's unit of work, so that an order and what it belongs to are one transaction.
    """

    def __init__(self, view: MarketView, chronicle: Chronicle) -> None:
        """Take the venue's grid and the chronicle."""
        self._view = view
        self._chronicle = chronicle

    async def __call__(
        self, unit: UnitOfWork, account: Account, tickets: Sequence[OrderTicket], actor: str
    ) -> tuple[Order, ...]:
        """Place one order, or several as one list.

        Args:
            unit: The caller's unit of work; the caller commits.
            account: The account, locked in that unit.
            tickets: What is asked for; more than one makes a list, its first the working order.
            actor: Who asks, as events name them.

        Raises:
            InvalidInputError: an order is off the venue's grid or not allowed in the account's state; it names
                the field. Nothing was saved.
        """
        for ticket in tickets:
            check_ticket(ticket, account, listed(self._view, ticket.symbol).filters)
        ids = [OrderId(self._chronicle.ids.new()) for _ in tickets]
        list_id = ids[0] if len(ids) > 1 else None
        orders = tuple(self._born(account, t, i, list_id) for t, i in zip(tickets, ids, strict=True))
        for order in orders:
            unit.orders.add(order)
        self._chronicle.record(unit, account, _placed(orders, actor))
        unit.notify("intents", account.id)
        unit.notify("orders", account.id)
        return orders

    def _born(self, account: Account, ticket: OrderTicket, order_id: OrderId, list_id: OrderId | None) -> Order:
        now = self._chronicle.wall.now()
        return Order(
            id=order_id,
            tenant_id=account.tenant_id,
            account_id=account.id,
            client_order_id=client_order_id(order_id),
            symbol=ticket.symbol,
            side=ticket.side,
            role=ticket.role,
            type=ticket.type,
            time_in_force=ticket.time_in_force,
            quantity=ticket.quantity,
            status=OrderStatus.INTENT,
            created_at=now,
            updated_at=now,
            limit=ticket.limit,
            stop=ticket.stop,
            reduce_only=ticket.role is not OrderRole.ENTRY,
            plan_id=ticket.plan_id,
            position_id=ticket.position_id,
            list_id=list_id,
            replaces=ticket.replaces,
            rest_until=ticket.rest_until,
            expected=ticket.expected,
        )


def check_ticket(ticket: OrderTicket, account: Account, filters: Filters) -> None:
    """Hold what every order must obey.

    Raises:
        InvalidInputError: it does not; the error names the field, the value and the rule.
    """
    if ticket.role is OrderRole.ENTRY and account.state is not TradingState.ACTIVE:
        raise InvalidInputError(f"an entry needs an active account, and it is {account.state}", field="state")
    if ticket.type is OrderType.MARKET and ticket.role is not OrderRole.EXIT:
        raise InvalidInputError("only an exit may be a market order", field="type")
    _on_grid("quantity", ticket.quantity, filters.floor_to_step(ticket.quantity), f"lot step {plain(filters.step)}")
    if not filters.min_quantity <= ticket.quantity <= filters.max_quantity:
        raise InvalidInputError(
            f"quantity must be from {plain(filters.min_quantity)} to {plain(filters.max_quantity)} on "
            f"{ticket.symbol}, not {plain(ticket.quantity)}",
            field="quantity",
        )
    for name, price in (("limit", ticket.limit), ("stop", ticket.stop)):
        if price is None:
            continue
        _on_grid(name, price, filters.tick_up(price), f"tick {plain(filters.tick)}")
        if price * ticket.quantity < filters.min_notional:
            raise InvalidInputError(
                f"{name} x quantity must be at least {plain(filters.min_notional)} {ticket.symbol.quote}, "
                f"not {plain(price * ticket.quantity)}",
                field="quantity",
            )


def _on_grid(name: str, value: object, rounded: object, grid: str) -> None:
    if value != rounded:
        raise InvalidInputError(f"{name} {value} is not on the {grid}", field=name)


def _placed(orders: Sequence[Order], actor: str) -> Fact:
    first = orders[0]
    along = ", ".join(f"{o.role} {_words(o)}" for o in orders[1:])
    return Fact(
        kind="order.placed",
        actor=actor,
        subject=first.id,
        headline=f"{first.role.capitalize()} placed",
        detail=_words(first) + (f"; with it {along}" if along else ""),
        figures={
            "position": first.position_id,
            "symbol": str(first.symbol),
            "side": first.side,
            "role": first.role,
            "type": first.type,
            "quantity": first.quantity,
            "limit": first.limit,
            "stop": first.stop,
            "replaces": first.replaces,
            "list": " ".join(str(o.id) for o in orders[1:]) or None,
        },
    )


def _words(order: Order) -> str:
    price = order.limit or order.stop
    where = f"at {grouped(price)}" if price is not None else "at the market"
    return f"{order.side} {plain(order.quantity)} {order.symbol.base} {where}"
