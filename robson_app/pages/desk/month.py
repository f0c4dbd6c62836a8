"""What the month may still lose."""

from __future__ import annotations

import reflex as rx

from robson_app.i18n import t
from robson_app.pages.desk.rows import SlotRow
from robson_app.pages.desk.state import DeskState


def month_panel() -> rx.Component:
    """The month's budget, from the big figure to its slots."""
    budget = DeskState.budget
    return rx.el.section(
        rx.el.header(
            rx.el.h2(t("{month} budget", month=budget.month)),
            rx.el.span(budget.basis, class_name="tag num"),
            rx.el.div(budget.resets, class_name="right num not-phone"),
        ),
        rx.el.div(_headline(), _bar(), _legend(), _slots(), class_name="month"),
        class_name="panel desk-month",
    )


def _headline() -> rx.Component:
    budget = DeskState.budget
    return rx.el.div(
        rx.el.span(budget.remaining, class_name="huge num"),
        rx.el.span(t("{currency} may still be lost this month", currency=budget.quote), class_name="muted"),
        rx.el.div(
            rx.el.div(
                rx.el.b(budget.slots_left, class_name="num"),
                " ",
                rx.el.span(budget.slot_words, class_name="muted"),
                class_name="slots-left",
            ),
            rx.el.div(budget.slot_risk, class_name="small muted num"),
            class_name="push right",
        ),
        class_name="headline",
    )


def _bar() -> rx.Component:
    budget = DeskState.budget
    return rx.el.div(
        rx.el.i(class_name="consumed", style={"width": budget.consumed}),
        rx.el.i(class_name="latent", style={"width": budget.latent}),
        rx.foreach(budget.marks, lambda at: rx.el.span(class_name="mark-at", style={"left": at})),
        class_name="budget-bar",
        role="img",
        custom_attrs={"aria-label": budget.sentence},
    )


def _legend() -> rx.Component:
    budget = DeskState.budget

    def item(name: str, tone: str, money: rx.Var[str], share: rx.Var[str]) -> rx.Component:
        return rx.el.div(
            rx.el.dt(rx.el.i(class_name=f"key {tone}", aria_hidden="true"), name),
            rx.el.dd(rx.el.b(money), " ", rx.el.span(share, class_name="muted")),
        )

    return rx.el.dl(
        item(t("Consumed"), "consumed", budget.consumed_money, budget.consumed_share),
        item(t("Latent, if every stop fills"), "latent", budget.latent_money, budget.latent_share),
        item(t("Remaining"), "rest", budget.remaining, budget.remaining_share),
        rx.el.div(rx.el.dt(t("Budget")), rx.el.dd(rx.el.b(budget.budget)), class_name="right"),
        class_name="legend num",
    )


def _slots() -> rx.Component:
    def slot(row: rx.Var[SlotRow]) -> rx.Component:
        taken = rx.fragment(
            rx.el.b(row.base),
            rx.el.span(row.label, class_name=row.tag),
            rx.el.span(row.risk, class_name="num risk push"),
        )
        empty = (row.kind == "free") | (row.kind == "closed")
        return rx.el.li(rx.cond(empty, row.words, taken), class_name="slot " + row.kind)

    return rx.el.ul(rx.foreach(DeskState.budget.slots, slot), class_name="slots", aria_label=t("Slots of the month"))
