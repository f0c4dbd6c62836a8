"""What page rows are made from: a glance, a chain of events and a story, all from the desk in memory."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from domain.risk.trailing import Entered, ladder
from domain.trading.position import Position
from domain.trading.reads import ChainedEvent
from robson_app.composition import Desk
from robson_app.glance import Glance, read_glance
from robson_app.queries.positions import RUNGS, PositionStory
from tests.fakes.market_view import instrument
from tests.fakes.trading_desk import TradingDesk


async def glance_of(desk: TradingDesk) -> Glance:
    return await read_glance(
        cast("Desk", SimpleNamespace(units=desk.units, view=desk.view)), desk.trader, desk.account.id
    )


def chain_of(desk: TradingDesk) -> list[ChainedEvent]:
    return [
        ChainedEvent(event=event, sequence=number, hash=f"{number:064x}")
        for number, event in enumerate(desk.store.events, 1)
    ]


async def story_of(desk: TradingDesk, position: Position) -> PositionStory:
    async with desk.units(desk.trader.tenant_id) as unit:
        current = await unit.positions.get(position.id)
        account = await unit.accounts.get(position.account_id)
        plan = await unit.plans.get(position.plan_id)
        orders = await unit.orders.of_position(position.id)
        fills = await unit.orders.fills_of(position.id)
    assert current.average_entry is not None
    assert current.span is not None
    entered = Entered(
        side=current.side,
        average=current.average_entry,
        span=current.span,
        costs=account.costs,
        filters=instrument(current.symbol).filters,
    )
    return PositionStory(
        account=account,
        position=current,
        plan=plan,
        orders=orders,
        fills=fills,
        ladder=ladder(entered, RUNGS),
        timeline=chain_of(desk),
    )
