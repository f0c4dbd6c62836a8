"""The form of a strategy, in a dialog: no code, every field with its bounds."""

from __future__ import annotations

import reflex as rx

from domain.marketdata.timeframe import Timeframe
from domain.signals.detectors import DetectorKind
from domain.strategies.definition import Sides
from robson_app.components.dialog import dialog
from robson_app.detectors import EXPLAINED
from robson_app.i18n import t
from robson_app.pages.strategies.form_state import FormState
from robson_app.pages.strategies.rows import SIDES, NumberRow


def strategy_form() -> rx.Component:
    """The dialog; it is built anew each time it opens, so that its fields begin with what they are to show."""
    title = rx.cond(FormState.row.target == "", t("New strategy"), t("New version"))
    return dialog(
        rx.cond(FormState.open, _form(), rx.fragment()), open=FormState.open, title=title, on_close=FormState.close
    )


def _form() -> rx.Component:
    row = FormState.row
    return rx.el.form(
        rx.cond(row.target == "", _labelled(t("Name"), _text("name", "", longest=80)), rx.fragment()),
        _labelled(t("Enters at"), _detector()),
        rx.el.div(rx.foreach(row.numbers, _number), class_name="fields"),
        rx.el.div(
            _labelled(t("Sides"), _select("sides", row.sides, {s.value: t(SIDES[s]) for s in Sides})),
            _labelled(t("Trend, closes (0 for none)"), _figure("trend", row.trend)),
            _labelled(t("Risk a trade, %"), _figure("risk", row.risk)),
            class_name="fields",
        ),
        rx.el.fieldset(
            rx.el.legend(t("Candles")),
            *(_timeframe(frame.value) for frame in Timeframe),
            class_name="checks",
        ),
        _labelled(t("Pairs, with commas between; none means any"), _text("symbols", row.symbols, longest=2000)),
        rx.el.fieldset(
            rx.el.legend(t("Stop on the second level")),
            _labelled(
                t("Candles read"), _select("stop_timeframe", row.stop_timeframe, {f.value: f.value for f in Timeframe})
            ),
            _labelled(t("How many"), _figure("candles", row.candles)),
            _labelled(t("Nearest, %"), _figure("nearest", row.nearest)),
            _labelled(t("Farthest, %"), _figure("farthest", row.farthest)),
            _check("fallback", t("Without a level, by average range"), row.fallback),
            class_name="fields",
        ),
        _labelled(t("Note"), rx.el.textarea(name="note", default_value=row.note, max_length=2000, class_name="input")),
        rx.cond(
            FormState.problem != "", rx.el.p(FormState.problem, class_name="alert bad", role="alert"), rx.fragment()
        ),
        rx.el.button(t("Store"), type="submit", class_name="btn primary wide"),
        on_submit=FormState.save,
        class_name="stack strategy-form",
    )


def _detector() -> rx.Component:
    return rx.el.select(
        *(rx.el.option(t(EXPLAINED[kind].title), value=kind.value) for kind in DetectorKind),
        name="detector",
        value=FormState.row.kind,
        on_change=FormState.choose,
        class_name="input",
    )


def _number(row: rx.Var[NumberRow]) -> rx.Component:
    control = rx.el.input(
        name=row.name, default_value=row.value, input_mode="decimal", max_length=8, auto_complete="off",
        class_name="input",
    )  # fmt: skip
    label = rx.el.span(row.label, " ", rx.el.span(row.hint, class_name="faint"))
    return rx.el.label(label, control, class_name="stack", key=FormState.row.kind + row.name)


def _labelled(name: str, control: rx.Component) -> rx.Component:
    return rx.el.label(name, control, class_name="stack")


def _text(name: str, value: str | rx.Var[str], *, longest: int) -> rx.Component:
    return rx.el.input(name=name, default_value=value, max_length=longest, auto_complete="off", class_name="input")


def _figure(name: str, value: rx.Var[str]) -> rx.Component:
    return rx.el.input(
        name=name, default_value=value, input_mode="decimal", max_length=20, auto_complete="off", class_name="input"
    )


def _select(name: str, value: rx.Var[str], options: dict[str, str]) -> rx.Component:
    choices = (rx.el.option(label, value=key) for key, label in options.items())
    return rx.el.select(*choices, name=name, default_value=value, class_name="input")


def _timeframe(name: str) -> rx.Component:
    return _check(f"on_{name}", name, FormState.row.timeframes.contains(name))


def _check(name: str, label: str, on: rx.Var[bool]) -> rx.Component:
    box = rx.el.input(type="checkbox", name=name, default_checked=on)
    return rx.el.label(box, label, class_name="check")
