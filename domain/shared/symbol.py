"""Trading pairs, written `BASE/QUOTE`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.shared.errors import InvalidInputError

_PAIR = re.compile(r"([A-Z0-9]{1,15})/([A-Z0-9]{1,15})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Symbol:
    """A spot pair such as BTC/USDT."""

    base: str
    quote: str

    @classmethod
    def parse(cls, text: object) -> Symbol:
        """Read `BTC/USDT` (or the URL form `BTC-USDT`).

        Raises:
            InvalidInputError: the text is not a pair.
        """
        match = _PAIR.fullmatch(text.replace("-", "/", 1)) if isinstance(text, str) and len(text) <= 31 else None
        if match is None:
            raise InvalidInputError("symbol must be a pair like BTC/USDT, in capital letters", field="symbol")
        return cls(base=match[1], quote=match[2])

    @property
    def slug(self) -> str:
        """URL form, e.g. `BTC-USDT`."""
        return f"{self.base}-{self.quote}"

    def __str__(self) -> str:
        """Return `BASE/QUOTE`."""
        return f"{self.base}/{self.quote}"
