"""The candle chart: Plotly's finance bundle below, our own live candle, lines and levels above."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

PLOTLY = "plotly.js-finance-dist-min@4.1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelMark:
    """A level found on the chart; `used` when the stop stands on it."""

    price: str
    label: str
    used: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceMark:
    """A price with a line and a tag; `tone` is `target`, `good`, `stop`, `entry` or `note`."""

    price: str
    label: str
    tone: str = "target"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepMark:
    """One rung of the stop's staircase; `at` in milliseconds of market time."""

    at: int
    price: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FillMark:
    """One trade of ours; `at` in milliseconds of market time."""

    at: int
    price: str
    buy: bool
    label: str


def _price(price: rx.Var[str]) -> list[rx.Var[str]]:
    return [price]


class Chart(rx.NoSSRComponent):
    """One symbol's chart. Prices are decimal strings; lines with a handler can be dragged."""

    library = "$/public/desk/chart/chart.jsx"
    tag = "Chart"
    is_default = True
    lib_dependencies: list[str] = [PLOTLY]  # noqa: RUF012 -- Reflex reads it from the class

    symbol: rx.Var[str]
    tick: rx.Var[str]
    timeframe: rx.Var[str]
    entry: rx.Var[str]
    entry_label: rx.Var[str]
    entry_movable: rx.Var[bool]
    entry_follows: rx.Var[bool]
    stop: rx.Var[str]
    stop_label: rx.Var[str]
    stop_movable: rx.Var[bool]
    shade: rx.Var[bool]
    targets: rx.Var[list[PriceMark]]
    marks: rx.Var[list[PriceMark]]
    levels: rx.Var[list[LevelMark]]
    steps: rx.Var[list[StepMark]]
    fills: rx.Var[list[FillMark]]
    since: rx.Var[int]
    until: rx.Var[int]
    shown_from: rx.Var[int]
    shown_to: rx.Var[int]
    on_drag_stop: rx.EventHandler[_price]
    on_drag_entry: rx.EventHandler[_price]


chart = Chart.create
