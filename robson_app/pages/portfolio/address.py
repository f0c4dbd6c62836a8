"""The portfolio's period, unit and page of trades, kept in its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from domain.portfolio.period import Period
from domain.shared.fields import choice_field
from robson_app import routes
from robson_app.pages.desk.curve import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What `/portfolio?...` asks for."""

    period: Period = Period.ALL
    unit: Unit = Unit.QUOTE
    cursor: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Address:
        """Read a query string's fields.

        Raises:
            InvalidInputError: the period or the unit is none of the choices.
        """
        return cls(
            period=choice_field("period", query.get("period", Period.ALL.value), Period),
            unit=choice_field("in", query.get("in", Unit.QUOTE.value), Unit),
            cursor=query.get("cursor", ""),
        )

    @property
    def href(self) -> str:
        """The address itself."""
        fields = {"period": self.period.value, "in": self.unit.value}
        return f"{routes.PORTFOLIO}?{urlencode(fields | ({'cursor': self.cursor} if self.cursor else {}))}"

    def links(self, following: str | None, account_id: str) -> dict[str, str]:
        """Addresses of every other choice, of the pages of trades, and of their table."""
        start = replace(self, cursor="")
        links = {f"period {period.value}": replace(start, period=period).href for period in Period}
        links |= {f"in {unit.value}": replace(start, unit=unit).href for unit in Unit}
        links["next"] = replace(self, cursor=following).href if following else ""
        links["first"] = start.href if self.cursor else ""
        asked = urlencode({"period": self.period.value, "size": "200"})
        return links | {"csv": f"/api/v1/accounts/{account_id}/trades.csv?{asked}" if account_id else ""}
