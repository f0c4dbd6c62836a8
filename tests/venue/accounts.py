"""Accounts, their keys and what they own. What is locked is derived from the open orders each time it is asked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from tests.venue.model import Order, OrderList, Status, Trade
from tests.venue.money import ZERO


@dataclass(slots=True, kw_only=True)
class ApiKey:
    key: str
    secret: str = ""
    public_pem: str = ""
    can_read: bool = True
    can_trade: bool = True
    can_withdraw: bool = False
    only_from: tuple[str, ...] = ()
    revoked: bool = False
    created: int = 0


@dataclass(slots=True, kw_only=True)
class Account:
    name: str
    uid: int
    can_trade: bool = True
    fee_rate: Decimal = Decimal("0.001")
    fee_asset: str = ""
    fee_discount: Decimal = Decimal("0.25")
    keys: dict[str, ApiKey] = field(default_factory=dict)
    totals: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    orders: dict[tuple[str, int], Order] = field(default_factory=dict)
    open: dict[tuple[str, int], Order] = field(default_factory=dict)
    by_client_id: dict[tuple[str, str], Order] = field(default_factory=dict)
    lists: dict[int, OrderList] = field(default_factory=dict)
    trades: list[Trade] = field(default_factory=list)
    held: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))

    def locked(self) -> dict[str, Decimal]:
        """Locked amount per asset: the two legs of an OCO lock once, the larger of them."""
        groups: dict[tuple[str, object], Decimal] = {}
        for order in self.open.values():
            if order.status is Status.PENDING_NEW and order.in_list is not None and order.in_list.pays:
                continue
            asset, amount = self.need_of(order)
            shared = order.in_list is not None and order.role in ("above", "below")
            group = (asset, ("list", order.list_id) if shared else (order.symbol, order.order_id))
            groups[group] = max(groups.get(group, ZERO), amount)
        locked: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
        for (asset, _), amount in groups.items():
            locked[asset] += amount
        for asset, amount in self._earmarked():
            locked[asset] += amount
        return locked

    def free(self, asset: str) -> Decimal:
        return self.totals[asset] - self.locked().get(asset, ZERO)

    def need_of(self, order: Order) -> tuple[str, Decimal]:
        """Asset and amount that an open order keeps locked."""
        base, quote = order.assets
        if order.spec.side == "SELL":
            return base, order.remaining
        return quote, order.remaining * (order.spec.price or order.spec.stop)

    def _earmarked(self) -> list[tuple[str, Decimal]]:
        """What partly filled working orders have brought for orders that still wait."""
        found = []
        for order in self.open.values():
            pays = order.in_list is not None and order.in_list.pays and order.role == "working"
            if pays and order.executed > ZERO:
                base = order.assets[0]
                fees = sum((trade.fee for trade in order.trades if trade.fee_asset == base), ZERO)
                found.append((base, order.executed - fees))
        return found
