"""Reads the `ROBSON_MARKET` setting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from urllib.parse import parse_qsl

from adapters.marketdata.pace import FASTEST, SLOWEST
from domain.shared.errors import InvalidInputError
from domain.shared.fields import decimal_field, shown
from domain.shared.symbol import Symbol


class MarketSettingError(InvalidInputError):
    """The setting is malformed. Correct ROBSON_MARKET and start again; nothing was started."""

    code = "SETTING_INVALID"


class MarketKind(StrEnum):
    """Which source was asked for."""

    AUTO = "auto"
    LIVE = "live"
    SIMULATED = "simulated"
    REPLAY = "replay"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketSetting:
    """What `ROBSON_MARKET` says.

    Attributes:
        path: History to replay.
        speed: Market seconds per wall second, from 0.1 to 1000.
        start: Where a replay begins, or the simulated market on a fresh database; None for the default.
        symbol: Pair of the replayed file, where its name does not say it.
        seed: Of the simulated market, and of wobble and books in both.
        volume: Unit of a replayed file's volume column: `auto`, `base` or `quote`.
    """

    kind: MarketKind
    path: Path | None = None
    speed: Decimal = Decimal(1)
    start: datetime | None = None
    symbol: Symbol | None = None
    seed: int = 1
    volume: str = "auto"


_OPTIONS = {
    MarketKind.AUTO: {"seed", "speed"},
    MarketKind.LIVE: set(),
    MarketKind.SIMULATED: {"seed", "speed", "start"},
    MarketKind.REPLAY: {"seed", "speed", "start", "symbol", "volume"},
}


def read_market_setting(text: str) -> MarketSetting:
    """Read e.g. `replay:/data/btc.csv.gz?speed=60&start=2022-01-11T14:00`.

    Raises:
        MarketSettingError: an option is unknown, given twice or out of range; it names the option.
    """
    head, _, query = text.partition("?")
    name, _, path = head.partition(":")
    kind = next((k for k in MarketKind if k.value == name), None)
    if kind is None or (kind is MarketKind.REPLAY) != bool(path):
        raise _bad(f"must be auto, live, simulated or replay:PATH, not {shown(text)}")
    pairs = parse_qsl(query, keep_blank_values=True)
    options = dict(pairs)
    if len(options) != len(pairs):
        raise _bad("names an option twice")
    unknown = sorted(options.keys() - _OPTIONS[kind])
    if unknown:
        allowed = ", ".join(sorted(_OPTIONS[kind])) or "none"
        raise _bad(f"has no option {shown(unknown[0])}; {kind} knows {allowed}")
    return MarketSetting(
        kind=kind,
        path=Path(path).expanduser().absolute() if path else None,
        speed=_speed(options.get("speed", "1")),
        start=_start(options["start"]) if "start" in options else None,
        symbol=_symbol(options["symbol"]) if "symbol" in options else None,
        seed=_seed(options.get("seed", "1")),
        volume=_volume(options.get("volume", "auto")),
    )


def _bad(rule: str) -> MarketSettingError:
    return MarketSettingError(f"ROBSON_MARKET {rule}", field="ROBSON_MARKET")


def _speed(raw: str) -> Decimal:
    try:
        speed = decimal_field("speed", raw.removeprefix("x"), minimum=SLOWEST)
    except InvalidInputError as error:
        raise _bad(f"option {error}") from error
    if speed > FASTEST:
        raise _bad(f"option speed must be at most {FASTEST}, not {shown(raw)}")
    return speed


def _start(raw: str) -> datetime:
    try:
        start = datetime.fromisoformat(raw)
    except ValueError:
        raise _bad(f"option start must be a time like 2022-01-11T14:00, not {shown(raw)}") from None
    if not 2009 <= start.year < 2100:
        raise _bad(f"option start must lie between 2009 and 2100, not {shown(raw)}")
    return start.replace(tzinfo=UTC) if start.tzinfo is None else start.astimezone(UTC)


def _symbol(raw: str) -> Symbol:
    try:
        return Symbol.parse(raw)
    except InvalidInputError as error:
        raise _bad(f"option {error}") from error


def _seed(raw: str) -> int:
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 9):
        raise _bad(f"option seed must be a whole number below 1000000000, not {shown(raw)}")
    return int(raw)


def _volume(raw: str) -> str:
    if raw not in {"auto", "base", "quote"}:
        raise _bad(f"option volume must be auto, base or quote, not {shown(raw)}")
    return raw
