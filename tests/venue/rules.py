"""The symbols that are listed, and the rules each one is traded by. A test may change them while the venue runs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.venue.money import text

ORDER_TYPES = [
    "LIMIT",
    "LIMIT_MAKER",
    "MARKET",
    "STOP_LOSS",
    "STOP_LOSS_LIMIT",
    "TAKE_PROFIT",
    "TAKE_PROFIT_LIMIT",
]


@dataclass(slots=True, kw_only=True)
class SymbolRules:
    """Every field can be changed by the control's `filters`."""

    base: str
    quote: str
    tick: Decimal
    step: Decimal
    min_notional: Decimal
    status: str = "TRADING"
    min_price: Decimal | None = None
    max_price: Decimal = Decimal(1_000_000)
    min_qty: Decimal | None = None
    max_qty: Decimal = Decimal(9_000_000)
    market_max_qty: Decimal = Decimal(900_000)
    max_notional: Decimal = Decimal(9_000_000)
    bid_up: Decimal = Decimal(5)
    bid_down: Decimal = Decimal("0.2")
    ask_up: Decimal = Decimal(5)
    ask_down: Decimal = Decimal("0.2")
    max_orders: int = 200
    max_algo_orders: int = 5
    oco_allowed: bool = True
    oto_allowed: bool = True
    opo_allowed: bool = True
    replace_allowed: bool = True

    @property
    def symbol(self) -> str:
        return self.base + self.quote

    @property
    def lowest_price(self) -> Decimal:
        return self.tick if self.min_price is None else self.min_price

    @property
    def lowest_qty(self) -> Decimal:
        return self.step if self.min_qty is None else self.min_qty

    def described(self) -> dict[str, Any]:
        """The symbol's part of `exchangeInfo`."""
        return {
            "symbol": self.symbol,
            "status": self.status,
            "baseAsset": self.base,
            "baseAssetPrecision": 8,
            "quoteAsset": self.quote,
            "quotePrecision": 8,
            "quoteAssetPrecision": 8,
            "baseCommissionPrecision": 8,
            "quoteCommissionPrecision": 8,
            "orderTypes": ORDER_TYPES,
            "icebergAllowed": False,
            "ocoAllowed": self.oco_allowed,
            "otoAllowed": self.oto_allowed,
            "opoAllowed": self.opo_allowed,
            "quoteOrderQtyMarketAllowed": True,
            "allowTrailingStop": False,
            "cancelReplaceAllowed": self.replace_allowed,
            "amendAllowed": False,
            "pegInstructionsAllowed": False,
            "isSpotTradingAllowed": True,
            "isMarginTradingAllowed": False,
            "filters": self._filters(),
            "permissions": [],
            "permissionSets": [["SPOT"]],
            "defaultSelfTradePreventionMode": "NONE",
            "allowedSelfTradePreventionModes": ["NONE"],
        }

    def _filters(self) -> list[dict[str, Any]]:
        return [
            {
                "filterType": "PRICE_FILTER",
                "minPrice": text(self.lowest_price),
                "maxPrice": text(self.max_price),
                "tickSize": text(self.tick),
            },
            {
                "filterType": "LOT_SIZE",
                "minQty": text(self.lowest_qty),
                "maxQty": text(self.max_qty),
                "stepSize": text(self.step),
            },
            {
                "filterType": "MARKET_LOT_SIZE",
                "minQty": text(Decimal(0)),
                "maxQty": text(self.market_max_qty),
                "stepSize": text(Decimal(0)),
            },
            {
                "filterType": "PERCENT_PRICE_BY_SIDE",
                "bidMultiplierUp": str(self.bid_up),
                "bidMultiplierDown": str(self.bid_down),
                "askMultiplierUp": str(self.ask_up),
                "askMultiplierDown": str(self.ask_down),
                "avgPriceMins": 5,
            },
            {
                "filterType": "NOTIONAL",
                "minNotional": text(self.min_notional),
                "applyMinToMarket": True,
                "maxNotional": text(self.max_notional),
                "applyMaxToMarket": False,
                "avgPriceMins": 5,
            },
            {"filterType": "MAX_NUM_ORDERS", "maxNumOrders": self.max_orders},
            {"filterType": "MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders": self.max_algo_orders},
        ]


LISTED = {
    # symbol: (base, quote, tick, step, least notional, first price)
    "BTCUSDT": ("BTC", "USDT", "0.01", "0.00001", "5", "60000"),
    "ETHUSDT": ("ETH", "USDT", "0.01", "0.0001", "5", "3000"),
    "SOLUSDT": ("SOL", "USDT", "0.01", "0.001", "5", "150"),
    "BNBUSDT": ("BNB", "USDT", "0.01", "0.001", "5", "600"),
    "ETHBTC": ("ETH", "BTC", "0.00001", "0.0001", "0.0001", "0.05"),
    "XRPUSDT": ("XRP", "USDT", "0.0001", "0.1", "5", "0.6"),
    "ADAUSDT": ("ADA", "USDT", "0.0001", "0.1", "5", "0.5"),
    "DOGEUSDT": ("DOGE", "USDT", "0.00001", "1", "1", "0.15"),
}


def listed_rules() -> dict[str, tuple[SymbolRules, Decimal]]:
    """Fresh rules and the first price of each listed symbol."""
    return {
        symbol: (
            SymbolRules(base=base, quote=quote, tick=Decimal(tick), step=Decimal(step), min_notional=Decimal(least)),
            Decimal(price),
        )
        for symbol, (base, quote, tick, step, least, price) in LISTED.items()
    }
