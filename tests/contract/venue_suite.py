"""What every venue adapter must do. Subclass `VenueSuite` and give it a `rig`."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from domain.shared.ids import VenueOrderId
from domain.shared.symbol import Symbol
from domain.trading.order import OrderStatus, TimeInForce
from domain.trading.venue import (
    Acknowledged,
    FillReport,
    ListKind,
    OrderReport,
    ProvenReject,
)
from tests.contract.venue_bench import (
    BTC,
    ETH,
    LONG_AGO,
    Case,
    entry,
    listed,
    market_exit,
    new_id,
    resting,
    stop,
    target,
)


class VenueSuite:
    """The contract. Subclasses provide the fixture `case`."""

    # --- taking ---------------------------------------------------------------------------------------------------

    async def test_a_marketable_fill_or_kill_limit_fills_whole_and_is_told_once(self, case: Case) -> None:
        order = entry()
        answer = await case.acknowledged(case.venue.submit(order))
        report = await case.eventually(order, OrderStatus.FILLED)
        fills = case.listener.fills(order)
        assert report.venue_order_id == answer.venue_order_ids[0]
        assert sum(f.quantity for f in fills) == Decimal("0.1")
        assert len({f.trade_id for f in fills}) == len(fills)
        assert all(f.price <= Decimal(50100) for f in fills)

    async def test_a_buy_pays_its_fee_in_the_base_asset_and_a_sell_in_the_quote(self, case: Case) -> None:
        bought, sold = entry(), market_exit()
        await case.acknowledged(case.venue.submit(bought))
        await case.eventually(bought, OrderStatus.FILLED)
        assert {f.fee_asset for f in case.listener.fills(bought)} == {"BTC"}
        assert sum(f.fee for f in case.listener.fills(bought)) == Decimal("0.0001")
        assert (await case.venue.balances())["BTC"].free == Decimal("0.0999")
        await case.acknowledged(case.venue.submit(sold))
        await case.eventually(sold, OrderStatus.FILLED)
        assert {f.fee_asset for f in case.listener.fills(sold)} == {"USDT"}

    async def test_a_fill_or_kill_beyond_the_book_expires_without_a_trade(self, case: Case) -> None:
        await case.rig.book([("49999", "1")], [("50001", "0.05"), ("50200", "5")])
        order = entry()
        await case.acknowledged(case.venue.submit(order))
        await case.eventually(order, OrderStatus.EXPIRED)
        assert case.listener.fills(order) == []
        assert (await case.venue.balances())["USDT"].free == Decimal(10000)

    async def test_an_immediate_or_cancel_takes_what_is_there_and_expires(self, case: Case) -> None:
        await case.rig.book([("49999", "1")], [("50001", "0.05"), ("50200", "5")])
        order = entry(tif=TimeInForce.IOC)
        await case.acknowledged(case.venue.submit(order))
        report = await case.eventually(order, OrderStatus.EXPIRED)
        assert report.filled == Decimal("0.05")

    async def test_a_market_exit_walks_the_book_level_by_level(self, case: Case) -> None:
        bought, sold = entry(), market_exit()
        await case.acknowledged(case.venue.submit(bought))
        await case.rig.book([("49990", "0.04"), ("49980", "5")], [("50010", "5")])
        await case.acknowledged(case.venue.submit(sold))
        await case.eventually(sold, OrderStatus.FILLED)
        fills = [(f.price, f.quantity) for f in case.listener.fills(sold)]
        assert fills == [(Decimal(49990), Decimal("0.04")), (Decimal(49980), Decimal("0.0599"))]

    # --- resting --------------------------------------------------------------------------------------------------

    async def test_a_resting_limit_is_open_locks_its_money_and_fills_when_trades_go_through_it(
        self, case: Case
    ) -> None:
        order = resting()
        await case.acknowledged(case.venue.submit(order))
        assert await case.status(order) is OrderStatus.OPEN
        assert (await case.venue.balances())["USDT"].locked == Decimal(4900)
        await case.rig.trade("48990")
        await case.eventually(order, OrderStatus.FILLED)
        assert {f.price for f in case.listener.fills(order)} == {Decimal(49000)}

    async def test_a_resting_limit_fills_in_part_when_little_trades_through_it(self, case: Case) -> None:
        order = resting()
        await case.acknowledged(case.venue.submit(order))
        await case.rig.trade("48990", "0.04")
        report = await case.eventually(order, OrderStatus.PARTIALLY_FILLED)
        assert report.filled == Decimal("0.04")
        await case.rig.trade("48980", "5")
        report = await case.eventually(order, OrderStatus.FILLED)
        assert report.filled == Decimal("0.1")

    async def test_a_post_only_order_that_would_take_is_refused(self, case: Case) -> None:
        await case.refused(case.venue.submit(resting(limit="50100", post_only=True)), "WOULD_TAKE")
        await case.acknowledged(case.venue.submit(resting(limit="49000", post_only=True)))

    # --- filters --------------------------------------------------------------------------------------------------

    async def test_orders_off_the_grid_are_refused_and_leave_nothing(self, case: Case) -> None:
        await case.refused(case.venue.submit(resting(limit="49000.001")), "PRICE_FILTER")
        await case.refused(case.venue.submit(resting(quantity="0.100001")), "LOT_SIZE")
        await case.refused(case.venue.submit(resting(quantity="9001")), "LOT_SIZE")
        await case.refused(case.venue.submit(resting(quantity="0.00005", limit="49000")), "NOTIONAL")
        assert await case.open_ids() == set()
        assert (await case.venue.balances())["USDT"].locked == 0

    async def test_an_order_beyond_the_balance_is_refused(self, case: Case) -> None:
        await case.refused(case.venue.submit(resting(quantity="1")), "INSUFFICIENT_BALANCE")

    async def test_an_unlisted_pair_is_refused(self, case: Case) -> None:
        order = entry(symbol=Symbol.parse("NOPE/USDT"))
        await case.refused(case.venue.submit(order), "UNKNOWN_SYMBOL")

    async def test_a_halted_pair_takes_no_order_but_a_cancel(self, case: Case) -> None:
        order = resting()
        await case.acknowledged(case.venue.submit(order))
        await case.rig.halt(halted=True)
        await case.refused(case.venue.submit(resting()), "SYMBOL_HALTED")
        await case.acknowledged(case.venue.cancel(BTC, order.client_order_id))

    async def test_instruments_carry_the_filters(self, case: Case) -> None:
        found = {i.symbol: i for i in await case.venue.instruments()}
        assert found[BTC].filters.tick == Decimal("0.01")
        assert found[BTC].filters.step == Decimal("0.00001")

    # --- stops ----------------------------------------------------------------------------------------------------

    async def test_a_stop_rests_until_its_price_trades_and_then_sells_no_better(self, case: Case) -> None:
        bought, guard = entry(), stop()
        await case.acknowledged(case.venue.submit(bought))
        await case.acknowledged(case.venue.submit(guard))
        await case.rig.trade("48000.01")
        assert await case.status(guard) is OrderStatus.OPEN
        await case.rig.trade("47990")
        await case.eventually(guard, OrderStatus.FILLED)
        assert all(f.price <= Decimal(47990) for f in case.listener.fills(guard))

    async def test_a_gap_through_the_stop_fills_at_the_worse_price(self, case: Case) -> None:
        bought, guard = entry(), stop()
        await case.acknowledged(case.venue.submit(bought))
        await case.acknowledged(case.venue.submit(guard))
        await case.rig.trade("45000")
        await case.eventually(guard, OrderStatus.FILLED)
        assert all(f.price <= Decimal(45000) for f in case.listener.fills(guard))

    async def test_a_stop_that_would_trigger_at_once_is_refused(self, case: Case) -> None:
        await case.acknowledged(case.venue.submit(entry()))
        await case.refused(case.venue.submit(stop(at="51000")), "STOP_WOULD_TRIGGER")

    async def test_a_stop_limit_rests_at_its_limit_after_a_gap(self, case: Case) -> None:
        bought, guard = entry(), stop(limit="47900")
        await case.acknowledged(case.venue.submit(bought))
        await case.acknowledged(case.venue.submit(guard))
        await case.rig.trade("47000")
        assert await case.status(guard) is OrderStatus.OPEN
        await case.rig.trade("47950")
        await case.eventually(guard, OrderStatus.FILLED)
        assert {f.price for f in case.listener.fills(guard)} == {Decimal(47900)}

    async def test_a_stop_for_the_whole_filled_quantity_is_refused_when_the_fee_took_base(self, case: Case) -> None:
        await case.acknowledged(case.venue.submit(entry("0.1")))
        outcome = await case.venue.submit(stop("0.1"))
        assert isinstance(outcome, ProvenReject)
        assert outcome.code in {"REDUCE_ONLY", "INSUFFICIENT_BALANCE"}

    async def test_reduce_only_never_opens(self, case: Case) -> None:
        outcome = await case.venue.submit(market_exit())
        assert isinstance(outcome, ProvenReject)
        assert outcome.code in {"REDUCE_ONLY", "INSUFFICIENT_BALANCE"}

    # --- cancel and replace ---------------------------------------------------------------------------------------

    async def test_a_cancel_takes_the_order_out_and_frees_its_money(self, case: Case) -> None:
        order = resting()
        await case.acknowledged(case.venue.submit(order))
        await case.acknowledged(case.venue.cancel(BTC, order.client_order_id))
        await case.eventually(order, OrderStatus.CANCELLED)
        assert await case.open_ids() == set()
        assert (await case.venue.balances())["USDT"].free == Decimal(10000)

    async def test_a_cancel_of_what_is_not_working_is_refused_as_not_open(self, case: Case) -> None:
        done = entry()
        await case.acknowledged(case.venue.submit(done))
        await case.refused(case.venue.cancel(BTC, done.client_order_id), "NOT_OPEN")
        await case.refused(case.venue.cancel(BTC, new_id()), "NOT_OPEN")

    async def test_a_replace_moves_the_stop_without_a_second_lock(self, case: Case) -> None:
        bought, guard, tighter = entry(), stop(), stop(at="49000")
        await case.acknowledged(case.venue.submit(bought))
        await case.acknowledged(case.venue.submit(guard))
        await case.acknowledged(case.venue.replace(guard.client_order_id, tighter))
        await case.eventually(guard, OrderStatus.CANCELLED)
        assert await case.open_ids() == {tighter.client_order_id}

    async def test_a_replace_of_what_is_gone_places_nothing(self, case: Case) -> None:
        await case.acknowledged(case.venue.submit(entry()))
        await case.refused(case.venue.replace(new_id(), stop()), "NOT_OPEN")
        assert await case.open_ids() == set()

    async def test_a_replace_never_buys_again_what_the_old_entry_bought_on_its_way(self, case: Case) -> None:
        first = resting("0.1", "49000")
        await case.acknowledged(case.venue.submit(first))
        await case.rig.trade("48990", "0.04")
        await case.listener.until(lambda: bool(case.listener.fills(first)))
        await case.refused(case.venue.replace(first.client_order_id, resting("0.1", "48900")), "TRADED_MEANWHILE")
        await case.acknowledged(case.venue.replace(first.client_order_id, resting("0.06", "48900")))

    async def test_a_replace_off_the_grid_leaves_the_old_order_working(self, case: Case) -> None:
        bought, guard = entry(), stop()
        await case.acknowledged(case.venue.submit(bought))
        await case.acknowledged(case.venue.submit(guard))
        await case.refused(case.venue.replace(guard.client_order_id, stop(at="49000.001")), "PRICE_FILTER")
        assert await case.open_ids() == {guard.client_order_id}

    # --- identities -----------------------------------------------------------------------------------------------

    async def test_a_client_id_sent_twice_while_open_never_makes_two_orders(self, case: Case) -> None:
        order = resting()
        await case.acknowledged(case.venue.submit(order))
        assert not isinstance(await case.venue.submit(order), Acknowledged)
        assert len(await case.venue.open_orders()) == 1

    async def test_a_client_id_can_be_used_again_once_its_order_is_done(self, case: Case) -> None:
        first = entry("0.01")
        await case.acknowledged(case.venue.submit(first))
        again = replace(resting("0.01"), client_order_id=first.client_order_id)
        await case.acknowledged(case.venue.submit(again))
        assert await case.status(again) is OrderStatus.OPEN

    async def test_an_unknown_id_is_answered_with_nothing(self, case: Case) -> None:
        assert await case.venue.order(BTC, new_id()) is None

    async def test_past_trades_can_be_asked_for(self, case: Case) -> None:
        order = entry()
        await case.acknowledged(case.venue.submit(order))
        await case.eventually(order, OrderStatus.FILLED)
        asked = [f for f in await case.venue.fills(BTC, LONG_AGO) if isinstance(f, FillReport)]
        assert asked == case.listener.fills(order)
        assert await case.venue.trades_of(BTC, asked[0].venue_order_id) == asked
        assert await case.venue.trades_of(BTC, VenueOrderId("999999")) == []
        assert await case.venue.fills(ETH, LONG_AGO) == []

    # --- lists ----------------------------------------------------------------------------------------------------

    async def test_of_an_oco_the_target_ends_the_stop(self, case: Case) -> None:
        guard, goal = stop(), target()
        await case.acknowledged(case.venue.submit(entry()))
        await case.acknowledged(case.venue.submit_list(listed(ListKind.OCO, guard, goal)))
        assert await case.open_ids() == {guard.client_order_id, goal.client_order_id}
        assert (await case.venue.balances())["BTC"].locked == Decimal("0.0999")
        await case.rig.trade("52010")
        await case.eventually(goal, OrderStatus.FILLED)
        await case.listener.until(lambda: _ended(case.listener.last(guard)))
        assert await case.open_ids() == set()

    async def test_of_an_oco_the_stop_ends_the_target(self, case: Case) -> None:
        guard, goal = stop(), target()
        await case.acknowledged(case.venue.submit(entry()))
        await case.acknowledged(case.venue.submit_list(listed(ListKind.OCO, guard, goal)))
        await case.rig.trade("47900")
        await case.eventually(guard, OrderStatus.FILLED)
        await case.listener.until(lambda: _ended(case.listener.last(goal)))
        assert await case.open_ids() == set()

    async def test_a_list_with_one_bad_order_places_none(self, case: Case) -> None:
        await case.acknowledged(case.venue.submit(entry()))
        bad = listed(ListKind.OCO, stop(), target(limit="52000.001"))
        await case.refused(case.venue.submit_list(bad), "PRICE_FILTER")
        assert await case.open_ids() == set()

    async def test_an_entry_with_its_stop_is_protected_for_what_it_received_net_of_commission(self, case: Case) -> None:
        first, guard = entry("0.1"), stop("0.1")
        answer = await case.acknowledged(case.venue.submit_list(listed(ListKind.ENTRY_WITH_STOP, first, guard)))
        assert len(answer.venue_order_ids) == 2
        await case.eventually(first, OrderStatus.FILLED)
        report = await case.eventually(guard, OrderStatus.OPEN)
        assert report.quantity == Decimal("0.09990")
        await case.rig.trade("47990")
        await case.eventually(guard, OrderStatus.FILLED)
        assert (await case.venue.balances()).get("BTC") is None or (
            (await case.venue.balances())["BTC"].free < Decimal("0.00001")
        )

    async def test_of_an_entry_with_stop_and_one_target_each_ends_the_other(self, case: Case) -> None:
        first, guard, goal = entry("0.1"), stop("0.1"), target("0.1")
        await case.acknowledged(case.venue.submit_list(listed(ListKind.ENTRY_WITH_STOP, first, guard, goal)))
        await case.eventually(first, OrderStatus.FILLED)
        assert (await case.eventually(goal, OrderStatus.OPEN)).quantity == Decimal("0.0999")
        assert (await case.eventually(guard, OrderStatus.OPEN)).quantity == Decimal("0.0999")
        await case.rig.trade("52010")
        await case.eventually(goal, OrderStatus.FILLED)
        await case.listener.until(lambda: _ended(case.listener.last(guard)))
        assert await case.open_ids() == set()

    async def test_an_entry_that_is_killed_takes_its_stop_along(self, case: Case) -> None:
        await case.rig.book([("49999", "1")], [("50001", "0.05"), ("50200", "5")])
        first, guard = entry("0.1"), stop("0.1")
        await case.acknowledged(case.venue.submit_list(listed(ListKind.ENTRY_WITH_STOP, first, guard)))
        await case.eventually(first, OrderStatus.EXPIRED)
        await case.listener.until(lambda: _ended(case.listener.last(guard)))
        assert await case.open_ids() == set()

    async def test_a_resting_entry_keeps_its_stop_waiting_until_it_fills(self, case: Case) -> None:
        first, guard = resting("0.1", "49000"), stop("0.1", "48000")
        await case.acknowledged(case.venue.submit_list(listed(ListKind.ENTRY_WITH_STOP, first, guard)))
        assert case.listener.fills(guard) == []
        await case.rig.trade("48900")
        await case.eventually(first, OrderStatus.FILLED)
        await case.rig.trade("47900")
        await case.eventually(guard, OrderStatus.FILLED)

    async def test_a_cancelled_resting_entry_takes_its_waiting_stop_along(self, case: Case) -> None:
        first, guard = resting("0.1", "49000"), stop("0.1", "48000")
        await case.acknowledged(case.venue.submit_list(listed(ListKind.ENTRY_WITH_STOP, first, guard)))
        await case.acknowledged(case.venue.cancel(BTC, first.client_order_id))
        await case.listener.until(lambda: _ended(case.listener.last(guard)))
        assert await case.open_ids() == set()


def _ended(report: OrderReport | None) -> bool:
    return report is not None and report.status in {OrderStatus.CANCELLED, OrderStatus.EXPIRED}
