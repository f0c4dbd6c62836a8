"""ccxt's common structures, turned into reports. The client parses figures into `Decimal`, so they stay exact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

from domain.marketdata.instrument import Filters, Instrument
from domain.shared.errors import InvalidInputError
from domain.shared.ids import ClientOrderId, TradeId, VenueOrderId
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol
from domain.trading.order import OrderSide, OrderStatus
from domain.trading.venue import Balance, FillReport, OrderReport

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STATUS = {
    "open": OrderStatus.OPEN,
    "canceling": OrderStatus.OPEN,
    "canceled": OrderStatus.CANCELLED,
    "expired": OrderStatus.EXPIRED,
    "rejected": OrderStatus.REJECTED,
}


class _Names(Protocol):
    def inward(self, told: str | None) -> ClientOrderId: ...


def report_of(row: Mapping[str, Any], symbol: Symbol, names: _Names) -> OrderReport:
    """Read an order (raises KeyError for a status that ccxt does not know)."""
    amount, filled = _figure(row["amount"]), _figure(row["filled"])
    return OrderReport(
        client_order_id=names.inward(row["clientOrderId"]),
        venue_order_id=VenueOrderId(str(row["id"])),
        symbol=symbol,
        side=OrderSide(row["side"]),
        status=_status(row["status"], amount, filled),
        quantity=Quantity(amount),
        filled=Quantity(filled),
        at=_moment(row.get("lastUpdateTimestamp") or row.get("lastTradeTimestamp") or row.get("timestamp") or 0),
    )


def _status(told: str, amount: Decimal, filled: Decimal) -> OrderStatus:
    if told == "closed":
        # ccxt calls everything that is over and has traded closed, the partly filled and cancelled too.
        return OrderStatus.FILLED if filled >= amount else OrderStatus.CANCELLED
    status = _STATUS[told]
    return OrderStatus.PARTIALLY_FILLED if status is OrderStatus.OPEN and filled else status


def fill_of(row: Mapping[str, Any], symbol: Symbol, client_order_id: ClientOrderId) -> FillReport:
    """Read a trade."""
    fee = row.get("fee") or {}
    return FillReport(
        client_order_id=client_order_id,
        venue_order_id=VenueOrderId(str(row["order"])),
        trade_id=TradeId(str(row["id"])),
        symbol=symbol,
        side=OrderSide(row["side"]),
        price=Price(_figure(row["price"])),
        quantity=Quantity(_figure(row["amount"])),
        fee=_figure(fee.get("cost")),
        fee_asset=fee.get("currency") or "",
        at=_moment(row["timestamp"]),
    )


def balances_of(told: Mapping[str, Any]) -> Mapping[str, Balance]:
    """Read balances."""
    rows = (
        Balance(asset=a, free=_figure(told["free"].get(a)), locked=_figure(told["used"].get(a))) for a in told["total"]
    )
    return {b.asset: b for b in rows if b.free or b.locked}


def unified_pairs(markets: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, Instrument]]:
    """Read the spot pairs; one that cannot be read is left out."""
    found: list[tuple[str, Instrument]] = []
    for market in markets.values():
        if not market.get("spot"):
            continue
        try:
            symbol = Symbol.parse(market["symbol"])
            found.append((market["id"], _instrument(symbol, market)))
        except (InvalidInputError, KeyError, TypeError):
            continue
    return found


def _instrument(symbol: Symbol, market: Mapping[str, Any]) -> Instrument:
    precision, limits = market["precision"], market["limits"]
    step = _figure(precision["amount"])
    filters = Filters(
        tick=_figure(precision["price"]),
        step=step,
        min_quantity=_figure(limits["amount"]["min"] or step),
        max_quantity=_figure(limits["amount"]["max"] or 9_000_000),
        min_notional=_figure(limits["cost"]["min"]),
    )
    return Instrument(symbol=symbol, filters=filters, trading=market.get("active") is not False)


def _figure(told: object) -> Decimal:
    return Decimal(f"{Decimal(str(told or 0)):f}")


def _moment(ms: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=int(ms))
