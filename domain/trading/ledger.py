"""A position's figures as a fold over its trades: the same whatever order they arrive in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from domain.marketdata.market import Side
from domain.risk.results import adverse_slippage, gross_result
from domain.shared.ids import OrderId
from domain.shared.money import Price, Quantity
from domain.trading.order import Fill, Order, OrderRole, OrderSide
from domain.trading.position import Position
from domain.trading.wording import exact

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """All trades on one side.

    Attributes:
        quantity / base_fees: Base units traded, and lost to fees.
        value / fees / slippage: Quote units; slippage is negative where it cost money.
    """

    quantity: Decimal = ZERO
    value: Decimal = ZERO
    base_fees: Decimal = ZERO
    fees: Decimal = ZERO
    slippage: Decimal = ZERO

    @property
    def average(self) -> Price | None:
        """Quantity-weighted price, None without a trade."""
        return Price(exact(self.value / self.quantity)) if self.quantity else None


def settle(position: Position, orders: Mapping[OrderId, Order], fills: Iterable[Fill]) -> Position:
    """Recompute quantities, averages, gross, fees, net and slippage from all trades of a position.

    `gross` is the difference of the averages over what was sold back, `net` = gross less fees (entry fees
    count at once), `slippage` is against each order's expected price and negative when it cost money.

    Args:
        position: The position; its status and stop are left alone.
        orders: Its orders by id.
        fills: All of its trades, in any order, each once.
    """
    trades = list(fills)
    entry = _leg(position, [f for f in trades if orders[f.order_id].role is OrderRole.ENTRY], orders)
    exits = _leg(position, [f for f in trades if orders[f.order_id].role is not OrderRole.ENTRY], orders)
    average, average_exit = entry.average, exits.average
    returned = exits.quantity - (exits.base_fees if position.side is Side.SHORT else ZERO)
    held = entry.quantity - (entry.base_fees if position.side is Side.LONG else ZERO) - returned
    gross = ZERO
    if average is not None and average_exit is not None:
        gross = exact(gross_result(position.side, exits.quantity, average, average_exit) * position.rate)
    fees = exact((entry.fees + exits.fees) * position.rate)
    return replace(
        position,
        entered=Quantity(entry.quantity),
        average_entry=average,
        quantity=Quantity(max(held, ZERO)),
        exited=Quantity(exits.quantity),
        average_exit=average_exit,
        gross=gross,
        fees=fees,
        net=gross - fees,
        slippage=exact((entry.slippage + exits.slippage) * position.rate),
        highest=_extreme(max, position.highest, trades),
        lowest=_extreme(min, position.lowest, trades),
    )


def _extreme(pick: Callable[[Iterable[Price]], Price], known: Price | None, trades: Sequence[Fill]) -> Price | None:
    seen = [f.price for f in trades] + ([known] if known is not None else [])
    return pick(seen) if seen else None


def _leg(position: Position, fills: Sequence[Fill], orders: Mapping[OrderId, Order]) -> Leg:
    quantity = value = base_fees = fees = slippage = ZERO
    for fill in fills:
        quantity += fill.quantity
        value += fill.price * fill.quantity
        fees += fill.fee_value or ZERO
        base_fees += fill.fee if fill.fee_asset == position.symbol.base else ZERO
        expected = orders[fill.order_id].expected
        if expected is not None:
            buying = orders[fill.order_id].side is OrderSide.BUY
            slippage -= adverse_slippage(buying, expected, fill.price, fill.quantity)
    return Leg(quantity=quantity, value=value, base_fees=base_fees, fees=fees, slippage=slippage)


def fee_value(price: Price, fee: Decimal, fee_asset: str, base: str, quote: str) -> Decimal | None:
    """Say what a fee is worth in quote units; None for a third asset, whose worth is never guessed."""
    if fee_asset == quote:
        return fee
    return exact(fee * price) if fee_asset == base else None
