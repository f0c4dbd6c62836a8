"""The example's chart, drawn once at build time in the page's own colours."""

from __future__ import annotations

from decimal import Decimal

import reflex as rx

from robson_app.display import number
from robson_app.i18n import t
from robson_app.pages.landing.example import CANDLES, PRICE, STOP

WIDTH, HEIGHT, PLOT = 520, 270, 446
TOP, BOTTOM = 44_250, 42_100
GRID = (44_000, 43_500, 43_000, 42_500)


def picture() -> rx.Component:
    """Candles, the entry, the stop, and the loss between them."""
    step = PLOT / (len(CANDLES) + 2)
    zone = _rect(0, _y(float(PRICE)), PLOT, _y(float(STOP)) - _y(float(PRICE)), "zone")
    candles = [_candle((i + 1) * step, step * 0.32, *candle) for i, candle in enumerate(CANDLES)]
    entry = _line(float(PRICE), "entry", t("entry"))
    stop = _line(float(STOP), "stop", t("stop · where the idea is wrong"))
    return rx.el.svg(
        *(_grid(price) for price in GRID),
        zone,
        *candles,
        *entry,
        *stop,
        view_box=f"0 0 {WIDTH} {HEIGHT}",
        class_name="picture",
        role="img",
        custom_attrs={"aria-label": t("Candles of BTC/USDT with an entry, and the stop below the second level")},
    )


def _y(price: float) -> float:
    return round((TOP - price) / (TOP - BOTTOM) * HEIGHT, 1)


def _rect(x: float, y: float, width: float, height: float, class_name: str) -> rx.Component:
    size = {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{width:.1f}", "height": f"{max(height, 0.8):.1f}"}
    return rx.el.rect(class_name=class_name, **size)


def _segment(x1: float, y1: float, x2: float, y2: float, class_name: str) -> rx.Component:
    ends = {"x1": f"{x1:.1f}", "y1": f"{y1:.1f}", "x2": f"{x2:.1f}", "y2": f"{y2:.1f}"}
    return rx.el.line(class_name=class_name, **ends)


def _text(x: float, y: float, words: str, class_name: str, anchor: str = "start") -> rx.Component:
    return rx.el.text(words, class_name=class_name, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor)


def _grid(price: int) -> rx.Component:
    y = _y(price)
    return rx.fragment(
        _segment(0, y, PLOT, y, "grid"), _text(PLOT + 8, y + 4, number(Decimal(price), Decimal(1)), "axis")
    )


def _candle(x: float, half: float, opened: int, high: int, low: int, closed: int) -> rx.Component:
    tone = "rise" if closed >= opened else "fall"
    top = _y(max(opened, closed))
    body = _rect(x - half, top, 2 * half, _y(min(opened, closed)) - top, tone)
    return rx.fragment(_segment(x, _y(high), x, _y(low), tone), body)


def _line(price: float, tone: str, label: str) -> tuple[rx.Component, ...]:
    y = _y(price)
    return (
        _segment(0, y, PLOT, y, f"mark {tone}"),
        _text(8, y - 6, label, f"label {tone}"),
        _rect(PLOT, y - 9, WIDTH - PLOT, 18, f"plate {tone}"),
        _text((PLOT + WIDTH) / 2, y + 4, number(Decimal(price), Decimal(1)), "plate-text", "middle"),
    )
