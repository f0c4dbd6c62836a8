"""The inbox's filters, kept in its address so that links and the back button work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from domain.marketdata.timeframe import Timeframe
from domain.shared.fields import choice_field
from domain.shared.symbol import Symbol
from domain.signals.detectors import DetectorKind
from domain.signals.reads import SignalFilter, SignalGroup
from robson_app import routes


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What `/signals?...` asks for; an empty filter lets everything through."""

    group: SignalGroup = SignalGroup.OPEN
    symbol: str = ""
    timeframe: str = ""
    detector: str = ""
    cursor: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Address:
        """Read a query string's fields.

        Raises:
            InvalidInputError: a field holds what it cannot.
        """
        symbol, timeframe, detector = (query.get(name, "") for name in ("symbol", "timeframe", "detector"))
        return cls(
            group=choice_field("group", query.get("group", SignalGroup.OPEN.value), SignalGroup),
            symbol=str(Symbol.parse(symbol)) if symbol else "",
            timeframe=choice_field("timeframe", timeframe, Timeframe).value if timeframe else "",
            detector=choice_field("detector", detector, DetectorKind).value if detector else "",
            cursor=query.get("cursor", ""),
        )

    @property
    def filter(self) -> SignalFilter:
        """What the read side is asked."""
        return SignalFilter(
            group=self.group,
            symbol=Symbol.parse(self.symbol) if self.symbol else None,
            timeframe=Timeframe(self.timeframe) if self.timeframe else None,
            kind=DetectorKind(self.detector) if self.detector else None,
        )

    @property
    def href(self) -> str:
        """The address itself."""
        fields = {
            "group": self.group.value,
            "symbol": self.symbol.replace("/", "-"),
            "timeframe": self.timeframe,
            "detector": self.detector,
            "cursor": self.cursor,
        }
        return f"{routes.SIGNALS}?{urlencode({name: value for name, value in fields.items() if value})}"

    def show(self, group: SignalGroup) -> Address:
        """The first page of another tab."""
        return replace(self, group=group, cursor="")

    def narrowed(self, name: str, value: str) -> Address:
        """The first page with one filter (`symbol`, `timeframe`, `detector`) set, or taken away if empty."""
        kept = {"symbol": self.symbol, "timeframe": self.timeframe, "detector": self.detector}
        return Address.read({"group": self.group.value, **(kept | {name: value})})

    def after(self, cursor: str) -> Address:
        """The next page."""
        return replace(self, cursor=cursor)
