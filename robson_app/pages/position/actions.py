"""What can be done while the position is open."""

from __future__ import annotations

import reflex as rx

from robson_app.components.fields import number_field
from robson_app.i18n import t
from robson_app.pages.position.state import PositionState


def actions_panel() -> rx.Component:
    """Tighten the stop, add a target, leave."""
    return rx.el.section(
        rx.el.header(rx.el.h2(t("Act")), rx.el.div(t("at the market, on this account"), class_name="right")),
        rx.el.div(_tighten(), _target(), _leave(), class_name="body stack acts"),
        class_name="panel",
        aria_label=t("Actions"),
    )


def _tighten() -> rx.Component:
    wanted = PositionState.tighten_to
    return rx.el.div(
        rx.el.div(
            rx.el.span(t("Tighter stop"), class_name="muted"),
            number_field(
                label=t("Tighter stop"),
                value=wanted,
                step=PositionState.story.tick,
                placeholder=t("drag the line, or type"),
                on_edit=PositionState.ask_tighten,
            ),
            class_name="field",
        ),
        rx.el.button(
            t("Move the stop"),
            type="button",
            on_click=PositionState.tighten,
            disabled=wanted == "",
            class_name="btn ghost",
        ),
        class_name="act",
    )


def _target() -> rx.Component:
    return rx.el.form(
        rx.el.div(
            rx.el.span(t("Target"), class_name="muted"),
            _number("price", t("Target price"), t("price")),
            _number("share", t("Share of the target in percent"), t("share")),
            rx.el.span("%", class_name="muted"),
            class_name="field",
        ),
        rx.el.button(t("Add the target"), type="submit", class_name="btn ghost"),
        on_submit=PositionState.add_target,
        reset_on_submit=True,
        class_name="act",
    )


def _leave() -> rx.Component:
    def close(label: str, share: str) -> rx.Component:
        return rx.el.button(
            label, type="button", on_click=PositionState.close_share(share), class_name="btn ghost wide"
        )

    part = rx.el.form(
        rx.el.div(
            rx.el.span(t("Close part"), class_name="muted"),
            _number("share", t("Part to close in percent"), "25"),
            rx.el.span("%", class_name="muted"),
            class_name="field",
        ),
        rx.el.button(t("Close this part"), type="submit", class_name="btn ghost"),
        on_submit=PositionState.close_part,
        reset_on_submit=True,
        class_name="act",
    )
    return rx.fragment(part, rx.el.div(close(t("Close half"), "50"), close(t("Close all"), "100"), class_name="two"))


def _number(name: str, label: str, placeholder: str) -> rx.Component:
    return rx.el.input(
        name=name,
        placeholder=placeholder,
        input_mode="decimal",
        auto_complete="off",
        max_length=40,
        required=True,
        aria_label=label,
    )
