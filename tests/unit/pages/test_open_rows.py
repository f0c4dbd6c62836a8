"""What the frame and the trade page say of an account with an open position."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import cast

from domain.trading.position import PositionStatus
from robson_app.components.shell.rows import frame_row
from robson_app.composition import Desk
from robson_app.glance import Glance, read_glance, read_trades
from robson_app.pages.trade.book_rows import event_rows, held_row, order_rows, position_rows
from tests.fakes.market_view import BTC, instrument
from tests.fakes.trading_desk import TradingDesk


async def _glance(desk: TradingDesk) -> Glance:
    web = cast("Desk", SimpleNamespace(units=desk.units, view=desk.view))
    return await read_glance(web, desk.trader, desk.account.id)


async def test_a_fresh_account_shows_an_untouched_budget() -> None:
    row = frame_row(await _glance(TradingDesk()))

    assert (row.equity, row.balance, row.quote, row.kind) == ("10,000.00", "10000", "USDT", "paper")
    assert (row.consumed, row.latent, row.remaining, row.slots) == ("0.0%", "0.0%", "400.00", "4 full slots left")
    assert row.open == "[]"


async def test_an_open_position_takes_its_share_of_the_meter_and_feeds_the_live_cells() -> None:
    desk = TradingDesk()
    position = await desk.opened()
    row = frame_row(await _glance(desk))

    ((symbol, side, quantity, entry),) = json.loads(row.open)
    assert (symbol, side) == ("BTC/USDT", "long")
    assert (quantity, entry) == (
        f"{position.quantity.normalize():f}",
        f"{position.average_entry:f}".rstrip("0").rstrip("."),
    )
    assert row.latent != "0.0%"
    assert row.slots == "3 full slots left"


async def test_tables_list_the_position_and_its_stop() -> None:
    desk = TradingDesk()
    await desk.opened()
    glance = await _glance(desk)

    (position,) = position_rows(glance, desk.view)
    (stop,) = [order for order in order_rows(glance, desk.view) if order.role == "stop"]
    assert (position.symbol, position.slug, position.side) == ("BTC/USDT", "BTC-USDT", "long")
    assert position.settled is (glance.positions[0].status is PositionStatus.ACTIVE)
    assert stop.price == position.stop
    assert not stop.unsure


async def test_the_held_panel_has_ladder_staircase_and_fills_for_the_chart() -> None:
    desk = TradingDesk()
    opened = await desk.opened()
    glance = await _glance(desk)
    held = held_row(glance.positions[0], instrument(BTC), [], glance)

    assert held.id == str(opened.id)
    assert [row.id for row in held.row] == [held.id]
    assert len(held.ladder) == 3
    assert [step.label for step in held.steps] == ["initial stop"]
    assert held.locks.startswith("−1.0")


async def test_trades_of_a_position_come_with_their_orders() -> None:
    desk = TradingDesk()
    opened = await desk.opened()
    web = cast("Desk", SimpleNamespace(units=desk.units, view=desk.view))

    ((order, fill),) = await read_trades(web, desk.trader, opened.id)

    assert order.role.value == "entry"
    assert fill.order_id == order.id


def test_no_events_make_no_rows() -> None:
    assert event_rows([]) == []
