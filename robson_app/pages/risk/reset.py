"""The question before a paper account starts over."""

from __future__ import annotations

import reflex as rx

from robson_app.components.dialog import dialog
from robson_app.i18n import t
from robson_app.pages.risk.state import RiskState


def reset_dialog() -> rx.Component:
    """Say what a reset does, then ask."""
    return dialog(
        rx.el.p(
            t(
                "The account starts over with its allocated capital, a fresh month and a fresh day. Positions and "
                "orders must be closed first. The history of before stays in the audit chain."
            )
        ),
        rx.el.div(
            rx.el.button(
                t("Keep it as it is"), type="button", on_click=RiskState.ask_reset(False), class_name="btn ghost wide"
            ),
            rx.el.button(t("Reset now"), type="button", on_click=RiskState.reset_paper, class_name="btn danger wide"),
            class_name="two",
        ),
        open=RiskState.resetting,
        title=t("Reset the paper account"),
        on_close=RiskState.ask_reset(False),
    )
