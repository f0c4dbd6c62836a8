"""The ticket's second part: how the position is left, how long an entry rests, tag and note."""

from __future__ import annotations

import reflex as rx

from robson_app.components.fields import number_field
from robson_app.i18n import N_, t
from robson_app.pages.trade.state import TradeState
from robson_app.pages.trade.ticket_draft import TargetRow
from robson_app.pages.trade.ticket_rows import RewardRow
from robson_app.pages.trade.ticket_state import TicketState

POLICIES = (("trail", N_("Trail")), ("target", N_("Targets")), ("both", N_("Both")))
LIVES = (("1", N_("1 hour")), ("4", N_("4 hours")), ("24", N_("24 hours")), ("72", N_("3 days")), ("168", N_("7 days")))
TAG_LENGTH = 40
NOTE_LENGTH = 2000


def more_fields() -> rx.Component:
    """Exits, resting time, tag and note."""
    return rx.el.div(
        _policy(),
        rx.cond(TicketState.targets.length() > 0, _targets(), rx.fragment()),
        rx.cond(TicketState.entry == "limit", _rest(), rx.fragment()),
        _words(),
        class_name="rule more",
    )


def _policy() -> rx.Component:
    def choice(name: str, label: str) -> rx.Component:
        return rx.el.button(
            label,
            type="button",
            on_click=TicketState.set_policy(name),
            aria_pressed=rx.cond(TicketState.policy == name, "true", "false"),
        )

    return rx.el.div(
        rx.el.span(t("Exit"), class_name="muted"),
        rx.el.div(
            *(choice(name, t(label)) for name, label in POLICIES),
            class_name="seg",
            role="group",
            aria_label=t("Exit policy"),
        ),
        class_name="between",
    )


def _targets() -> rx.Component:
    def target(row: rx.Var[TargetRow], index: rx.Var[int]) -> rx.Component:
        edit = lambda name: lambda text: TicketState.edit_target(index, name, text)  # noqa: E731 -- one for each field
        return rx.el.div(
            number_field(
                label=t("Target price"),
                value=row.price,
                step=TradeState.tick,
                placeholder=t("price"),
                on_edit=edit("price"),
            ),
            number_field(label=t("Share in percent"), value=row.share, step="5", on_edit=edit("share")),
            rx.el.span("%", class_name="muted"),
            rx.el.button(
                "×",
                type="button",
                on_click=TicketState.drop_target(index),
                class_name="icon-btn",
                aria_label=t("Remove the target"),
            ),
            class_name="field target",
        )

    def reward(row: rx.Var[RewardRow]) -> rx.Component:
        return rx.el.div(
            rx.el.span(t("{share} at {price}", share=row.share, price=row.price)),
            rx.el.span(row.ratio, class_name="num up"),
            class_name="kv small",
        )

    return rx.el.div(
        rx.foreach(TicketState.targets, target),
        rx.foreach(TicketState.preview.rewards, reward),
        rx.el.button(t("Add a target"), type="button", on_click=TicketState.add_target, class_name="link small"),
        class_name="stack",
    )


def _rest() -> rx.Component:
    options = [rx.el.option(t(label), value=hours) for hours, label in LIVES]
    return rx.el.label(
        rx.el.span(t("Rests for at most")),
        rx.el.select(*options, value=TicketState.rest_hours, on_change=TicketState.set_rest, class_name="pick-life"),
        class_name="between muted",
    )


def _words() -> rx.Component:
    tag = rx.el.input(
        placeholder=t("Set-up tag"),
        default_value=TicketState.tag,
        max_length=TAG_LENGTH,
        on_blur=lambda text: TicketState.edit_words("tag", text),
        class_name="input",
        aria_label=t("Set-up tag"),
    )
    note = rx.el.textarea(
        placeholder=t("Note to yourself"),
        default_value=TicketState.note,
        max_length=NOTE_LENGTH,
        on_blur=lambda text: TicketState.edit_words("note", text),
        class_name="input",
        rows="2",
        aria_label=t("Note"),
    )
    return rx.el.details(rx.el.summary(t("Tag and note"), class_name="muted"), rx.el.div(tag, note, class_name="stack"))
