"""The form of limits."""

from __future__ import annotations

import reflex as rx

from robson_app.i18n import t
from robson_app.pages.risk.limits import LimitRow
from robson_app.pages.risk.state import RiskState


def limits_panel() -> rx.Component:
    """Every limit with its hard range; saved together."""
    problem = rx.cond(
        RiskState.problem != "", rx.el.p(RiskState.problem, class_name="alert bad", role="alert"), rx.fragment()
    )
    return rx.el.section(
        rx.el.header(rx.el.h2(t("Limits")), rx.el.div(t("hard ranges hold for everybody"), class_name="right")),
        rx.el.form(
            rx.el.div(rx.foreach(RiskState.limits, _limit), class_name="limits"),
            problem,
            rx.el.button(t("Save the limits"), type="submit", class_name="btn primary"),
            on_submit=RiskState.save,
            class_name="body stack",
        ),
        class_name="panel",
    )


def _limit(row: rx.Var[LimitRow]) -> rx.Component:
    return rx.el.label(
        rx.el.span(row.label, " ", rx.el.span(row.of, class_name="faint"), class_name="name"),
        rx.el.span(
            rx.el.input(
                name=row.name,
                default_value=row.value,
                key=row.name + row.value,
                input_mode="decimal",
                auto_complete="off",
                max_length=40,
                aria_label=row.label,
            ),
            rx.el.span(row.unit, class_name="muted unit"),
            class_name="field",
        ),
        rx.el.span(row.hard, class_name="tiny muted num hard"),
        class_name="limit",
    )
