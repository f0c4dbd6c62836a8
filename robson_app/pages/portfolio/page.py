"""The portfolio page."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from robson_app.components.live import live
from robson_app.components.shell import shell
from robson_app.i18n import N_, t
from robson_app.pages.desk.drawn import drawn
from robson_app.pages.portfolio.days import days_panel
from robson_app.pages.portfolio.state import PortfolioState
from robson_app.pages.portfolio.tables import months_panel, symbols_panel, tags_panel, trades_panel

PERIODS = (("month", N_("Month")), ("quarter", N_("Quarter")), ("year", N_("Year")), ("all", N_("All")))


def portfolio_page() -> rx.Component:
    """What trading has come to."""
    return shell(
        rx.el.div(
            _equity_panel(),
            _stats_panel(),
            days_panel(),
            rx.el.div(months_panel(), class_name="portfolio-months"),
            rx.el.div(tags_panel(), symbols_panel(), class_name="portfolio-groups"),
            trades_panel(),
            live(symbols=[], on_fact=PortfolioState.refresh),
            class_name="portfolio",
        ),
        title=t("Portfolio"),
        current="Portfolio",
    )


def _choice(kind: str, name: str, label: str | rx.Var[str], chosen: rx.Var[str]) -> rx.Component:
    current = {"aria-current": rx.cond(chosen == name, "page", "false")}
    return ReactRouterLink.create(label, to=PortfolioState.links[f"{kind} {name}"], custom_attrs=current)


def _equity_panel() -> rx.Component:
    head, curve = PortfolioState.head, PortfolioState.curve
    periods = (_choice("period", name, t(label), PortfolioState.period) for name, label in PERIODS)
    units = (("quote", head.quote), ("btc", "BTC"))
    empty = rx.el.div(
        t("No equity was recorded in this period. A point is kept every minute in which something is at stake."),
        class_name="empty",
    )
    return rx.el.section(
        rx.el.header(
            rx.el.h2(t("Equity")),
            rx.el.nav(*periods, class_name="seg", aria_label=t("Period")),
            rx.el.nav(
                *(_choice("in", name, label, PortfolioState.unit) for name, label in units),
                class_name="seg",
                aria_label=t("Measured in"),
            ),
        ),
        _came_to(),
        rx.cond(curve.drawn, drawn(curve), rx.cond(PortfolioState.loaded, empty, rx.fragment())),
        class_name="panel portfolio-equity",
    )


def _came_to() -> rx.Component:
    head = PortfolioState.head

    def worth(label: str, value: rx.Var[str], unit: str | rx.Var[str], result: rx.Var[str], tone: rx.Var[str]):
        return rx.el.div(
            rx.el.div(label, class_name="muted small"),
            rx.el.div(rx.el.b(value, class_name="num"), " ", rx.el.span(unit, class_name="muted")),
            rx.el.div(result, class_name=rx.Var.create("num small ") + tone),
        )

    return rx.el.div(
        worth(t("Equity now"), head.equity, head.quote, head.result, head.tone),
        worth(t("In bitcoin"), head.bitcoin, "BTC", head.bitcoin_result, head.bitcoin_tone),
        class_name="came-to",
    )


def _stats_panel() -> rx.Component:
    def stat(row: rx.Var) -> rx.Component:
        return rx.el.div(rx.el.dt(row.name), rx.el.dd(row.value, class_name=rx.Var.create("num ") + row.tone))

    def formula(row: rx.Var) -> rx.Component:
        return rx.el.div(rx.el.dt(row.name), rx.el.dd(row.how))

    return rx.el.section(
        rx.el.header(rx.el.h2(t("Statistics")), rx.el.div(t("of closed trades and daily equity"), class_name="right")),
        rx.el.div(
            rx.el.dl(rx.foreach(PortfolioState.stats, stat), class_name="stats"),
            rx.el.details(
                rx.el.summary(t("How these are computed")),
                rx.el.dl(rx.foreach(PortfolioState.stats, formula), class_name="formulas"),
                class_name="small",
            ),
            class_name="body",
        ),
        class_name="panel portfolio-stats",
    )
