"""What a trader asks for, read strictly from untrusted values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.marketdata.market import Side
from domain.shared.errors import InvalidInputError
from domain.shared.fields import choice_field, decimal_field, flag_field, shown, text_field
from domain.shared.money import ONE, ZERO, Price
from domain.shared.symbol import Symbol
from domain.trading.plan import EntryKind, ExitPolicy, Target

TAG_LENGTH = 40
NOTE_LENGTH = 2000
MOST_TARGETS = 5
SHORTEST_REST_S = 60
LONGEST_REST_S = 7 * 86_400
_FIELDS = frozenset(
    {
        "symbol", "side", "entry", "limit", "stop", "stop_confirmed", "exit_policy", "targets", "resting_for_s",
        "setup_tag", "note",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraft:
    """A wish, before it is priced and sized.

    Attributes:
        limit: Price of a resting entry; None for a market entry.
        stop: The trader's own stop; None asks for the one of the chart.
        stop_confirmed: The trader accepts a fallback stop.
        targets: Where shares are taken, nearest first; empty with the `trail` policy.
        resting_for_s: Market seconds a resting entry may wait; None takes the account's default.
    """

    symbol: Symbol
    side: Side
    entry: EntryKind = EntryKind.MARKET
    limit: Price | None = None
    stop: Price | None = None
    stop_confirmed: bool = False
    exit_policy: ExitPolicy = ExitPolicy.TRAIL
    targets: tuple[Target, ...] = ()
    resting_for_s: int | None = None
    setup_tag: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Hold what must agree between fields.

        Raises:
            InvalidInputError: two fields contradict each other; it names the one to change.
        """
        if (self.entry is EntryKind.LIMIT) != (self.limit is not None):
            raise InvalidInputError("limit must be given for a limit entry, and only for one", field="limit")
        if self.resting_for_s is not None and self.entry is not EntryKind.LIMIT:
            raise InvalidInputError("resting_for_s belongs to a limit entry", field="resting_for_s")
        if (self.exit_policy is ExitPolicy.TRAIL) == bool(self.targets):
            raise InvalidInputError(
                "targets must be given for the policies target and both, and not for trail", field="targets"
            )
        if sum((t.share for t in self.targets), ZERO) > ONE:
            raise InvalidInputError("the targets' shares must add up to at most 1 (100 %)", field="targets")

    @classmethod
    def read(cls, raw: Mapping[str, object]) -> PlanDraft:
        """Read a draft from a form, a request or a command line.

        Raises:
            InvalidInputError: a field is unknown, missing or breaks its rule; it names field, value and rule.
        """
        unknown = sorted(str(key) for key in raw.keys() - _FIELDS)
        if unknown:
            raise InvalidInputError(f"{shown(unknown[0])} is not a field of a plan", field="plan")
        return cls(
            symbol=symbol_field(raw.get("symbol")),
            side=choice_field("side", raw.get("side"), Side),
            entry=choice_field("entry", raw.get("entry", EntryKind.MARKET.value), EntryKind),
            limit=price_field("limit", raw.get("limit")),
            stop=price_field("stop", raw.get("stop")),
            stop_confirmed=flag_field("stop_confirmed", raw.get("stop_confirmed", False)),
            exit_policy=choice_field("exit_policy", raw.get("exit_policy", ExitPolicy.TRAIL.value), ExitPolicy),
            targets=_targets(raw.get("targets")),
            resting_for_s=_seconds(raw.get("resting_for_s")),
            setup_tag=text_field("setup_tag", raw.get("setup_tag", ""), maximum=TAG_LENGTH),
            note=text_field("note", raw.get("note", ""), maximum=NOTE_LENGTH),
        )


def symbol_field(raw: object) -> Symbol:
    """Read a pair.

    Raises:
        InvalidInputError: not a pair like BTC/USDT.
    """
    if not isinstance(raw, str):
        raise InvalidInputError(f"symbol must be a pair like BTC/USDT, not {shown(raw)}", field="symbol")
    return Symbol.parse(raw)


def price_field(name: str, raw: object) -> Price | None:
    """Read an optional price above zero; None and the empty text mean "not given".

    Raises:
        InvalidInputError: not a plain decimal above zero.
    """
    if raw is None or raw == "":
        return None
    return Price(decimal_field(name, raw, above=ZERO))


def required_price(name: str, raw: object) -> Price:
    """Read a price above zero that must be given.

    Raises:
        InvalidInputError: missing, or not a plain decimal above zero.
    """
    return Price(decimal_field(name, raw, above=ZERO))


def share_field(name: str, raw: object) -> Decimal:
    """Read a share of a position, above 0 and at most 1.

    Raises:
        InvalidInputError: not such a share.
    """
    share = decimal_field(name, raw, above=ZERO)
    if share > ONE:
        raise InvalidInputError(f"{name} must be at most 1, which is 100 %, not {shown(raw)}", field=name)
    return share


def _targets(raw: object) -> tuple[Target, ...]:
    if raw is None:
        return ()
    if not isinstance(raw, Sequence) or isinstance(raw, str | bytes) or len(raw) > MOST_TARGETS:
        raise InvalidInputError(f"targets must be a list of at most {MOST_TARGETS}", field="targets")
    return tuple(_target(index, item) for index, item in enumerate(raw))


def _target(index: int, raw: object) -> Target:
    name = f"targets[{index}]"
    if not isinstance(raw, Mapping) or raw.keys() - {"price", "share"}:
        raise InvalidInputError(f"{name} must be an object of price and share, not {shown(raw)}", field=name)
    price = decimal_field(f"{name}.price", raw.get("price"), above=ZERO)
    return Target(price=Price(price), share=share_field(f"{name}.share", raw.get("share")))


def _seconds(raw: object) -> int | None:
    if raw is None or raw == "":
        return None
    value = decimal_field("resting_for_s", raw)
    if value != int(value) or not SHORTEST_REST_S <= value <= LONGEST_REST_S:
        raise InvalidInputError(
            f"resting_for_s must be whole seconds from {SHORTEST_REST_S} to {LONGEST_REST_S}, not {shown(raw)}",
            field="resting_for_s",
        )
    return int(value)
