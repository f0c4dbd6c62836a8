"""The size calculator: the ticket's own preview, without a ticket. Nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import reflex as rx

from domain.identity.principal import Permission, Principal
from domain.shared.errors import InvalidInputError
from domain.trading.drafts import PlanDraft
from domain.trading.errors import RefusedError
from domain.trading.preview import PlanPreview
from domain.trading.situation import listed
from robson_app.auth.handlers import handler
from robson_app.components.shell.chosen import own_glance
from robson_app.components.shell.state import FrameState
from robson_app.composition import desk
from robson_app.i18n import t, told
from robson_app.i18n.figures import typed
from robson_app.pages.trade.ticket_rows import DenialRow, denial_rows, preview_row
from robson_app.pages.trade.why_rows import BoundRow, StepRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CalcRow:
    """What came out; `denials` say why there is no size."""

    sized: bool = False
    quantity: str = ""
    value: str = ""
    loss: str = ""
    share: str = ""
    break_even: str = ""
    stop: str = ""
    steps: list[StepRow] = field(default_factory=list)
    bounds: list[BoundRow] = field(default_factory=list)
    denials: list[DenialRow] = field(default_factory=list)


class CalculatorState(rx.State):
    """The last calculation."""

    result: CalcRow = CalcRow()
    problem: str = ""

    @handler(Permission.VIEW)
    async def calculate(self, me: Principal, form: dict) -> None:
        """Size what the form describes."""
        self.result, self.problem = CalcRow(), ""
        account = (await own_glance(self, me)).account
        try:
            preview = await desk().preview_plan(me, account.id, read_calculation(form))
            self.result = _calc_row(preview)
        except RefusedError as refused:
            self.result = CalcRow(denials=denial_rows(refused.denials))
        except InvalidInputError as error:
            self.problem = told(str(error))


def read_calculation(form: Mapping[str, object]) -> PlanDraft:
    """Read the form; without an entry price the last price is taken.

    Raises:
        InvalidInputError: a field breaks its rule; it names field, value and rule.
    """
    limit = typed(form.get("limit") or None)
    return PlanDraft.read(
        {
            "symbol": form.get("symbol"),
            "side": form.get("side"),
            "entry": "limit" if limit else "market",
            "limit": limit,
            "stop": typed(form.get("stop")),
            "stop_confirmed": True,
        }
    )


def _calc_row(preview: PlanPreview) -> CalcRow:
    row = preview_row(preview, listed(desk().view, preview.draft.symbol))
    return CalcRow(
        sized=row.sized,
        quantity=f"{row.quantity} {preview.draft.symbol.base}",
        value=row.value,
        loss=row.loss,
        share=row.share,
        break_even=row.break_even,
        stop=f"{row.stop} · {row.stop_hint}" if row.stop else row.stop_hint,
        steps=row.why.steps,
        bounds=row.why.bounds,
        denials=row.denials,
    )


def calculator_panel() -> rx.Component:
    """Symbol, side, entry and stop; then size and derivation."""
    return rx.el.section(
        rx.el.header(rx.el.h2(t("Size calculator")), rx.el.div(t("nothing is stored or sent"), class_name="right")),
        rx.el.div(
            _form(),
            _problem(),
            rx.cond(CalculatorState.result.sized, _result(), rx.fragment()),
            _denied(),
            class_name="body stack",
        ),
        class_name="panel risk-calc",
        aria_label=t("Size calculator"),
    )


def _form() -> rx.Component:
    pairs = rx.foreach(FrameState.symbols, lambda pair: rx.el.option(pair, value=pair))
    sides = (rx.el.option(t("Long"), value="long"), rx.el.option(t("Short"), value="short"))
    return rx.el.form(
        _labelled(t("Symbol"), rx.el.select(pairs, name="symbol", class_name="input")),
        _labelled(t("Side"), rx.el.select(*sides, name="side", class_name="input")),
        _labelled(t("Entry"), _price("limit", t("last price"))),
        _labelled(t("Stop"), _price("stop", t("from the chart"))),
        rx.el.button(t("Calculate"), type="submit", class_name="btn primary"),
        on_submit=CalculatorState.calculate,
        class_name="calc-form",
    )


def _labelled(name: str, control: rx.Component) -> rx.Component:
    return rx.el.label(name, control, class_name="stack")


def _price(name: str, placeholder: str) -> rx.Component:
    return rx.el.input(
        name=name, placeholder=placeholder, input_mode="decimal", auto_complete="off", max_length=40, class_name="input"
    )


def _problem() -> rx.Component:
    words = rx.el.p(CalculatorState.problem, class_name="alert bad", role="alert")
    return rx.cond(CalculatorState.problem != "", words, rx.fragment())


def _denied() -> rx.Component:
    reasons = rx.el.ul(rx.foreach(CalculatorState.result.denials, _denial), class_name="plain")
    return rx.el.div(reasons, role="status", aria_label=t("What stands against it"))


def _denial(row: rx.Var[DenialRow]) -> rx.Component:
    return rx.el.li(rx.el.i("✕", class_name="down", aria_hidden="true"), row.sentence, class_name="gate")


def _result() -> rx.Component:
    result = CalculatorState.result

    def pair(name: str, value: rx.Var[str], tone: str = "") -> rx.Component:
        return rx.el.div(rx.el.span(name), rx.el.span(value, class_name=f"num {tone}"), class_name="kv")

    def step(row: rx.Var[StepRow]) -> rx.Component:
        return rx.el.tr(
            rx.el.td(row.name), rx.el.td(row.how, class_name="muted wrap"), rx.el.td(row.value, class_name="r strong")
        )

    def bound(row: rx.Var[BoundRow]) -> rx.Component:
        decides = rx.cond(row.decides, rx.el.span(t("decides"), class_name="tag info"), rx.fragment())
        return rx.el.tr(rx.el.td(row.name), rx.el.td(decides), rx.el.td(row.quantity, class_name="r strong"))

    return rx.el.div(
        rx.el.div(
            rx.el.output(result.quantity, class_name="big num", aria_label=t("Size")),
            rx.el.span(result.value, class_name="faint num push"),
            class_name="hero",
        ),
        pair(t("Lost if stopped, costs included"), result.loss, "down"),
        pair(t("Share of equity and month"), result.share),
        pair(t("Stop"), result.stop),
        pair(t("Break-even"), result.break_even),
        rx.el.details(
            rx.el.summary(t("How this size comes about"), class_name="muted"),
            rx.el.div(
                rx.el.table(rx.el.tbody(rx.foreach(result.steps, step))),
                rx.el.table(rx.el.tbody(rx.foreach(result.bounds, bound))),
                class_name="scroll",
                tab_index=0,
                role="region",
                aria_label=t("Derivation"),
            ),
        ),
        class_name="stack small",
    )
