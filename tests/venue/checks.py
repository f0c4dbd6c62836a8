"""What an order must satisfy before it is taken: filters, duplicates, prices, balance."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tests.venue.accounts import Account
from tests.venue.errors import Refused, filter_failure, rejected
from tests.venue.market import Market
from tests.venue.model import PRICED_TYPES, STOPS, OrderSpec
from tests.venue.money import ZERO, is_multiple

MAX_PRECISION = 8


def check_open_for_trading(account: Account, market: Market) -> None:
    if not account.can_trade:
        raise rejected("This account may not place or cancel orders.")
    if market.rules.status != "TRADING":
        raise Refused(-1013, "Market is closed.")


def check_shape(spec: OrderSpec) -> None:
    """Decimals and signs, before any filter is looked at."""
    amounts = {"quantity": spec.qty, "price": spec.price, "stopPrice": spec.stop, "quoteOrderQty": spec.quote_qty}
    for name, amount in amounts.items():
        exponent = amount.normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > MAX_PRECISION:
            raise Refused(-1111, f"Parameter '{name}' has too much precision.")


def check_filters(account: Account, market: Market, spec: OrderSpec, *, sized: bool = True) -> None:
    """`sized` is False where the quantity is not known yet."""
    for name in ("price", "stop"):
        price = getattr(spec, name)
        if price > ZERO:
            _check_price(market, price, spec.side)
    if sized:
        check_size(market, spec, spec.qty)
    _check_counts(account, market, spec)


def check_size(market: Market, spec: OrderSpec, qty: Decimal) -> None:
    rules = market.rules
    price = spec.price or spec.stop or market.last
    notional = spec.quote_qty or qty * price
    if not spec.quote_qty:
        if qty < rules.lowest_qty or qty > rules.max_qty or not is_multiple(qty, rules.step):
            raise filter_failure("LOT_SIZE")
        if spec.type not in PRICED_TYPES and qty > rules.market_max_qty:
            raise filter_failure("MARKET_LOT_SIZE")
    if notional < rules.min_notional or (spec.type in PRICED_TYPES and notional > rules.max_notional):
        raise filter_failure("NOTIONAL")


def _check_price(market: Market, price: Decimal, side: str) -> None:
    rules = market.rules
    if price < rules.lowest_price or price > rules.max_price or not is_multiple(price, rules.tick):
        raise filter_failure("PRICE_FILTER")
    up, down = (rules.bid_up, rules.bid_down) if side == "BUY" else (rules.ask_up, rules.ask_down)
    if price > market.last * up or price < market.last * down:
        raise filter_failure("PERCENT_PRICE_BY_SIDE")


def _check_counts(account: Account, market: Market, spec: OrderSpec) -> None:
    mine = [order for order in account.open.values() if order.symbol == spec.symbol]
    if len(mine) >= market.rules.max_orders:
        raise filter_failure("MAX_NUM_ORDERS")
    algo = sum(order.spec.triggered_by_price for order in mine)
    if spec.triggered_by_price and algo >= market.rules.max_algo_orders:
        raise filter_failure("MAX_NUM_ALGO_ORDERS")


def check_duplicates(account: Account, specs: Sequence[OrderSpec]) -> None:
    """A client order id may not be that of an open order; it may be that of an order that has ended."""
    taken = {(order.symbol, order.spec.client_id) for order in account.open.values()}
    for spec in specs:
        if (spec.symbol, spec.client_id) in taken:
            raise rejected("Duplicate order sent.")
        taken.add((spec.symbol, spec.client_id))


def triggers_now(market: Market, spec: OrderSpec) -> bool:
    """Whether the last price is already where the order waits for it to go."""
    if not spec.triggered_by_price:
        return False
    falls = (spec.side == "SELL") == (spec.type in STOPS)
    return market.last <= spec.stop if falls else market.last >= spec.stop


def check_against_market(market: Market, spec: OrderSpec) -> None:
    if triggers_now(market, spec):
        raise rejected("Order would trigger immediately.")
    if spec.type == "LIMIT_MAKER" and market.sweep(spec.side, spec.qty or Decimal(1), spec.price):
        raise rejected("Order would immediately match and take.")


def need_of(market: Market, spec: OrderSpec) -> tuple[str, Decimal]:
    """Asset and amount an order needs to be taken."""
    rules = market.rules
    if spec.side == "SELL":
        return rules.base, spec.qty
    if spec.quote_qty:
        return rules.quote, spec.quote_qty
    if spec.type == "MARKET":
        return rules.quote, sum((price * qty for price, qty in market.sweep("BUY", spec.qty, ZERO)), ZERO)
    return rules.quote, spec.qty * (spec.price or spec.stop)


def check_balance(account: Account, needs: Sequence[tuple[str, Decimal]]) -> None:
    for asset in {asset for asset, _ in needs}:
        if sum(amount for of, amount in needs if of == asset) > account.free(asset):
            raise rejected("Account has insufficient balance for requested action.")
