"""The matching of the venue: orders in, trades and reports out, all of it in one thread and without waiting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from tests.venue import checks, reports
from tests.venue.accounts import Account
from tests.venue.clock import VenueClock
from tests.venue.errors import Refused, unknown_order
from tests.venue.exposure import Exposure
from tests.venue.lists import after_end, after_fill, after_trigger
from tests.venue.market import Level, Market, Print
from tests.venue.model import Order, OrderList, OrderSpec, Status, Trade
from tests.venue.money import ZERO, cut, floor_to
from tests.venue.rules import listed_rules

UserListener = Callable[[Account, dict[str, Any]], None]
MarketListener = Callable[[Market, Print | None], None]


@dataclass(slots=True)
class Exchange:
    clock: VenueClock
    markets: dict[str, Market] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    exposure: Exposure = field(default_factory=Exposure)
    user_listeners: list[UserListener] = field(default_factory=list)
    market_listeners: list[MarketListener] = field(default_factory=list)
    visibility_delay_ms: int = 0
    next_list_id: int = 1
    executions: int = 0

    def __post_init__(self) -> None:
        for symbol, (rules, price) in listed_rules().items():
            self.markets[symbol] = Market(rules=rules, last=price)

    def market(self, symbol: str) -> Market:
        if symbol not in self.markets:
            raise Refused(-1121, "Invalid symbol.")
        return self.markets[symbol]

    def admit(self, account: Account, spec: OrderSpec, *, sized: bool = True) -> Market:
        """Everything that can be said against an order but its balance."""
        market = self.market(spec.symbol)
        checks.check_open_for_trading(account, market)
        checks.check_shape(spec)
        checks.check_filters(account, market, spec, sized=sized)
        return market

    def test(self, account: Account, spec: OrderSpec) -> Market:
        market = self.admit(account, spec)
        checks.check_duplicates(account, [spec])
        checks.check_against_market(market, spec)
        checks.check_balance(account, [checks.need_of(market, spec)])
        return market

    def place(self, account: Account, spec: OrderSpec) -> Order:
        self.test(account, spec)
        order = self.open(account, spec)
        self.work(order)
        self.settle(account, spec.symbol)
        return order

    def open(
        self,
        account: Account,
        spec: OrderSpec,
        *,
        within: OrderList | None = None,
        role: str = "",
        status: Status = Status.NEW,
    ) -> Order:
        """Put an order that was admitted into the books and report it; nothing trades yet."""
        market, now = self.markets[spec.symbol], self.clock.now()
        order = Order(
            account=account,
            spec=spec,
            assets=(market.rules.base, market.rules.quote),
            order_id=market.next_order_id,
            created=now,
            updated=now,
            status=status,
            qty=spec.qty,
            in_list=within,
            role=role,
            visible_at=now + self.visibility_delay_ms,
        )
        market.next_order_id += 1
        account.orders[order.symbol, order.order_id] = order
        account.open[order.symbol, order.order_id] = order
        account.by_client_id[order.symbol, spec.client_id] = order
        market.open[order.order_id] = order
        if within is not None:
            within.orders.append(order)
        self.report(order, "NEW")
        return order

    def work(self, order: Order) -> None:
        """Let an order take what the book offers it."""
        market, spec = self.markets[order.symbol], order.spec
        if not order.on_book:
            return
        if spec.quote_qty and not order.qty:
            order.qty = self._qty_for(market, spec)
        taken = market.sweep(spec.side, order.remaining, spec.price)
        if spec.tif == "FOK" and sum((qty for _, qty in taken), ZERO) < order.remaining:
            taken = []
        self._take(order, market, taken)
        at_once = spec.tif in ("IOC", "FOK") or spec.price == ZERO
        if at_once and order.is_open:
            self.end(order, Status.EXPIRED)

    def _qty_for(self, market: Market, spec: OrderSpec) -> Decimal:
        money, qty = spec.quote_qty, ZERO
        for price, there in market.asks if spec.side == "BUY" else market.bids:
            part = min(there, money / price)
            qty, money = qty + part, money - part * price
        return floor_to(qty, market.rules.step)

    def _take(self, order: Order, market: Market, taken: list[Level]) -> None:
        for price, qty in taken:
            self.execute(order, qty, price, maker=False)
        market.take(order.spec.side, taken)

    def execute(self, order: Order, qty: Decimal, price: Decimal, *, maker: bool) -> Trade:
        """One trade of an order: balances, fee, status, reports, and what it means for the order's list."""
        market, account, buys = self.markets[order.symbol], order.account, order.spec.side == "BUY"
        base, quote = order.assets
        now = self.clock.now()
        printed = market.print(price, qty, now, buyer_is_maker=buys == maker)
        fee, fee_asset = self._fee(account, market, qty, price, buys=buys)
        trade = Trade(
            trade_id=printed.trade_id,
            order_id=order.order_id,
            symbol=order.symbol,
            price=price,
            qty=qty,
            quote=cut(price * qty),
            fee=fee,
            fee_asset=fee_asset,
            time=now,
            buyer=buys,
            maker=maker,
            visible_at=order.visible_at,
        )
        sign = 1 if buys else -1
        account.totals[base] += sign * qty
        account.totals[quote] -= sign * trade.quote
        account.totals[fee_asset] -= fee
        account.held[order.symbol] += sign * qty - (fee if fee_asset == base else ZERO)
        account.trades.append(trade)
        order.trades.append(trade)
        order.executed += qty
        order.quote_executed += trade.quote
        order.updated = now
        order.status = Status.FILLED if order.executed >= order.qty else Status.PARTIALLY_FILLED
        self.close_if_ended(order)
        self.report(order, "TRADE", trade)
        for listener in self.market_listeners:
            listener(market, printed)
        after_fill(self, order)
        return trade

    def _fee(
        self, account: Account, market: Market, qty: Decimal, price: Decimal, *, buys: bool
    ) -> tuple[Decimal, str]:
        asset, rules = account.fee_asset, market.rules
        if asset:
            through = self.markets.get(asset + rules.quote)
            worth = through.last if through is not None else Decimal(1)
            discounted = cut(qty * price * account.fee_rate * (1 - account.fee_discount) / worth)
            if account.free(asset) >= discounted:
                return discounted, asset
        return (cut(qty * account.fee_rate), rules.base) if buys else (cut(qty * price * account.fee_rate), rules.quote)

    def cancel(self, order: Order, cancel_id: str) -> None:
        """Cancel an open order, and with it the list it belongs to."""
        if not order.is_open:
            raise unknown_order()
        order.cancel_id = cancel_id
        self.end(order, Status.CANCELED)
        self.settle(order.account, order.symbol)

    def end(self, order: Order, status: Status, reason: str = "NONE") -> None:
        order.status, order.updated, order.reject_reason = status, self.clock.now(), reason
        self.close_if_ended(order)
        self.report(order, status.value)
        after_end(self, order)

    def close_if_ended(self, order: Order) -> None:
        if not order.is_open:
            order.account.open.pop((order.symbol, order.order_id), None)
            self.markets[order.symbol].open.pop(order.order_id, None)

    def move(self, market: Market, price: Decimal, qty: Decimal) -> None:
        """The price goes to `price`: what rests on the way fills; then it trades there and triggers what waited."""
        touched = {order.account.name: order.account for order in market.open.values()}
        self._fill_reached(market)
        printed = None
        if qty > ZERO:
            printed = market.print(price, qty, self.clock.now(), buyer_is_maker=price <= market.bid)
        market.last = price
        for listener in self.market_listeners:
            listener(market, printed)
        while self._trigger_reached(market):
            self._fill_reached(market)
            market.last = price
        for account in touched.values():
            self.settle(account, market.rules.symbol)

    def _fill_reached(self, market: Market) -> None:
        for order in list(market.open.values()):
            if order.on_book and order.spec.price > ZERO:
                self._fill_resting(market, order)

    def _trigger_reached(self, market: Market) -> bool:
        reached = [
            order
            for order in list(market.open.values())
            if order.status is Status.NEW and order.waits_for_price and checks.triggers_now(market, order.spec)
        ]
        for order in reached:
            if order.is_open:
                self._trigger(order)
        return bool(reached)

    def _trigger(self, order: Order) -> None:
        order.triggered = True
        order.updated = self.clock.now()
        after_trigger(self, order)
        if order.spec.price > ZERO:
            self.report(order, "NEW")
        self.work(order)

    def _fill_resting(self, market: Market, order: Order) -> None:
        reached = market.sweep(order.spec.side, order.remaining, order.spec.price)
        filled = sum((qty for _, qty in reached), ZERO)
        if filled > ZERO:
            market.take(order.spec.side, reached)
            self.execute(order, filled, order.spec.price, maker=True)

    def resize(self, order: Order, qty: Decimal) -> None:
        order.spec, order.qty = replace(order.spec, qty=qty), qty

    def report(self, order: Order, kind: str, trade: Trade | None = None) -> None:
        self.executions += 1
        now = self.clock.now()
        self.tell(order.account, reports.execution_report(order, kind, at=now, number=self.executions, trade=trade))
        assets = {*order.assets, trade.fee_asset} if trade else set(order.assets)
        self.tell(order.account, reports.account_position(order.account, assets, at=now))

    def tell(self, account: Account, event: dict[str, Any]) -> None:
        for listener in self.user_listeners:
            listener(account, event)

    def settle(self, account: Account, symbol: str) -> None:
        """One step is over: look whether what is held is protected."""
        self.exposure.look(account, self.markets[symbol], self.clock.now())
