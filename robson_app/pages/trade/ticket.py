"""The ticket: choose a side; everything else has an answer already."""

from __future__ import annotations

import reflex as rx

from robson_app.components.fields import countdown, number_field
from robson_app.components.live import price
from robson_app.components.shell.state import FrameState
from robson_app.i18n import t
from robson_app.pages.trade.exits import more_fields
from robson_app.pages.trade.live_order import live_button
from robson_app.pages.trade.state import TradeState
from robson_app.pages.trade.ticket_rows import DenialRow, RungRow
from robson_app.pages.trade.ticket_state import TicketState


def ticket() -> rx.Component:
    """A new position, from side to button."""
    return rx.el.section(
        rx.el.header(
            rx.el.h2(t("New position")),
            rx.el.div(_progress(), class_name="right"),
        ),
        rx.el.div(
            _sides(),
            _entry(),
            _stop(),
            _problem(),
            _size(),
            _figures(),
            ladder_table(TicketState.preview.ladder),
            more_fields(),
            _gates(),
            _planned(),
            _buttons(),
            class_name="ticket",
        ),
        class_name="panel",
        aria_label=t("New position"),
    )


def _progress() -> rx.Component:
    """Where the trade stands, and how long its plan lives; what can be taken back stands by the button."""
    left = countdown(until=TicketState.plan_until, on_end=TicketState.lapse)
    return rx.cond(TicketState.plan_id != "", rx.el.span(t("plan expires"), " ", left), _steps())


def _steps() -> rx.Component:
    planned = TicketState.plan_id != ""
    return rx.el.ol(
        rx.el.li(t("Plan"), class_name=rx.cond(planned, "done", "now")),
        rx.el.li(t("Validate"), class_name=rx.cond(planned, "done", "")),
        rx.el.li(t("Execute"), class_name=rx.cond(planned, "now", "")),
        class_name="path",
        aria_label=t("Plan, validate, execute"),
    )


def _planned() -> rx.Component:
    cancel = rx.el.button(
        t("Cancel the plan"),
        " ",
        rx.el.kbd("x", class_name="not-phone"),
        type="button",
        on_click=TicketState.cancel,
        class_name="link small",
        custom_attrs={"data-key": "x"},
    )
    return rx.cond(TicketState.plan_id != "", rx.el.div(_steps(), cancel, class_name="between"), rx.fragment())


def _sides() -> rx.Component:
    def side(name: str, label: str, key: str) -> rx.Component:
        return rx.el.button(
            label,
            rx.el.kbd(key, class_name="not-phone"),
            type="button",
            on_click=TicketState.set_side(name),
            class_name=f"btn side {name}",
            aria_pressed=rx.cond(TicketState.side == name, "true", "false"),
            custom_attrs={"data-key": key, "data-command": label},
        )

    return rx.el.div(
        side("long", t("Long"), "b"),
        side("short", t("Short"), "s"),
        class_name="two",
        role="group",
        aria_label=t("Side"),
    )


def _entry() -> rx.Component:
    resting = TicketState.entry == "limit"
    market = price(TradeState.symbol, TradeState.digits, TicketState.preview.reference, class_name="num strong")
    limit = number_field(
        label=t("Entry price"),
        value=TicketState.limit,
        step=TradeState.tick,
        invalid=TicketState.problem_field == "limit",
        on_edit=TicketState.edit_limit,
    )
    switch = rx.el.button(
        rx.cond(resting, t("resting limit"), t("market")),
        rx.cond(resting, "", rx.el.span(TicketState.preview.entry_bound, class_name="not-phone")),
        type="button",
        on_click=TicketState.set_entry(rx.cond(resting, "market", "limit")),
        class_name="tag pick",
        aria_label=rx.cond(
            resting, t("Entry: resting limit. Switch to market"), t("Entry: market. Switch to a resting limit")
        ),
    )
    return rx.el.div(
        rx.el.span(t("Entry"), class_name="name"), switch, rx.cond(resting, limit, market), class_name="field"
    )


def _stop() -> rx.Component:
    own = TicketState.stop != ""
    back = rx.el.button(
        "×",
        type="button",
        on_click=TicketState.edit_stop(""),
        class_name="icon-btn small",
        title=t("Use the chart's stop"),
        aria_label=t("Use the chart's stop"),
    )
    field = rx.el.div(
        rx.el.span(t("Stop"), class_name="name"),
        rx.el.span(TicketState.preview.stop_hint, class_name="tag"),
        rx.cond(own, back, rx.fragment()),
        number_field(
            label=t("Stop"),
            value=rx.cond(own, TicketState.stop, TicketState.preview.stop),
            step=TradeState.tick,
            invalid=TicketState.problem_field == "stop",
            on_edit=TicketState.edit_stop,
            class_name="down",
        ),
        class_name="field",
    )
    fallback = rx.el.label(
        rx.el.input(type="checkbox", checked=TicketState.confirmed, on_change=TicketState.confirm),
        t("No usable level on the chart: I accept a stop measured by volatility instead."),
        class_name="check alert",
    )
    return rx.fragment(field, rx.cond(TicketState.preview.stop_source == "fallback", fallback, rx.fragment()))


