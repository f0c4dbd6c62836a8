"""A back-test run: one version of a strategy over one history, asked for, played, kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

from domain.marketdata.timeframe import Timeframe
from domain.risk.limits import Costs
from domain.shared.errors import InvalidInputError
from domain.shared.fields import choice_field, decimal_field, flag_field, shown
from domain.shared.ids import RunId, StrategyId, TenantId, UserId
from domain.shared.symbol import Symbol
from domain.strategies.definition import Definition
from domain.strategies.errors import StrategyMovedOnError
from domain.strategies.rules import LARGEST_CAPITAL

MOST_WAITING = 5
"""Runs of one tenant that wait or are under way."""
MOST_KEPT = 200
"""Finished runs of one tenant; older ones go, but evidence stays."""
MOST_ATTEMPTS = 3
"""How often a run is begun before it is given up: each time the desk stopped under it."""


class RunStatus(StrEnum):
    """Where a run is in its life."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


R = RunStatus
MOVES: Mapping[RunStatus, frozenset[RunStatus]] = {
    R.QUEUED: frozenset({R.RUNNING, R.CANCELLED}),
    R.RUNNING: frozenset({R.QUEUED, R.DONE, R.FAILED, R.CANCELLED}),  # queued again after a restart
    R.DONE: frozenset(),
    R.FAILED: frozenset(),
    R.CANCELLED: frozenset(),
}
"""The one transition table."""
UNFINISHED = frozenset({R.QUEUED, R.RUNNING})


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """Which history, whose money, at what costs.

    Attributes:
        begins / ends: Period asked for, UTC, the end not included; what is stored of it is played.
        capital: Equity at the start, quote units.
        fee / slippage: Fractions of the notional.
        brakes: Whether the month's budget and the daily limit hold.
    """

    symbol: Symbol
    timeframe: Timeframe
    begins: datetime
    ends: datetime
    capital: Decimal = Decimal(10_000)
    fee: Decimal = Decimal("0.001")
    slippage: Decimal = Decimal("0.001")
    brakes: bool = True

    def __post_init__(self) -> None:
        """Refuse what cannot be played.

        Raises:
            InvalidInputError: an empty period, no money, or costs that no market has; it names the field.
        """
        if self.begins >= self.ends:
            raise InvalidInputError("begins must be before ends", field="begins")
        if not 0 < self.capital <= LARGEST_CAPITAL:
            raise InvalidInputError(
                f"capital must be above 0 and at most {LARGEST_CAPITAL}, not {self.capital}", field="capital"
            )
        for name in ("fee", "slippage"):
            if not 0 <= getattr(self, name) <= _MOST_COST:
                raise InvalidInputError(f"{name} must be from 0 to {_MOST_COST}, not {getattr(self, name)}", field=name)

    @property
    def costs(self) -> Costs:
        """The account's costs."""
        return Costs(fee_in=self.fee, fee_out=self.fee, slippage=self.slippage)


_MOST_COST = Decimal("0.05")
_FIELDS = ("symbol", "timeframe", "begins", "ends", "capital", "fee", "slippage", "brakes")


def read_request(raw: Mapping[str, object], definition: Definition) -> RunRequest:
    """Read an untrusted request against the strategy that is to be played.

    Raises:
        InvalidInputError: an unknown name, a bad value, or a pair or timeframe that the strategy is not meant for.
    """
    unknown = sorted(str(name) for name in raw if name not in _FIELDS)
    if unknown:
        raise InvalidInputError(f"a run has no {shown(unknown[0])}", field="run")
    request = RunRequest(
        symbol=Symbol.parse(raw.get("symbol")),
        timeframe=choice_field("timeframe", raw.get("timeframe"), Timeframe),
        begins=_moment("begins", raw.get("begins")),
        ends=_moment("ends", raw.get("ends")),
        capital=decimal_field("capital", raw.get("capital", Decimal(10_000))),
        fee=decimal_field("fee", raw.get("fee", Decimal("0.001"))),
        slippage=decimal_field("slippage", raw.get("slippage", Decimal("0.001"))),
        brakes=flag_field("brakes", raw.get("brakes", True)),
    )
    if request.timeframe not in definition.timeframes:
        raise InvalidInputError(
            f"timeframe must be one of the strategy's own ({', '.join(definition.timeframes)}), "
            f"not {request.timeframe}",
            field="timeframe",
        )
    if definition.symbols and request.symbol not in definition.symbols:
        raise InvalidInputError(f"symbol must be one of the strategy's own, not {request.symbol}", field="symbol")
    return request


def _moment(name: str, raw: object) -> datetime:
    at = raw
    if isinstance(raw, str) and len(raw) <= 40:
        try:
            at = datetime.fromisoformat(raw)
        except ValueError:
            at = None
    if not isinstance(at, datetime):
        raise InvalidInputError(f"{name} must be a time like 2026-01-31T00:00:00Z, not {shown(raw)}", field=name)
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError as error:
        raise InvalidInputError(f"{name} must be a time that UTC has, not {shown(raw)}", field=name) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A tenant's run.

    Attributes:
        number: The strategy's version that is played.
        progress: Per cent.
        attempts: How often it was begun.
        reason: Why it failed, in words.
        figures: What it came to, in short, as text; the whole result is stored beside it.
        digest: SHA-256 over every trade.
    """

    tenant_id: TenantId
    id: RunId
    strategy_id: StrategyId
    number: int
    symbol: Symbol
    timeframe: Timeframe
    begins: datetime
    ends: datetime
    capital: Decimal
    fee: Decimal
    slippage: Decimal
    brakes: bool
    status: RunStatus
    requested_by: UserId
    requested_at: datetime
    progress: int = 0
    attempts: int = 0
    reason: str = ""
    digest: str = ""
    started_at: datetime | None = None
    finished_at: datetime | None = None
    figures: Mapping[str, str] = field(default_factory=dict)
    version: int = 0

    def moved(self, target: RunStatus, at: datetime) -> Run:
        """Return it in another status, finished at a wall time.

        Raises:
            StrategyMovedOnError: the table forbids it; nothing was changed.
        """
        if target not in MOVES[self.status]:
            raise StrategyMovedOnError(
                f"the run is {self.status} and cannot become {target}; nothing was changed", field="run"
            )
        return replace(self, status=target, finished_at=at)

    @property
    def request(self) -> RunRequest:
        """What was asked for."""
        return RunRequest(**{name: getattr(self, name) for name in _FIELDS})
