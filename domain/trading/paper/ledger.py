"""The working copy on which one command or market event is carried out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from domain.shared.ids import ClientOrderId, TradeId, VenueOrderId
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol
from domain.trading.order import OrderSide, OrderStatus
from domain.trading.paper.funds import ZERO, locked
from domain.trading.paper.state import Debt, PaperOrder, PaperState, Step
from domain.trading.paper.terms import PaperTerms
from domain.trading.venue import FillReport


class Ledger:
    """Collects changes to one account's books; `step()` hands them out and leaves the old state untouched."""

    def __init__(self, state: PaperState, terms: PaperTerms, at: datetime) -> None:
        """Start from a state; everything done is stamped `at` (market time)."""
        self._before = state
        self.terms = terms
        self.at = at
        self.totals = dict(state.totals)
        self.debts = dict(state.debts)
        self.orders = dict(state.orders)
        self._touched: dict[VenueOrderId, PaperOrder] = {}
        self._fills: list[FillReport] = []
        self._next_order = state.next_order
        self._next_trade = state.next_trade

    def live(self, symbol: Symbol | None = None) -> Iterator[PaperOrder]:
        """Yield live orders, oldest first, each as it is when its turn comes."""
        current = (self.orders[order_id] for order_id in tuple(self.orders))
        return (o for o in current if o.live and symbol in (None, o.symbol))

    def by_client_id(self, client_order_id: ClientOrderId) -> PaperOrder | None:
        """Return the live order behind a client id."""
        return next((o for o in self.live() if o.client_order_id == client_order_id), None)

    def legs(self, order: PaperOrder) -> Iterator[PaperOrder]:
        """Yield the other live orders of its list."""
        if order.list_id is None:
            return iter(())
        return (o for o in self.live() if o.list_id == order.list_id and o.venue_order_id != order.venue_order_id)

    def free(self, asset: str, besides: PaperOrder) -> Decimal:
        """Return units neither locked by an order nor pledged for a short; an order's own list does not count."""
        others = (o for o in self.orders.values() if o.list_id is None or o.list_id != besides.list_id)
        return self.totals.get(asset, ZERO) - locked(others, self.debts).get(asset, ZERO)

    def next_order_id(self) -> VenueOrderId:
        """Hand out the next order number."""
        self._next_order += 1
        return VenueOrderId(str(self._next_order - 1))

    def put(self, order: PaperOrder) -> PaperOrder:
        """Keep the newest state of an order."""
        stamped = replace(order, updated_at=self.at)
        self.orders[order.venue_order_id] = stamped
        self._touched[order.venue_order_id] = stamped
        return stamped

    def now(self, order: PaperOrder) -> PaperOrder:
        """Return the newest state of an order seen earlier."""
        return self.orders[order.venue_order_id]

    def end(self, order: PaperOrder, status: OrderStatus, reason: str) -> PaperOrder:
        """Take an order out of the market."""
        return self.put(replace(order, status=status, reason=reason, waiting=False))

    def fill(self, order: PaperOrder, price: Price, quantity: Quantity) -> PaperOrder:
        """Trade: move the money, charge the fee, number the trade, advance the order."""
        fee, fee_asset, received = self._settle(order, price, quantity)
        self._fills.append(
            FillReport(
                client_order_id=order.client_order_id,
                venue_order_id=order.venue_order_id,
                trade_id=TradeId(str(self._next_trade)),
                symbol=order.symbol,
                side=order.side,
                price=price,
                quantity=quantity,
                fee=fee,
                fee_asset=fee_asset,
                at=self.at,
            )
        )
        self._next_trade += 1
        filled = Quantity(order.filled + quantity)
        done = filled >= order.quantity
        status = OrderStatus.FILLED if done else OrderStatus.PARTIALLY_FILLED
        return self.put(replace(order, filled=filled, status=status, received=order.received + received))

    def step(self) -> Step:
        """Return what changed since the start."""
        before = self._before
        totals = {a: t for a, t in self.totals.items() if before.totals.get(a) != t}
        debts = {s: d for s, d in self.debts.items() if before.debts.get(s) != d}
        changed = bool(self._touched or self._fills or totals or debts)
        after = PaperState(
            totals=self.totals,
            debts={s: d for s, d in self.debts.items() if d.quantity > 0},
            orders={i: o for i, o in self.orders.items() if o.live},
            next_order=self._next_order,
            next_trade=self._next_trade,
            version=before.version + changed,
        )
        return Step(
            before=before.version,
            after=after,
            orders=tuple(self._touched.values()),
            fills=tuple(self._fills),
            totals=totals,
            debts=debts,
        )

    def _settle(self, order: PaperOrder, price: Price, quantity: Quantity) -> tuple[Decimal, str, Decimal]:
        base, quote, value = order.symbol.base, order.symbol.quote, price * quantity
        if order.side is OrderSide.BUY and not order.reduce_only:
            fee = self.terms.charged(quantity)
            self._add(quote, -value)
            self._add(base, quantity - fee)
            return fee, base, quantity - fee
        fee = self.terms.charged(value)
        if order.side is OrderSide.BUY:
            fee += self._repay(order.symbol, price, quantity)
            self._add(quote, -value - fee)
            return fee, quote, quantity
        self._add(quote, value - fee)
        if order.opens:
            self._borrow(order.symbol, value, quantity)
        else:
            self._add(base, -quantity)
        return fee, quote, quantity

    def _add(self, asset: str, amount: Decimal) -> None:
        self.totals[asset] = self.totals.get(asset, ZERO) + amount

    def _borrow(self, symbol: Symbol, value: Decimal, quantity: Decimal) -> None:
        debt = self.debts.get(symbol) or Debt(quantity=ZERO, collateral=ZERO, opened_at=self.at)
        self.debts[symbol] = replace(debt, quantity=debt.quantity + quantity, collateral=debt.collateral + 2 * value)

    def _repay(self, symbol: Symbol, price: Price, quantity: Decimal) -> Decimal:
        debt = self.debts[symbol]
        left = debt.quantity - quantity
        released = debt.collateral if left <= 0 else debt.collateral * quantity / debt.quantity
        self.debts[symbol] = replace(debt, quantity=left, collateral=debt.collateral - released)
        return self.terms.interest(price * quantity, self.at - debt.opened_at)