def _problem() -> rx.Component:
    return rx.cond(
        TicketState.problem != "",
        rx.el.p(TicketState.problem, class_name="alert bad", role="alert"),
        rx.fragment(),
    )


def _size() -> rx.Component:
    preview = TicketState.preview
    return rx.el.div(
        rx.el.div(
            t("Size, from the stop"),
            " ",
            rx.el.button(
                t("why this size"),
                type="button",
                on_click=TicketState.show_why(True),
                class_name="link",
                custom_attrs={"data-key": "w", "data-command": t("Why this size"), "aria-haspopup": "dialog"},
            ),
            class_name="muted small",
        ),
        rx.el.div(
            rx.el.output(preview.quantity, class_name="big num", aria_label=t("Size")),
            rx.el.span(TradeState.base, class_name="muted"),
            rx.el.span(preview.value, class_name="faint num push not-phone"),
            rx.el.span(preview.loss, class_name="big down num push phone-only"),
            class_name="hero",
        ),
        class_name="size",
    )


def _figures() -> rx.Component:
    preview = TicketState.preview
    pairs = (
        (t("If stopped, costs included"), preview.loss, "down"),
        (t("Share of equity"), preview.share, ""),
        (t("Break-even"), preview.break_even, ""),
    )
    return rx.el.div(
        *(_pair(name, value, tone) for name, value, tone in pairs),
        _pair(t("{month}, after this", month=FrameState.row.month), preview.after, "risk"),
        class_name="rule figures",
    )


def _pair(name: object, value: object, tone: str) -> rx.Component:
    return rx.el.div(rx.el.span(name), rx.el.span(value, class_name=f"num {tone}"), class_name="kv")


def ladder_table(rungs: rx.Var[list[RungRow]]) -> rx.Component:
    """Where the stop goes as the price moves."""

    def rung(row: rx.Var[RungRow]) -> rx.Component:
        return rx.el.tr(
            rx.el.td(row.move),
            rx.el.td(row.price, class_name="r"),
            rx.el.td(row.stop, class_name="r"),
            rx.el.td(row.locks, class_name="r " + row.tone),
        )

    head = rx.el.thead(
        rx.el.tr(
            rx.el.th(t("Move")),
            rx.el.th(t("Price"), class_name="r"),
            rx.el.th(t("Stop"), class_name="r"),
            rx.el.th(t("Locks"), class_name="r"),
        )
    )
    table = rx.el.table(head, rx.el.tbody(rx.foreach(rungs, rung)), class_name="tight")
    return rx.el.div(
        rx.el.h3(t("Trailing ladder"), class_name="muted small"),
        table,
        class_name="rule ladder not-phone",
    )


def _gates() -> rx.Component:
    preview = TicketState.preview
    passed = rx.el.div(rx.el.i("✓", class_name="up", aria_hidden="true"), preview.passed, class_name="gate")
    heat = rx.el.div(rx.el.i("!", class_name="risk", aria_hidden="true"), preview.heat, class_name="gate")
    return rx.el.div(
        rx.cond(preview.passed != "", passed, rx.fragment()),
        denial_list(preview.denials),
        rx.cond(preview.sized, heat, rx.fragment()),
        rx.cond(TicketState.refusals.length() > 0, _refused(), rx.fragment()),
        class_name="rule gates",
        role="status",
        aria_label=t("Gates"),
    )


def _refused() -> rx.Component:
    return rx.el.div(
        rx.el.b(t("Refused; nothing was sent.")),
        denial_list(TicketState.refusals),
        class_name="alert bad",
        role="alert",
    )


def denial_list(denials: rx.Var[list[DenialRow]]) -> rx.Component:
    """Every failing gate, in words."""

    def denial(row: rx.Var[DenialRow]) -> rx.Component:
        return rx.el.li(
            rx.el.i("✕", class_name="down", aria_hidden="true"),
            row.sentence,
            class_name="gate",
            custom_attrs={"data-code": row.code},
        )

    return rx.el.ul(rx.foreach(denials, denial), class_name="plain")


def _buttons() -> rx.Component:
    preview = TicketState.preview
    tone = rx.cond(TicketState.side == "long", "btn buy wide", "btn sell wide")
    plan = rx.el.button(
        rx.cond(
            preview.sized,
            t("Plan {quantity} {asset}", quantity=preview.quantity, asset=TradeState.base),
            t("No size yet"),
        ),
        rx.el.kbd("↵", class_name="not-phone"),
        type="button",
        on_click=TicketState.plan,
        disabled=~preview.sized | (preview.denials.length() > 0) | (TicketState.problem != ""),
        class_name="btn primary wide go",
        custom_attrs={"data-key": "Enter"},
    )
    execute = rx.el.button(
        TicketState.plan_action,
        rx.el.kbd("↵", class_name="not-phone"),
        type="button",
        on_click=TicketState.execute,
        class_name=tone + " go",
        custom_attrs={"data-key": "Enter"},
    )
    execute = rx.cond(FrameState.row.kind == "live", live_button(tone), execute)
    return rx.cond(TicketState.plan_id != "", execute, plan)
