"""Request parameters, read as the venue reads them: strictly, and with its own words for what is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import parse_qsl
from uuid import uuid4

from tests.venue.errors import Refused, illegal, missing, not_required
from tests.venue.model import PRICED_TYPES, TRIGGERED_TYPES, OrderSpec
from tests.venue.money import ZERO
from tests.venue.rules import ORDER_TYPES

DECIMAL = r"^([0-9]{1,20})(\.[0-9]{1,20})?$"
INTEGER = r"^[0-9]{1,20}$"
CLIENT_ID = r"^[a-zA-Z0-9-_]{1,36}$"


@dataclass(frozen=True, slots=True)
class Params:
    values: dict[str, str]

    @classmethod
    def of_query(cls, query: str) -> Params:
        pairs = parse_qsl(query, keep_blank_values=True)
        values = dict(pairs)
        if len(values) != len(pairs):
            raise Refused(-1101, "Duplicate values for a parameter detected.")
        return cls(values)

    def get(self, name: str, default: str = "") -> str:
        return self.values.get(name, default)

    def need(self, name: str) -> str:
        if not self.values.get(name):
            raise missing(name)
        return self.values[name]

    def decimal(self, name: str) -> Decimal:
        raw = self.get(name)
        if not raw:
            return ZERO
        if not re.match(DECIMAL, raw):
            raise illegal(name, DECIMAL)
        return Decimal(raw)

    def need_decimal(self, name: str) -> Decimal:
        self.need(name)
        amount = self.decimal(name)
        if amount == ZERO:
            raise Refused(-1013, f"Invalid {name}.")
        return amount

    def integer(self, name: str) -> int | None:
        raw = self.get(name)
        if not raw:
            return None
        if not re.match(INTEGER, raw):
            raise illegal(name, INTEGER)
        return int(raw)

    def client_id(self, name: str) -> str:
        """The client's own id, or one of the venue's making."""
        raw = self.get(name)
        if not raw:
            return uuid4().hex[:22]
        if not re.match(CLIENT_ID, raw):
            raise illegal(name, CLIENT_ID)
        return raw

    def choice(self, name: str, allowed: list[str], refusal: Refused) -> str:
        value = self.need(name)
        if value not in allowed:
            raise refusal
        return value

    def limit(self, default: int, most: int) -> int:
        asked = self.integer("limit")
        return default if asked is None else min(asked, most)

    def check_known(self, allowed: frozenset[str]) -> None:
        unread = [name for name in self.values if name not in allowed]
        if unread:
            read = len(self.values) - len(unread)
            sent = len(self.values)
            raise Refused(
                -1104, f"Not all sent parameters were read; read '{read}' parameter(s) but was sent '{sent}'."
            )


def _named(prefix: str, name: str) -> str:
    return prefix + name[0].upper() + name[1:] if prefix else name


def read_order(
    params: Params, *, prefix: str = "", side: str = "", quantity: str = "quantity", id_name: str = "newClientOrderId"
) -> OrderSpec:
    """One order out of a request. `prefix` is that of its parameters in a list (working, pending, above …).

    An empty `quantity` reads an order whose quantity another order will decide.
    """
    kind = params.choice(_named(prefix, "type"), ORDER_TYPES, Refused(-1116, "Invalid orderType."))
    side = side or params.choice(_named(prefix, "side"), ["BUY", "SELL"], Refused(-1117, "Invalid side."))
    quote_qty = ZERO if prefix else params.decimal("quoteOrderQty")
    if quote_qty and (kind != "MARKET" or params.get("quantity")):
        raise not_required("quoteOrderQty")
    qty = params.need_decimal(quantity) if quantity and not quote_qty else ZERO
    return OrderSpec(
        symbol=params.need("symbol"),
        side=side,
        type=kind,
        client_id=params.client_id(id_name),
        qty=qty,
        quote_qty=quote_qty,
        price=_price(params, _named(prefix, "price"), kind in PRICED_TYPES),
        stop=_price(params, _named(prefix, "stopPrice"), kind in TRIGGERED_TYPES),
        tif=_time_in_force(params, _named(prefix, "timeInForce"), kind),
    )


def _price(params: Params, name: str, wanted: bool) -> Decimal:
    if wanted:
        return params.need_decimal(name)
    if params.get(name):
        raise not_required(name)
    return ZERO


def _time_in_force(params: Params, name: str, kind: str) -> str:
    wanted = kind in PRICED_TYPES and kind != "LIMIT_MAKER"
    if wanted:
        return params.choice(name, ["GTC", "IOC", "FOK"], Refused(-1115, "Invalid timeInForce."))
    if params.get(name):
        raise not_required(name)
    return "GTC"
