"""The time line with its hashes, and what the trader wrote."""

from __future__ import annotations

import reflex as rx

from domain.trading.drafts import NOTE_LENGTH, TAG_LENGTH
from robson_app.components.moment import day_heading, moment
from robson_app.i18n import t
from robson_app.pages.position.course import FactRow
from robson_app.pages.position.state import PositionState


def events_panel() -> rx.Component:
    """Everything that happened, oldest first, as the audit chain has it."""
    chain = rx.cond(
        PositionState.chain != "",
        rx.el.span(
            PositionState.chain,
            moment(at=PositionState.chain_at, form="time"),
            class_name=rx.cond(PositionState.chain_broken, "tag bad", "tag long"),
            role="status",
        ),
        rx.el.button(t("Verify the chain"), type="button", on_click=PositionState.verify, class_name="btn ghost s"),
    )
    return rx.el.section(
        rx.el.header(rx.el.h2(t("Events")), rx.el.div(chain, class_name="right")),
        rx.el.div(
            rx.el.ol(rx.foreach(PositionState.story.facts, _fact), class_name="facts hashed"),
            class_name="scroll",
            tab_index=0,
            role="region",
            aria_label=t("Events of this position"),
        ),
        class_name="panel tall events",
    )


def _fact(row: rx.Var[FactRow]) -> rx.Component:
    fact = rx.el.li(
        moment(at=row.iso, form="seconds", class_name="num muted"),
        rx.el.span(rx.el.i(class_name=row.dot), class_name="rail-dot", aria_hidden="true"),
        rx.el.span(rx.el.b(row.head), " ", rx.el.span(row.rest, class_name="muted"), class_name="clip", title=row.rest),
        rx.el.span(row.hash, class_name="mono muted", title=row.whole_hash),
    )
    return rx.fragment(day_heading(at=row.iso, after=row.before), fact)


def journal_panel() -> rx.Component:
    """Set-up tag and note."""
    story = PositionState.story
    tag = rx.cond(story.tag != "", rx.el.span(story.tag, class_name="tag info"), rx.fragment())
    edit = rx.el.button(
        rx.cond(PositionState.editing, t("close"), t("edit")),
        type="button",
        on_click=PositionState.edit(~PositionState.editing),
        class_name="link",
        aria_label=rx.cond(PositionState.editing, t("Close the journal's form"), t("Edit the journal")),
    )
    note = rx.cond(
        story.note != "",
        rx.el.p(story.note, class_name="note"),
        rx.el.p(t("Nothing written yet. What did you see, and what would you do again?"), class_name="muted"),
    )
    return rx.el.section(
        rx.el.header(rx.el.h2(t("Journal")), tag, rx.el.div(edit, class_name="right")),
        rx.el.div(rx.cond(PositionState.editing, _form(), note), class_name="body small"),
        class_name="panel",
    )


def _form() -> rx.Component:
    story = PositionState.story
    return rx.el.form(
        rx.el.label(
            t("Set-up tag"),
            rx.el.input(name="tag", default_value=story.tag, max_length=TAG_LENGTH, class_name="input"),
            class_name="stack",
        ),
        rx.el.label(
            t("Note"),
            rx.el.textarea(name="note", default_value=story.note, max_length=NOTE_LENGTH, rows="4", class_name="input"),
            class_name="stack",
        ),
        rx.el.button(t("Save the journal"), type="submit", class_name="btn primary"),
        on_submit=PositionState.annotate,
        class_name="stack",
    )
