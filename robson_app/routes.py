"""Every address of the desk, and the pages behind them."""

from __future__ import annotations

import reflex as rx

from robson_app.i18n import t

LANDING = "/"
DESK = "/desk"
TRADE = "/trade/[pair]"
ORDERS = "/orders"
POSITIONS = "/positions"
POSITION = "/positions/[position_ref]"
RISK = "/risk"
SIGNALS = "/signals"
DETECTOR = "/signals/[detector_kind]"
PORTFOLIO = "/portfolio"
STRATEGIES = "/strategies"
STRATEGY = "/strategies/[strategy_ref]"
MARKETS = "/markets"
SETTINGS = "/settings"
JOIN = "/join"
NEW_PASSWORD = "/new-password"  # noqa: S105 -- an address
FIRST_PAIR = "BTC-USDT"


def trade(slug: str = FIRST_PAIR) -> str:
    """Address of the trade page of a pair, e.g. `BTC-USDT`."""
    return f"/trade/{slug}"


def position(position_id: object) -> str:
    """Address of one position."""
    return f"{POSITIONS}/{position_id}"


def strategy(strategy_id: object) -> str:
    """Address of one strategy."""
    return f"{STRATEGIES}/{strategy_id}"


def add_pages(app: rx.App) -> None:
    """Register every page."""
    from robson_app.components.shell.state import FrameState
    from robson_app.pages.desk.page import desk_page
    from robson_app.pages.desk.state import DeskState
    from robson_app.pages.detector.page import detector_page
    from robson_app.pages.detector.state import DetectorState
    from robson_app.pages.join.page import join_page
    from robson_app.pages.landing.page import landing_page
    from robson_app.pages.landing.state import LandingState
    from robson_app.pages.markets.page import markets_page
    from robson_app.pages.markets.state import MarketsState
    from robson_app.pages.new_password.page import new_password_page
    from robson_app.pages.orders.page import orders_page
    from robson_app.pages.orders.state import OrdersState
    from robson_app.pages.portfolio.page import portfolio_page
    from robson_app.pages.portfolio.state import PortfolioState
    from robson_app.pages.position.page import position_page
    from robson_app.pages.position.state import PositionState
    from robson_app.pages.positions.page import positions_page
    from robson_app.pages.positions.state import PositionsState
    from robson_app.pages.risk.page import risk_page
    from robson_app.pages.risk.state import RiskState
    from robson_app.pages.settings.page import settings_page
    from robson_app.pages.settings.sections import SECTIONS
    from robson_app.pages.signals.page import signals_page
    from robson_app.pages.signals.state import SignalsState
    from robson_app.pages.signals.watch_state import WatchState
    from robson_app.pages.strategies.page import strategies_page
    from robson_app.pages.strategies.state import StrategiesState
    from robson_app.pages.strategy.page import strategy_page
    from robson_app.pages.strategy.state import StrategyState
    from robson_app.pages.trade.page import trade_page
    from robson_app.pages.trade.state import TradeState
    from robson_app.pages.trade.ticket_state import TicketState

    app.add_page(
        landing_page, route=LANDING, title=t("Know the loss before you buy") + " · Robson", on_load=LandingState.load
    )
    app.add_page(join_page, route=JOIN, title=t("Come in") + " · Robson")
    app.add_page(new_password_page, route=NEW_PASSWORD, title=t("A new password") + " · Robson")
    app.add_page(
        trade_page,
        route=TRADE,
        title=t("Trade") + " · Robson",
        on_load=[FrameState.load, TradeState.load, TicketState.load],
    )
    app.add_page(
        orders_page, route=ORDERS, title=t("Orders") + " · Robson", on_load=[FrameState.load, OrdersState.load]
    )
    app.add_page(desk_page, route=DESK, title=t("Desk") + " · Robson", on_load=[FrameState.load, DeskState.load])
    app.add_page(
        position_page, route=POSITION, title=t("Position") + " · Robson", on_load=[FrameState.load, PositionState.load]
    )
    app.add_page(
        positions_page,
        route=POSITIONS,
        title=t("Positions") + " · Robson",
        on_load=[FrameState.load, PositionsState.load],
    )
    app.add_page(risk_page, route=RISK, title=t("Risk") + " · Robson", on_load=[FrameState.load, RiskState.load])
    app.add_page(
        portfolio_page,
        route=PORTFOLIO,
        title=t("Portfolio") + " · Robson",
        on_load=[FrameState.load, PortfolioState.load],
    )
    app.add_page(
        signals_page,
        route=SIGNALS,
        title=t("Signals") + " · Robson",
        on_load=[FrameState.load, SignalsState.load, WatchState.load],
    )
    app.add_page(
        detector_page,
        route=DETECTOR,
        title=t("Detector") + " · Robson",
        on_load=[FrameState.load, DetectorState.load],
    )
    app.add_page(
        strategies_page,
        route=STRATEGIES,
        title=t("Strategies") + " · Robson",
        on_load=[FrameState.load, StrategiesState.load],
    )
    app.add_page(
        strategy_page, route=STRATEGY, title=t("Strategy") + " · Robson", on_load=[FrameState.load, StrategyState.load]
    )
    app.add_page(
        markets_page, route=MARKETS, title=t("Markets") + " · Robson", on_load=[FrameState.load, MarketsState.load]
    )
    for address, section in ((SETTINGS, SECTIONS[0]), *((section.address, section) for section in SECTIONS)):
        app.add_page(
            settings_page(section),
            route=address,
            title=" · ".join((t(section.label), t("Settings"), "Robson")),
            on_load=[FrameState.load, *section.on_load],
        )
