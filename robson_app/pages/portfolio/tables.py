"""Months, set-up tags, symbols, and the closed positions with their journal."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from robson_app import routes
from robson_app.components import words
from robson_app.components.listing import nothing_yet, page_turner
from robson_app.components.moment import moment
from robson_app.i18n import N_, t
from robson_app.pages.portfolio.rows import GroupRow, MonthRow, TradeRow
from robson_app.pages.portfolio.state import PortfolioState

Headings = tuple[tuple[str, str], ...]

MONTHS: Headings = (
    ("", N_("Month")), ("r", N_("Result")), ("r", N_("Change")), ("r", N_("Trades")), ("r not-phone", N_("Win rate")),
    ("r", N_("R")), ("r not-phone", N_("Fees")),
)  # fmt: skip
GROUPS: Headings = (
    ("r", N_("Trades")), ("r", N_("Win rate")), ("r", N_("Expectancy, R")), ("r not-phone", N_("Profit factor")),
    ("r", N_("Net")),
)  # fmt: skip
TRADES: Headings = (
    ("", N_("Closed")), ("", N_("Symbol")), ("", N_("Side")), ("r not-phone", N_("Entry")), ("r not-phone", N_("Exit")),
    ("r not-phone", N_("For")), ("r not-phone", N_("Fees")), ("r", N_("Net")), ("r", N_("R")),
    ("not-phone", N_("How it ended")), ("not-phone", N_("Journal")),
)  # fmt: skip
"""Style classes and name of each column."""


def _head(headings: Headings, *before: rx.Component) -> rx.Component:
    cells = (rx.el.th(t(name), class_name=classes, scope="col") for classes, name in headings)
    return rx.el.thead(rx.el.tr(*before, *cells))


def _panel(title: str, table: rx.Component, *more: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.header(rx.el.h2(title), *more),
        rx.el.div(table, class_name="scroll", tab_index=0, role="region", aria_label=title),
        class_name="panel",
    )


def _figure(value: rx.Var[str], tone: rx.Var[str] | str = "", more: str = "") -> rx.Component:
    return rx.el.td(value, class_name=rx.Var.create(f"r {more} ") + tone)


def months_panel() -> rx.Component:
    """Month by month."""

    def line(row: rx.Var[MonthRow]) -> rx.Component:
        return rx.el.tr(
            rx.el.td(rx.el.b(row.month)),
            _figure(row.result, row.tone),
            _figure(row.change, row.tone),
            _figure(row.trades),
            _figure(row.win_rate, more="not-phone"),
            _figure(row.r, row.r_tone),
            _figure(row.fees, more="not-phone"),
        )

    return _panel(t("Month by month"), rx.el.table(_head(MONTHS), rx.el.tbody(rx.foreach(PortfolioState.months, line))))


def tags_panel() -> rx.Component:
    """By set-up tag."""
    return _groups(t("By set-up tag"), t("Set-up tag"), PortfolioState.tags)


def symbols_panel() -> rx.Component:
    """By symbol."""
    return _groups(t("By symbol"), t("Symbol"), PortfolioState.symbols)


def _groups(title: str, of: str, rows: rx.Var[list[GroupRow]]) -> rx.Component:
    def line(row: rx.Var[GroupRow]) -> rx.Component:
        return rx.el.tr(
            rx.el.td(rx.el.b(row.name)),
            _figure(row.trades),
            _figure(row.win_rate),
            _figure(row.expectancy, row.tone),
            _figure(row.profit_factor, more="not-phone"),
            _figure(row.net, row.net_tone),
        )

    table = rx.el.table(_head(GROUPS, rx.el.th(of, scope="col")), rx.el.tbody(rx.foreach(rows, line)))
    empty = rx.el.div(t("No trade was closed in this period."), class_name="empty")
    return _panel(title, rx.cond(rows.length() > 0, table, rx.cond(PortfolioState.loaded, empty, rx.fragment())))


def trades_panel() -> rx.Component:
    """Closed positions with tag and note."""
    table = rx.el.table(_head(TRADES), rx.el.tbody(rx.foreach(PortfolioState.trades, _trade)))
    empty = nothing_yet(
        t("No position was closed in this period. Closed ones stay here with their result, their tag and their note."),
        to=routes.trade(),
    )
    export = rx.el.a(t("Export CSV"), href=PortfolioState.links["csv"], download=True, class_name="btn ghost s")
    links = PortfolioState.links
    return rx.el.section(
        rx.el.header(rx.el.h2(t("Closed positions")), rx.el.div(export, class_name="right")),
        rx.el.div(
            rx.cond(PortfolioState.trades.length() > 0, table, rx.cond(PortfolioState.loaded, empty, rx.fragment())),
            class_name="scroll",
            tab_index=0,
            role="region",
            aria_label=t("Closed positions"),
        ),
        page_turner(t("closed positions"), first=links["first"], following=links["next"]),
        class_name="panel portfolio-trades blotter",
    )


def _trade(row: rx.Var[TradeRow]) -> rx.Component:
    journal = rx.fragment(
        rx.cond(row.tag != "", rx.el.span(row.tag, class_name="tag info"), rx.fragment()),
        rx.el.span(row.note, class_name="muted", title=row.note),
    )
    name = ReactRouterLink.create(
        rx.el.b(row.symbol),
        rx.el.span(", ", t("closed"), " ", moment(at=row.iso), class_name="unseen"),
        to=f"{routes.POSITIONS}/" + row.id,
    )
    return rx.el.tr(
        rx.el.td(moment(at=row.iso), class_name="num muted"),
        rx.el.td(name),
        rx.el.td(rx.el.span(words.side(row.side), class_name=rx.Var.create("tag ") + row.side)),
        *(_figure(value, more="not-phone") for value in (row.entry, row.exit, row.age, row.fees)),
        _figure(row.net, row.tone),
        _figure(row.r, row.tone),
        rx.el.td(row.words, class_name="muted not-phone"),
        rx.el.td(journal, class_name="journal-cell not-phone"),
    )
