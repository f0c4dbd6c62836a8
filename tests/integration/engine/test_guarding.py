"""The engine guards what a venue or the world does to a position."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.trading.order import OrderRole, OrderStatus
from domain.trading.plan import Plan
from domain.trading.position import CloseReason, PositionStatus
from domain.trading.use_cases.reset_paper import ResetPaper
from domain.trading.venue import OrderRequest, Outcome, OutcomeUnknown, ProvenReject
from robson_app.engine.parts import AccountRef, TermParts
from tests.fakes.market_view import ETH
from tests.integration.engine.floor import Floor, trading_floor, until


class StubbornVenue:
    """Passes everything on, but answers single orders of some roles as told."""

    def __init__(self, venue: Any, answers: dict[OrderRole, Outcome]) -> None:
        self._venue = venue
        self._answers = answers

    def __getattr__(self, name: str) -> Any:
        return getattr(self._venue, name)

    async def submit(self, request: OrderRequest) -> Outcome:
        answer = self._answers.get(request.role)
        return await self._venue.submit(request) if answer is None else answer


class StubbornVenues:
    def __init__(self, venues: Any, answers: dict[OrderRole, Outcome]) -> None:
        self._venues = venues
        self._answers = answers

    async def open(self, ref: AccountRef) -> tuple[Any, int]:
        venue, epoch = await self._venues.open(ref)
        return StubbornVenue(venue, self._answers), epoch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._venues, name)


def answering(answers: dict[OrderRole, Outcome]) -> Any:
    def meddle(parts: TermParts) -> TermParts:
        return replace(parts, venues=StubbornVenues(parts.venues, answers))

    return meddle


async def protected(floor: Floor) -> Plan:
    plan = await floor.executed()
    await floor.reached(plan, PositionStatus.ACTIVE)
    return plan


async def lose_the_stop(floor: Floor, plan: Plan) -> None:
    stop = await floor.order_in(plan, OrderRole.STOP, OrderStatus.OPEN)
    venue = await floor.at_the_venue()
    await venue.cancel(stop.symbol, stop.client_order_id)
    await floor.order_in(plan, OrderRole.STOP, OrderStatus.CANCELLED)


async def test_a_stop_that_vanished_at_the_venue_is_placed_again(database: str) -> None:
    async with trading_floor(database) as floor:
        plan = await protected(floor)
        await lose_the_stop(floor, plan)
        await floor.order_in(plan, OrderRole.STOP, OrderStatus.OPEN)
        again = await floor.reached(plan, PositionStatus.ACTIVE)
        assert again.close_reason is None


async def test_a_position_whose_stop_is_refused_is_flattened_within_five_seconds(database: str) -> None:
    refused = ProvenReject(code="STOP_WOULD_TRIGGER", sentence="no")
    async with trading_floor(database, answering({OrderRole.STOP: refused})) as floor:
        plan = await protected(floor)
        await lose_the_stop(floor, plan)
        closed = await floor.reached(plan, PositionStatus.CLOSED, within_s=5)
        assert closed.close_reason is CloseReason.UNPROTECTED


async def test_an_exit_whose_fate_is_unknown_is_resolved_by_asking(database: str) -> None:
    lost = OutcomeUnknown(cause="the answer was lost")
    async with trading_floor(database, answering({OrderRole.STOP: lost})) as floor:
        plan = await protected(floor)
        await lose_the_stop(floor, plan)
        await floor.order_in(plan, OrderRole.STOP, OrderStatus.UNKNOWN)
        closed = await floor.reached(plan, PositionStatus.CLOSED, within_s=15)
        assert closed.close_reason is CloseReason.UNPROTECTED


async def test_a_closed_position_adds_a_point_to_the_equity_curve(database: str) -> None:
    async with trading_floor(database) as floor:
        plan = await protected(floor)
        floor.trade("42890")
        await floor.reached(plan, PositionStatus.CLOSED)
        await until(lambda: _equity_points(floor))


async def test_after_a_paper_reset_the_account_trades_on_with_fresh_money(database: str) -> None:
    async with trading_floor(database) as floor:
        plan = await protected(floor)
        floor.trade("42890")
        await floor.reached(plan, PositionStatus.CLOSED)
        account = await ResetPaper(floor.web.units, floor.chronicle)(floor.principal, floor.account_id)
        assert account.epoch == 2
        assert account.balance == 10_000
        again = await floor.executed(ETH, stop="3140")
        await floor.reached(again, PositionStatus.ACTIVE)


async def _equity_points(floor: Floor) -> bool | None:
    since = floor.web.view.now() - timedelta(days=1)
    points = await floor.web.reads.equity(floor.principal.tenant_id, floor.account_id, since)
    return True if points else None
