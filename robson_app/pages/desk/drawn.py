"""An equity curve: two paths in plain SVG, its words beside them."""

from __future__ import annotations

import reflex as rx

from robson_app.components.moment import moment
from robson_app.pages.desk.curve import HEIGHT, WIDTH, AxisMark, CurveRow


def drawn(curve: rx.Var[CurveRow]) -> rx.Component:
    """Draw equity, the drawdown below, and the times below that."""
    return rx.el.figure(
        rx.el.div(
            _svg(rx.el.path(d=curve.area, class_name="area"), rx.el.path(d=curve.line, class_name="line")),
            rx.el.i(class_name="start", style={"top": curve.start}),
            rx.foreach(curve.worths, _mark),
            rx.el.b(curve.now, class_name="now num", style={"top": curve.now_at}),
            class_name="plot tall",
        ),
        rx.el.div(
            _svg(rx.el.path(d=curve.drawdown, class_name="fall")),
            rx.foreach(curve.falls, _mark),
            rx.el.span(curve.deepest, class_name="deepest num"),
            class_name="plot low",
        ),
        rx.el.div(
            rx.foreach(
                curve.times,
                lambda mark: rx.el.span(moment(at=mark.moment, form=mark.form), style={"left": mark.at}),
            ),
            class_name="times num",
        ),
        class_name="curve",
        role="img",
        custom_attrs={"aria-label": curve.summary},
    )


def _svg(*paths: rx.Component) -> rx.Component:
    return rx.el.svg(
        *paths,
        view_box=f"0 0 {WIDTH} {HEIGHT}",
        custom_attrs={"preserveAspectRatio": "none", "aria-hidden": "true"},
    )


def _mark(mark: rx.Var[AxisMark]) -> rx.Component:
    return rx.el.span(mark.text, class_name="value num", style={"top": mark.at})
