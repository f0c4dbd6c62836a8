"""How Bybit, OKX, Kraken and Coinbase want an order worded, found and cancelled through ccxt's common methods."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ccxt.base.errors import OrderNotFound

from domain.shared.ids import ClientOrderId
from domain.trading.account import VenueName
from domain.trading.order import OrderSide, OrderType
from domain.trading.venue import OrderRequest

_OURS = "rb"
_HEX = 32
_FURTHER = Decimal("0.02")
Row = Mapping[str, Any]
Find = Callable[[Any, str, str], Awaitable[Row | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """Arguments of ccxt's `create_order` besides symbol, side and amount."""

    type: str
    price: str | None
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One venue's ways.

    Attributes:
        identity: Parameters that carry the client order id.
        short_ids: The venue takes at most 32 letters and digits: our prefix is left off there.
        trigger: Parameter that carries a stop's price.
        stop_market: False where only stop-limits exist: the limit then lies 2 % beyond the stop.
        find: Asks for an order by its client id at the venue.
        options: ccxt options without which a write would first ask something.
    """

    identity: tuple[str, ...]
    short_ids: bool
    trigger: str
    stop_market: bool
    find: Find
    options: Mapping[str, Any]

    def outward(self, name: ClientOrderId) -> str:
        """Return our id as the venue takes it."""
        return name.removeprefix(_OURS) if self.short_ids else name

    def inward(self, told: str | None) -> ClientOrderId:
        """Return our id behind what the venue tells."""
        text = told or ""
        ours = self.short_ids and len(text) == _HEX and all(c in "0123456789abcdef" for c in text)
        return ClientOrderId(f"{_OURS}{text}" if ours else text)

    def worded(self, request: OrderRequest, on_tick: Callable[[Decimal], str]) -> Worded:
        """Word an order; `on_tick` rounds a computed price to the venue's grid."""
        params: dict[str, Any] = dict.fromkeys(self.identity, self.outward(request.client_order_id))
        if request.stop is not None:
            params[self.trigger] = f"{request.stop:f}"
        price = None if request.limit is None else f"{request.limit:f}"
        if request.type is OrderType.STOP_MARKET and not self.stop_market and request.stop is not None:
            sign = -1 if request.side is OrderSide.SELL else 1
            price = on_tick(request.stop * (1 + sign * _FURTHER))
        if request.post_only:
            params["postOnly"] = True
        elif request.type is OrderType.LIMIT:
            params["timeInForce"] = request.time_in_force.value.upper()
        return Worded(type="market" if price is None else "limit", price=price, params=params)


async def _bybit(client: Any, symbol: str, name: str) -> Row | None:
    asked = {"category": "spot", "symbol": client.market_id(symbol), "orderLinkId": name}
    for endpoint in (client.private_get_v5_order_realtime, client.private_get_v5_order_history):
        rows = (await endpoint(dict(asked)))["result"]["list"]
        if rows:
            return _parsed(client, symbol, rows[0])
    return None


async def _okx(client: Any, symbol: str, name: str) -> Row | None:
    for which in ({"clientOrderId": name}, {"clientOrderId": name, "trigger": True}):
        try:
            found: Row = await client.fetch_order(None, symbol, which)
        except OrderNotFound:
            continue
        return found
    return None


async def _kraken(client: Any, symbol: str, name: str) -> Row | None:
    for endpoint, part in ((client.private_post_openorders, "open"), (client.private_post_closedorders, "closed")):
        rows = (await endpoint({"cl_ord_id": name}))["result"][part]
        for number, row in rows.items():
            return _parsed(client, symbol, {**row, "id": number})
    return None


async def _coinbase(client: Any, symbol: str, name: str) -> Row | None:
    for ask in (client.fetch_open_orders, client.fetch_closed_orders, client.fetch_canceled_orders):
        rows = await ask(symbol)
        for row in rows:
            if row["clientOrderId"] == name:
                found: Row = row
                return found
    return None


def _parsed(client: Any, symbol: str, row: Mapping[str, Any]) -> Row:
    found: Row = client.parse_order(row, client.market(symbol))
    return found


DIALECTS: Mapping[VenueName, Dialect] = {
    VenueName.BYBIT: Dialect(
        identity=("clientOrderId",),
        short_ids=False,
        trigger="triggerPrice",
        stop_market=True,
        find=_bybit,
        options={"enableUnifiedMargin": False, "enableUnifiedAccount": True, "unifiedMarginStatus": 6},
    ),
    VenueName.OKX: Dialect(
        identity=("clientOrderId", "algoClOrdId"),
        short_ids=True,
        trigger="triggerPrice",
        stop_market=True,
        find=_okx,
        options={},
    ),
    VenueName.KRAKEN: Dialect(
        identity=("clientOrderId",),
        short_ids=True,
        trigger="stopLossPrice",
        stop_market=True,
        find=_kraken,
        options={},
    ),
    VenueName.COINBASE: Dialect(
        identity=("client_order_id",),
        short_ids=False,
        trigger="stopLossPrice",
        stop_market=False,
        find=_coinbase,
        options={"fetchBalance": "v3PrivateGetBrokerageAccounts"},
    ),
}
