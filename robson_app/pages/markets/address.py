"""The list's filter and order, kept in its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlencode

from domain.shared.errors import InvalidInputError
from domain.shared.fields import choice_field, shown, text_field
from robson_app import routes

LONGEST = 20


class MarketGroup(StrEnum):
    """Tabs of the list."""

    ALL = "all"
    STARRED = "starred"
    RISING = "rising"
    FALLING = "falling"


class MarketSort(StrEnum):
    """Sortable columns; figures begin with the largest."""

    SYMBOL = "symbol"
    PRICE = "price"
    CHANGE = "change"
    SPREAD = "spread"
    VOLUME = "volume"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What `/markets?...` asks for; pages count from 1."""

    group: MarketGroup = MarketGroup.ALL
    sort: MarketSort = MarketSort.VOLUME
    descending: bool = True
    text: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Address:
        """Read a query string's fields.

        Raises:
            InvalidInputError: a field is none of its choices, or too long.
        """
        order = query.get("order", "desc")
        if order not in ("asc", "desc"):
            raise InvalidInputError("order must be asc or desc", field="order")
        return cls(
            group=choice_field("group", query.get("group", MarketGroup.ALL.value), MarketGroup),
            sort=choice_field("sort", query.get("sort", MarketSort.VOLUME.value), MarketSort),
            descending=order == "desc",
            text=text_field("find", query.get("find", ""), maximum=LONGEST),
            page=_page(query.get("page", "1")),
        )

    @property
    def href(self) -> str:
        """The address itself, without what is usual."""
        fields = {"group": self.group.value, "sort": self.sort.value, "order": "desc" if self.descending else "asc"}
        fields |= {"find": self.text} if self.text else {}
        fields |= {"page": str(self.page)} if self.page > 1 else {}
        return f"{routes.MARKETS}?{urlencode(fields)}"

    def of(self, text: str) -> Address:
        """The first page of the pairs with a text in their name.

        Raises:
            InvalidInputError: the text is too long.
        """
        return replace(self, text=text_field("find", text, maximum=LONGEST), page=1)

    def links(self, pages: int) -> dict[str, str]:
        """Addresses of tabs, columns and pages."""
        links = {f"group {group.value}": replace(self, group=group, page=1).href for group in MarketGroup}
        links |= {f"sort {sort.value}": self._sorted_by(sort).href for sort in MarketSort}
        links["first"] = replace(self, page=1).href if self.page > 1 else ""
        links["next"] = replace(self, page=self.page + 1).href if self.page < pages else ""
        return links

    def _sorted_by(self, sort: MarketSort) -> Address:
        turned = not self.descending if sort is self.sort else sort is not MarketSort.SYMBOL
        return replace(self, sort=sort, descending=turned, page=1)


def _page(raw: str) -> int:
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 3 and int(raw)):
        raise InvalidInputError(f"page must be a whole number from 1 to 999, not {shown(raw)}", field="page")
    return int(raw)
