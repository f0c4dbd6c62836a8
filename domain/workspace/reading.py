"""Reads what a user wants changed in their preferences; every value is untrusted."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import InvalidInputError
from domain.shared.fields import choice_field, decimal_field, flag_field, shown, text_field, uuid_field
from domain.shared.ids import AccountId
from domain.shared.symbol import Symbol
from domain.workspace.bounds import (
    LONGEST_NAME,
    LONGEST_ZONE,
    MOST_INDICATORS,
    MOST_NUMBERS,
    MOST_PANELS,
    MOST_WATCHED,
)
from domain.workspace.preferences import (
    ChartSettings,
    IndicatorSetting,
    Language,
    Palette,
    PanelSetting,
    Preferences,
    Theme,
)

_NAME = re.compile(r"[a-z][a-z0-9_.-]*", re.ASCII)
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}", re.ASCII)


def read_preferences(current: Preferences, changes: Mapping[str, object]) -> Preferences:
    """Lay untrusted changes over the current choices; whatever is not named stays.

    Raises:
        InvalidInputError: an unknown name or a bad value; it names the field and the rule.
    """
    _known("preferences", changes, _READERS)
    read: dict[str, Any] = {name: _READERS[name](current, raw) for name, raw in changes.items()}
    return replace(current, **read)


def _chart(current: Preferences, raw: object) -> ChartSettings:
    changes = _object("chart", raw)
    _known("chart", changes, [f.name for f in fields(ChartSettings)])
    readers: Mapping[str, Callable[[object], object]] = {
        "timeframe": lambda value: choice_field("chart.timeframe", value, Timeframe),
        "smoothed": lambda value: flag_field("chart.smoothed", value),
        "levels": lambda value: flag_field("chart.levels", value),
        "indicators": _indicators,
    }
    read: dict[str, Any] = {name: readers[name](value) for name, value in changes.items()}
    return replace(current.chart, **read)


def _indicators(raw: object) -> tuple[IndicatorSetting, ...]:
    name = "chart.indicators"
    return tuple(_indicator(f"{name}[{i}]", item) for i, item in enumerate(_list(name, raw, MOST_INDICATORS)))


def _indicator(where: str, raw: object) -> IndicatorSetting:
    asked = _object(where, raw)
    _known(where, asked, ("name", "numbers"))
    numbers = _list(f"{where}.numbers", asked.get("numbers", []), MOST_NUMBERS)
    return IndicatorSetting(
        name=_name(f"{where}.name", asked.get("name")),
        numbers=tuple(decimal_field(f"{where}.numbers[{i}]", number) for i, number in enumerate(numbers)),
    )


def _panels(_: Preferences, raw: object) -> tuple[PanelSetting, ...]:
    panels = []
    for i, item in enumerate(_list("panels", raw, MOST_PANELS)):
        where, asked = f"panels[{i}]", _object(f"panels[{i}]", item)
        _known(where, asked, ("name", "shows"))
        name, shows = _name(f"{where}.name", asked.get("name")), _name(f"{where}.shows", asked.get("shows"))
        panels.append(PanelSetting(name=name, shows=shows))
    _once("panels", [panel.name for panel in panels])
    return tuple(panels)


def _watch_list(_: Preferences, raw: object) -> tuple[Symbol, ...]:
    symbols = tuple(_symbol(f"watch_list[{i}]", item) for i, item in enumerate(_list("watch_list", raw, MOST_WATCHED)))
    _once("watch_list", symbols)
    return symbols


def _symbol(where: str, raw: object) -> Symbol:
    try:
        return Symbol.parse(raw)
    except InvalidInputError as error:
        rule = "must be a pair like BTC/USDT, in capital letters"
        raise InvalidInputError(f"{where} {rule}, not {shown(raw)}", field=where) from error


def _time_zone(_: Preferences, raw: object) -> str:
    name = text_field("time_zone", raw, maximum=LONGEST_ZONE)
    if name and not _is_zone(name):
        raise InvalidInputError(
            f"time_zone must be a zone of the IANA list such as America/Sao_Paulo, or empty, not {shown(raw)}",
            field="time_zone",
        )
    return name


def _is_zone(name: str) -> bool:
    if _ZONE.fullmatch(name) is None:
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown; or the name of a folder of zones
        return False
    return True


def _name(where: str, raw: object) -> str:
    text = text_field(where, raw, maximum=LONGEST_NAME, required=True)
    if _NAME.fullmatch(text) is None:
        raise InvalidInputError(f"{where} must be a lower-case name like trade.tables, not {shown(raw)}", field=where)
    return text


def _list(name: str, raw: object, most: int) -> list[object]:
    if not isinstance(raw, list) or len(raw) > most:
        raise InvalidInputError(f"{name} must be a list of at most {most} items, not {shown(raw)}", field=name)
    return raw


def _object(name: str, raw: object) -> Mapping[str, object]:
    if not isinstance(raw, Mapping):
        raise InvalidInputError(f"{name} must be an object, not {shown(raw)}", field=name)
    return raw


def _known(where: str, given: Mapping[str, object], names: Collection[str]) -> None:
    unknown = sorted(str(name) for name in given if name not in names)
    if unknown:
        raise InvalidInputError(f"{shown(unknown[0])} is nothing that {where} has", field=where)


def _once(name: str, items: Sequence[Hashable]) -> None:
    if len(set(items)) != len(items):
        raise InvalidInputError(f"{name} must name each entry once", field=name)


_READERS: Mapping[str, Callable[[Preferences, object], object]] = {
    "theme": lambda _, raw: choice_field("theme", raw, Theme),
    "palette": lambda _, raw: choice_field("palette", raw, Palette),
    "language": lambda _, raw: choice_field("language", raw, Language),
    "time_zone": _time_zone,
    "sound": lambda _, raw: flag_field("sound", raw),
    "chart": _chart,
    "panels": _panels,
    "watch_list": _watch_list,
    "account_id": lambda _, raw: AccountId(uuid_field("account_id", raw)),
}
