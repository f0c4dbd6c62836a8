"""What every unit of work must do. The fake and PostgreSQL pass the same tests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from domain.shared.errors import ConflictError, NotFoundError
from domain.shared.ids import OrderId, PlanId, PositionId, TradeId
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol
from domain.trading.order import OrderStatus
from domain.trading.plan import PlanStatus
from domain.trading.ports import UnitsOfWork
from domain.trading.position import CloseReason, PositionStatus
from tests.rows import BTC, IDS, NOW, a_fill, a_plan, a_position, an_account, an_event, an_order
from tests.tenants import Trader


@dataclass(frozen=True, slots=True, kw_only=True)
class Rig:
    """The units under test and two tenants that are in them."""

    units: UnitsOfWork
    trader: Trader
    stranger: Trader


class UnitOfWorkSuite:
    """Inherit and give a `rig` fixture."""

    async def test_what_was_committed_is_read_back_exactly(self, rig: Rig) -> None:
        account = rig.trader.account
        plan = a_plan(account, rig.trader.user_id, derivation={"equity": "10000", "bounds": [{"cash": "1.5"}]})
        position = a_position(plan)
        order = an_order(account, plan_id=plan.id, position_id=position.id)
        fill = a_fill(order)
        async with rig.units(rig.trader.tenant_id) as unit:
            unit.plans.add(plan)
            unit.positions.add(position)
            unit.orders.add(order)
            await unit.commit()
        async with rig.units(rig.trader.tenant_id) as unit:
            unit.orders.add_fill(fill)
            await unit.commit()
        async with rig.units(rig.trader.tenant_id) as unit:
            assert await unit.accounts.get(account.id) == account
            assert await unit.plans.get(plan.id) == plan
            assert await unit.positions.get(position.id) == position
            assert await unit.orders.get(order.id) == order
            assert await unit.orders.fills_of(position.id) == [fill]
            assert await unit.orders.has_fill(account.id, BTC, fill.trade_id)
            assert not await unit.orders.has_fill(account.id, BTC, TradeId("2"))
            assert not await unit.orders.has_fill(account.id, Symbol.parse("ETH/USDT"), fill.trade_id)

    async def test_a_held_plan_comes_with_its_account_and_not_to_a_stranger(self, rig: Rig) -> None:
        plan = a_plan(rig.trader.account, rig.trader.user_id)
        async with rig.units(rig.trader.tenant_id) as unit:
            unit.plans.add(plan)
            await unit.commit()
        async with rig.units(rig.trader.tenant_id) as unit:
            assert await unit.hold_plan(plan.id) == (rig.trader.account, plan)
        async with rig.units(rig.stranger.tenant_id) as unit:
            with pytest.raises(NotFoundError):
                await unit.hold_plan(plan.id)

    async def test_the_books_beside_a_plan_are_those_of_its_account_and_no_strangers(self, rig: Rig) -> None:
        account = rig.trader.account
        plan = a_plan(account, rig.trader.user_id)
        over = a_plan(account, rig.trader.user_id, status=PlanStatus.CANCELLED)
        stopped = a_position(over, status=PositionStatus.CLOSED, closed_at=NOW, close_reason=CloseReason.STOPPED)
        async with rig.units(rig.trader.tenant_id) as unit:
            for row in (plan, over):
                unit.plans.add(row)
            for held in (a_position(plan), stopped):
                unit.positions.add(held)
            unit.orders.add(an_order(account, plan_id=plan.id))
            await unit.commit()
        async with rig.units(rig.trader.tenant_id) as unit:
            assert await unit.hold_books_of(plan.id) == (await unit.books(account.id, plan.symbol), plan)
        async with rig.units(rig.stranger.tenant_id) as unit:
            with pytest.raises(NotFoundError):
                await unit.hold_books_of(plan.id)

    async def test_the_books_hold_everything_open_and_nothing_else(self, rig: Rig) -> None:
        account = rig.trader.account
        plan = a_plan(account, rig.trader.user_id)
        over = a_plan(account, rig.trader.user_id, status=PlanStatus.CANCELLED)
        position = a_position(plan)
        stopped = a_position(over, status=PositionStatus.CLOSED, closed_at=NOW, close_reason=CloseReason.STOPPED)
        order = an_order(account, plan_id=plan.id, position_id=position.id)
        async with rig.units(rig.trader.tenant_id) as unit:
            for row in (plan, over):
                unit.plans.add(row)
            for held in (position, stopped):
                unit.positions.add(held)
            unit.orders.add(order)
            await unit.commit()
        async with rig.units(rig.trader.tenant_id) as unit:
            books = await unit.books(account.id, BTC, lock=True)
            assert (await unit.books(account.id)).last_stopped_at is None
        assert (books.account, list(books.positions)) == (account, [position])
        assert (list(books.plans), list(books.orders)) == ([plan], [order])
        assert books.last_stopped_at == NOW
        async with rig.units(rig.stranger.tenant_id) as unit:
            with pytest.raises(NotFoundError):
                await unit.books(account.id, BTC)

    async def test_an_order_may_be_queued_before_the_position_it_belongs_to(self, rig: Rig) -> None:
        plan = a_plan(rig.trader.account, rig.trader.user_id)
        position = a_position(plan)
        async with rig.units(rig.trader.tenant_id) as unit:
            unit.orders.add(an_order(rig.trader.account, position_id=position.id))
            unit.positions.add(position)
            unit.plans.add(plan)
            await unit.commit()
        async with rig.units(rig.trader.tenant_id) as unit:
            assert len(await unit.orders.of_position(position.id)) == 1

    async def test_nothing_stays_without_a_commit(self, rig: Rig) -> None:
        plan = a_plan(rig.trader.account, rig.trader.user_id)
        async with rig.units(rig.trader.tenant_id) as unit:
            await unit.accounts.get(rig.trader.account.id, lock=True)
            unit.plans.add(plan)
        async with rig.units(rig.trader.tenant_id) as unit:
            with pytest.raises(NotFoundError, match="there is no plan"):
                await unit.plans.get(plan.id)

    async def test_an_error_inside_the_unit_rolls_it_back_and_frees_the_account(self, rig: Rig) -> None:
        with pytest.raises(ZeroDivisionError):
            async with rig.units(rig.trader.tenant_id) as unit:
                account = await unit.accounts.get(rig.trader.account.id, lock=True)
                unit.accounts.save(replace(account, name="Broken"))
                raise ZeroDivisionError
        async with rig.units(rig.trader.tenant_id) as unit:
            assert (await unit.accounts.get(rig.trader.account.id, lock=True)).name == "Paper"

    async def test_saving_raises_the_version_by_one(self, rig: Rig) -> None:
        async with rig.units(rig.trader.tenant_id) as unit:
            account = await unit.accounts.get(rig.trader.account.id)
            unit.accounts.save(replace(account, name="Renamed"))
            await unit.commit()
        async with rig.units(rig.trader.tenant_id) as unit:
            assert await unit.accounts.get(account.id) == replace(account, name="Renamed", version=account.version + 1)

    async def test_a_row_that_moved_on_conflicts_and_nothing_of_the_unit_is_written(self, rig: Rig) -> None:
        plan = a_plan(rig.trader.account, rig.trader.user_id)
        async with rig.units(rig.trader.tenant_id) as slow:
            stale = await slow.accounts.get(rig.trader.account.id)
            async with rig.units(rig.trader.tenant_id) as quick:
                quick.accounts.save(replace(await quick.accounts.get(stale.id), name="Quick"))
                await quick.commit()
            slow.plans.add(plan)
            slow.accounts.save(replace(stale, name="Slow"))
            slow.record(an_event(stale))
            with pytest.raises(ConflictError, match=f"account {stale.id} moved on"):
                await slow.commit()
        async with rig.units(rig.trader.tenant_id) as unit:
            assert (await unit.accounts.get(stale.id)).name == "Quick"
            assert await unit.plans.live(stale.id) == []

    async def test_the_same_trade_is_kept_once(self, rig: Rig) -> None:
        order = an_order(rig.trader.account)
        async with rig.units(rig.trader.tenant_id) as unit:
            unit.orders.add(order)
            await unit.commit()
        for fill in (a_fill(order, "77"), a_fill(order, "77")):
            async with rig.units(rig.trader.tenant_id) as unit:
                unit.orders.add_fill(fill)
                if await unit.orders.has_fill(order.account_id, BTC, TradeId("77")):
                    with pytest.raises(ConflictError, match="exists already"):
                        await unit.commit()
                else:
                    await unit.commit()

    async def test_another_tenant_sees_nothing_by_any_way(self, rig: Rig) -> None:
        account = rig.trader.account
        plan = a_plan(account, rig.trader.user_id)
        position = a_position(plan)
        order = an_order(account, plan_id=plan.id, position_id=position.id)
        async with rig.units(rig.trader.tenant_id) as unit:
            unit.plans.add(plan)
            unit.positions.add(position)
            unit.orders.add(order)
            await unit.commit()
        async with rig.units(rig.stranger.tenant_id) as unit:
            for found in (
                unit.accounts.get(account.id),
                unit.plans.get(plan.id),
                unit.positions.get(position.id),
                unit.orders.get(order.id),
            ):
                with pytest.raises(NotFoundError):
                    await found
            assert await unit.accounts.all() == [rig.stranger.account]
            assert await unit.plans.live(account.id) == []
            assert await unit.positions.open(account.id) == []
            assert await unit.orders.working(account.id) == []
            assert await unit.orders.of_position(position.id) == []
            assert await unit.orders.by_client_id(account.id, order.client_order_id) is None

    async def test_what_is_unknown_is_not_found(self, rig: Rig) -> None:
        async with rig.units(rig.trader.tenant_id) as unit:
            with pytest.raises(NotFoundError):
                await unit.plans.get(PlanId(IDS.new()))
            with pytest.raises(NotFoundError):
                await unit.orders.get(OrderId(IDS.new()))
            with pytest.raises(NotFoundError):
                await unit.positions.get(PositionId(IDS.new()))

    async def test_lists_hold_what_is_live_and_leave_out_what_ended(self, rig: Rig) -> None:
        account, user = rig.trader.account, rig.trader.user_id
        planned = a_plan(account, user)
        ended = a_plan(account, user, status=PlanStatus.EXECUTED, symbol=Symbol.parse("ETH/USDT"))
        open_ = a_position(planned)
        closed = a_position(ended, status=PositionStatus.CLOSED)
        working = an_order(account, status=OrderStatus.UNKNOWN)
        filled = an_order(account, status=OrderStatus.FILLED)
        async with rig.units(rig.trader.tenant_id) as unit:
            unit.plans.add(planned)
            unit.plans.add(ended)
            unit.positions.add(open_)
            unit.positions.add(closed)
            unit.orders.add(working)
            unit.orders.add(filled)
            await unit.commit()
        async with rig.units(rig.trader.tenant_id) as unit:
            assert await unit.plans.live(account.id) == [planned]
            assert await unit.positions.open(account.id) == [open_]
            assert await unit.orders.working(account.id) == [working]
            assert await unit.orders.by_client_id(account.id, filled.client_order_id) == filled

    async def test_the_latest_stop_out_on_a_symbol_is_the_one_that_counts(self, rig: Rig) -> None:
        account = rig.trader.account
        async with rig.units(rig.trader.tenant_id) as unit:
            assert (await unit.books(account.id, BTC)).last_stopped_at is None
            # The market clock of the first one ran ahead: it was another market's.
            for hours, reason in ((99, CloseReason.STOPPED), (3, CloseReason.STOPPED), (5, CloseReason.TARGET)):
                plan = a_plan(account, rig.trader.user_id)
                ended = NOW + timedelta(hours=hours)
                position = a_position(plan, status=PositionStatus.CLOSED, closed_at=ended, close_reason=reason)
                unit.plans.add(plan)
                unit.positions.add(position)
            await unit.commit()
        async with rig.units(rig.trader.tenant_id) as unit:
            assert (await unit.books(account.id, BTC)).last_stopped_at == NOW + timedelta(hours=3)
            assert (await unit.books(account.id, Symbol.parse("ETH/USDT"))).last_stopped_at is None

    async def test_changed_orders_and_positions_are_kept_with_every_field(self, rig: Rig) -> None:
        plan = a_plan(rig.trader.account, rig.trader.user_id)
        position = a_position(plan)
        order = an_order(rig.trader.account, position_id=position.id)
        async with rig.units(rig.trader.tenant_id) as unit:
            unit.plans.add(plan)
            unit.positions.add(position)
            unit.orders.add(order)
            await unit.commit()
        moved = replace(
            position,
            status=PositionStatus.ACTIVE,
            quantity=Quantity("0.04995"),
            average_entry=Price("43610.1"),
            stop_order_id=order.id,
            net=position.net - 1,
        )
        filled = replace(order, status=OrderStatus.FILLED, filled=Quantity("0.05"), average=Price("43610.1"))
        async with rig.units(rig.trader.tenant_id) as unit:
            unit.positions.save(moved)
            unit.orders.save(filled)
            await unit.commit()
        async with rig.units(rig.trader.tenant_id) as unit:
            assert await unit.positions.get(position.id) == replace(moved, version=2)
            assert await unit.orders.get(order.id) == replace(filled, version=2)

    async def test_accounts_come_oldest_first(self, rig: Rig) -> None:
        older = an_account(rig.trader.tenant_id, created_at=NOW - timedelta(days=1))
        async with rig.units(rig.trader.tenant_id) as unit:
            unit.accounts.add(older)
            await unit.commit()
        async with rig.units(rig.trader.tenant_id) as unit:
            assert [a.id for a in await unit.accounts.all()] == [older.id, rig.trader.account.id]
