"""The risk page: what limits the account, what it has used, and how to stop it."""

from __future__ import annotations

import reflex as rx

from robson_app.components import words
from robson_app.components.fields import countdown
from robson_app.components.live import live
from robson_app.components.moment import moment
from robson_app.components.shell import shell
from robson_app.components.shell.state import FrameState
from robson_app.i18n import t
from robson_app.pages.risk.calculator import calculator_panel
from robson_app.pages.risk.history import drawdown_panel, exposure_panel, months_panel
from robson_app.pages.risk.limit_form import limits_panel
from robson_app.pages.risk.reset import reset_dialog
from robson_app.pages.risk.rows import LockRow
from robson_app.pages.risk.state import RiskState


def risk_page() -> rx.Component:
    """Trading state, limits, exposure, history and calculator."""
    return shell(
        rx.el.div(
            rx.el.div(_state_panel(), limits_panel(), class_name="risk-column"),
            rx.el.div(exposure_panel(), drawdown_panel(), months_panel(), calculator_panel(), class_name="risk-column"),
            reset_dialog(),
            live(symbols=FrameState.watched, on_fact=RiskState.refresh),
            class_name="risk-page",
        ),
        title=t("Risk"),
        current="Risk",
    )


def _state_panel() -> rx.Component:
    row = FrameState.row
    tone = rx.match(row.state, ("halted", "tag bad"), ("reducing", "tag warn"), "tag long")
    return rx.el.section(
        rx.el.header(
            rx.el.h2(t("Trading state")),
            rx.el.span(words.state(row.state), class_name=tone, role="status", aria_label=t("Trading state")),
            rx.el.div(row.halt_reason, class_name="right clip"),
        ),
        rx.el.div(
            rx.el.ul(rx.foreach(RiskState.locks, _lock), class_name="plain locks", aria_label=t("Locks")),
            _switches(),
            class_name="body stack",
        ),
        class_name="panel",
    )


def _lock(row: rx.Var[LockRow]) -> rx.Component:
    sign = rx.cond(
        row.locked,
        rx.el.i("✕", class_name="down", aria_hidden="true"),
        rx.el.i("✓", class_name="up", aria_hidden="true"),
    )
    since = rx.cond(
        row.since != "", rx.el.span(" (", moment(at=row.since, form="seconds"), ")", class_name="num"), rx.fragment()
    )
    left = rx.cond(
        row.until != "",
        rx.el.span(" ", t("Entries open again in"), " ", countdown(until=row.until, on_end=RiskState.look_again)),
        rx.fragment(),
    )
    return rx.el.li(sign, rx.el.span(row.sentence, since, left), class_name="gate")


def _switches() -> rx.Component:
    halted = FrameState.row.state == "halted"
    resume = rx.el.button(t("Resume"), type="button", on_click=FrameState.resume, class_name="btn primary")
    halt = rx.el.button(
        t("Halt trading …"),
        type="button",
        on_click=FrameState.ask_kill,
        class_name="btn danger",
        custom_attrs={"aria-haspopup": "dialog"},
    )
    reset = rx.el.button(
        t("Reset the paper account …"),
        type="button",
        on_click=RiskState.ask_reset(True),
        class_name="btn ghost",
        custom_attrs={"aria-haspopup": "dialog"},
    )
    paper = rx.cond(FrameState.row.kind == "paper", reset, rx.fragment())
    return rx.el.div(rx.cond(halted, resume, halt), paper, class_name="row switches")
