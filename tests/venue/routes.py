"""The table of endpoints: path, weight, whether it must be signed, and which parameters it reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.venue.accounts import Account, ApiKey
from tests.venue.errors import invalid_key
from tests.venue.params import Params

if TYPE_CHECKING:
    from tests.venue.desk import Desk

SIGNED = ("timestamp", "recvWindow", "signature", "apiKey")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request that was let in."""

    desk: Desk
    params: Params
    caller: Account | None = None
    key: ApiKey | None = None

    @property
    def account(self) -> Account:
        if self.caller is None:
            raise invalid_key()
        return self.caller


Handler = Callable[[Call], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """`permission` is what a signed request's key must allow: read or trade; empty means that anyone may ask."""

    handler: Handler
    weight: int = 1
    weight_without_symbol: int = 0
    permission: str = ""
    reads: frozenset[str] = frozenset()
    orders: int = 0

    def weight_of(self, params: Params) -> int:
        asked_for_all = "symbol" not in params.values and "symbols" not in params.values
        return self.weight_without_symbol if asked_for_all and self.weight_without_symbol else self.weight


def route(handler: Handler, reads: str = "", **settings: Any) -> Route:
    names = frozenset(reads.split())
    signed = frozenset(SIGNED) if settings.get("permission") else frozenset()
    return Route(handler=handler, reads=names | signed, **settings)
