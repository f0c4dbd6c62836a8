"""The blotter's filters, kept in its address so that links and the back button work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from domain.shared.fields import choice_field
from domain.shared.symbol import Symbol
from domain.trading.reads import OrderFilter, OrderGroup, OrderSort
from robson_app import routes


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What `/orders?...` asks for."""

    group: OrderGroup = OrderGroup.WORKING
    symbol: str = ""
    sort: OrderSort = OrderSort.TIME
    descending: bool = True
    cursor: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Address:
        """Read a query string's fields.

        Raises:
            InvalidInputError: a field holds what it cannot.
        """
        symbol = query.get("symbol", "")
        return cls(
            group=choice_field("group", query.get("group", OrderGroup.WORKING.value), OrderGroup),
            symbol=str(Symbol.parse(symbol)) if symbol else "",
            sort=choice_field("sort", query.get("sort", OrderSort.TIME.value), OrderSort),
            descending=query.get("order", "desc") != "asc",
            cursor=query.get("cursor", ""),
        )

    @property
    def filter(self) -> OrderFilter:
        """What the read side is asked."""
        return OrderFilter(
            group=self.group,
            symbol=Symbol.parse(self.symbol) if self.symbol else None,
            sort=self.sort,
            descending=self.descending,
        )

    @property
    def href(self) -> str:
        """The address itself."""
        return f"{routes.ORDERS}?{urlencode(self._fields() | ({'cursor': self.cursor} if self.cursor else {}))}"

    def csv(self, account_id: str) -> str:
        """Where the same page is given as a table for a spreadsheet."""
        asked = {"group": self.group.value, "sort": self.sort.value, "descending": str(self.descending).lower()}
        asked |= {"symbol": self.symbol} if self.symbol else {}
        asked |= {"cursor": self.cursor} if self.cursor else {}
        return f"/api/v1/accounts/{account_id}/orders.csv?{urlencode(asked | {'size': '200'})}"

    def show(self, group: OrderGroup) -> Address:
        """The first page of another tab."""
        return replace(self, group=group, cursor="")

    def of(self, symbol: str) -> Address:
        """The first page of one symbol, or of all for an empty one."""
        return replace(self, symbol=symbol, cursor="")

    def sorted_by(self, sort: OrderSort) -> Address:
        """The first page by a column; a second time turns it round."""
        turned = not self.descending if sort is self.sort else sort is OrderSort.TIME
        return replace(self, sort=sort, descending=turned, cursor="")

    def after(self, cursor: str) -> Address:
        """The next page."""
        return replace(self, cursor=cursor)

    def _fields(self) -> dict[str, str]:
        fields = {"group": self.group.value}
        fields |= {"symbol": self.symbol.replace("/", "-")} if self.symbol else {}
        fields |= {"sort": self.sort.value} if self.sort is not OrderSort.TIME else {}
        return fields | ({} if self.descending else {"order": "asc"})
