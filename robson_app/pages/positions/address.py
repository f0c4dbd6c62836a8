"""The list's tab and page, kept in its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from domain.shared.fields import choice_field
from domain.trading.reads import PositionGroup
from robson_app import routes


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What `/positions?...` asks for."""

    group: PositionGroup = PositionGroup.OPEN
    cursor: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Address:
        """Read a query string's fields.

        Raises:
            InvalidInputError: the group is none of the tabs.
        """
        group = choice_field("group", query.get("group", PositionGroup.OPEN.value), PositionGroup)
        return cls(group=group, cursor=query.get("cursor", ""))

    @property
    def href(self) -> str:
        """The address itself."""
        fields = {"group": self.group.value} | ({"cursor": self.cursor} if self.cursor else {})
        return f"{routes.POSITIONS}?{urlencode(fields)}"
