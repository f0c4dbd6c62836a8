"""What the paper venue does beyond the common contract: lists that grow and shrink, shorts, mirrors, lost commits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal

import pytest

from adapters.venues.paper_venue import exchange
from domain.shared.money import Price, Quantity
from domain.trading.order import OrderRole, OrderSide, OrderStatus, OrderType
from domain.trading.paper.state import PaperKey
from domain.trading.venue import Acknowledged, ListKind, OrderRequest, OutcomeUnknown, ProvenReject
from tests.contract.paper_rig import FUNDING, KEY, PaperRig
from tests.contract.venue_bench import Case, Listener, entry, listed, market_exit, resting, stop, target
from tests.fakes.paper_store import MemoryPaperStore

WITH_STOP = ListKind.ENTRY_WITH_STOP


@pytest.fixture
async def store() -> MemoryPaperStore:
    return MemoryPaperStore()


@pytest.fixture
async def case(store: MemoryPaperStore) -> AsyncIterator[Case]:
    rig = PaperRig(store)
    await rig.open()
    listener = Listener(rig.venue)
    yield Case(rig=rig, listener=listener)
    listener.close()
    await rig.close()


def short_entry(quantity: str = "0.1") -> OrderRequest:
    return replace(entry(quantity, "49900"), side=OrderSide.SELL)


def cover_stop(quantity: str = "0.1", at: str = "51000") -> OrderRequest:
    return replace(stop(quantity, at), side=OrderSide.BUY)


def cover(quantity: str = "0.1") -> OrderRequest:
    return replace(market_exit(quantity), side=OrderSide.BUY)


async def test_a_stop_grows_with_each_part_of_its_entry(case: Case) -> None:
    first, guard = resting("0.1", "49000"), stop("0.1", "48000")
    await case.acknowledged(case.venue.submit_list(listed(WITH_STOP, first, guard)))
    await case.rig.trade("48990", "0.04")
    await case.listener.until(lambda: _size(case, guard) == Decimal("0.03996"))
    await case.rig.trade("48990", "5")
    await case.listener.until(lambda: _size(case, guard) == Decimal("0.09990"))


async def test_an_entry_cancelled_after_a_part_keeps_its_stop_for_that_part(case: Case) -> None:
    first, guard = resting("0.1", "49000"), stop("0.1", "48000")
    await case.acknowledged(case.venue.submit_list(listed(WITH_STOP, first, guard)))
    await case.rig.trade("48990", "0.04")
    await case.acknowledged(case.venue.cancel(first.symbol, first.client_order_id))
    assert await case.open_ids() == {guard.client_order_id}


async def test_a_part_too_small_to_carry_a_stop_leaves_none_behind(case: Case) -> None:
    first, guard = resting("0.1", "49000"), stop("0.1", "48000")
    await case.acknowledged(case.venue.submit_list(listed(WITH_STOP, first, guard)))
    await case.rig.trade("48990", "0.0001")
    await case.acknowledged(case.venue.cancel(first.symbol, first.client_order_id))
    assert await case.status(guard) is OrderStatus.EXPIRED


async def test_a_stop_already_passed_when_its_entry_fills_sells_at_once(case: Case) -> None:
    first, guard = resting("0.1", "49000"), stop("0.1", "48000")
    await case.acknowledged(case.venue.submit_list(listed(WITH_STOP, first, guard)))
    await case.rig.trade("47000")
    await case.eventually(guard, OrderStatus.FILLED)


async def test_each_target_shrinks_the_stop_by_what_it_took(case: Case) -> None:
    first, guard = entry("0.1"), stop("0.1")
    goals = [target("0.05", "52000"), target("0.05", "53000")]
    await case.acknowledged(case.venue.submit_list(listed(WITH_STOP, first, guard, *goals)))
    await case.rig.trade("52010")
    await case.eventually(goals[0], OrderStatus.FILLED)
    await case.listener.until(lambda: _size(case, guard) == Decimal("0.04995"))
    await case.rig.trade("47000")
    await case.eventually(guard, OrderStatus.FILLED)
    assert await case.status(goals[1]) is OrderStatus.CANCELLED
    assert (await case.venue.balances()).get("BTC") is None


async def test_a_replaced_stop_keeps_its_targets(case: Case) -> None:
    first, guard, goal = entry("0.1"), stop("0.1"), target("0.1")
    await case.acknowledged(case.venue.submit_list(listed(WITH_STOP, first, guard, goal)))
    tighter = stop("0.0999", "49500")
    await case.acknowledged(case.venue.replace(guard.client_order_id, tighter))
    assert await case.open_ids() == {tighter.client_order_id, goal.client_order_id}
    await case.rig.trade("52010")
    await case.eventually(goal, OrderStatus.FILLED)
    assert await case.status(tighter) is OrderStatus.CANCELLED


async def test_a_stop_replaced_by_a_market_exit_closes_everything(case: Case) -> None:
    first, guard, goal = entry("0.1"), stop("0.1"), target("0.1")
    await case.acknowledged(case.venue.submit_list(listed(WITH_STOP, first, guard, goal)))
    leaving = market_exit()
    await case.acknowledged(case.venue.replace(guard.client_order_id, leaving))
    await case.eventually(leaving, OrderStatus.FILLED)
    assert await case.open_ids() == set()


async def test_a_short_pledges_collateral_and_its_cover_repays_all_of_it(case: Case) -> None:
    first, guard = short_entry(), cover_stop()
    await case.acknowledged(case.venue.submit_list(listed(WITH_STOP, first, guard)))
    await case.eventually(first, OrderStatus.FILLED)
    funds = await case.venue.balances()
    assert funds["USDT"].locked == 2 * Decimal("0.1") * Decimal(49999)
    assert {f.fee_asset for f in case.listener.fills(first)} == {"USDT"}
    await case.rig.trade("51010")
    await case.eventually(guard, OrderStatus.FILLED)
    funds = await case.venue.balances()
    assert funds["USDT"].locked == 0
    assert funds.get("BTC") is None


async def test_a_short_is_pledged_for_at_the_price_it_sells_at(case: Case) -> None:
    low = replace(short_entry("0.2"), limit=Price("40000"))
    await case.refused(case.venue.submit(replace(low, quantity=Quantity("0.21"))), "INSUFFICIENT_BALANCE")
    await case.acknowledged(case.venue.submit(replace(low, quantity=Quantity("0.19"))))
    assert (await case.venue.balances())["USDT"].free >= 0


async def test_a_cover_pays_interest_for_each_hour_begun(case: Case) -> None:
    first, leaving = short_entry(), cover()
    await case.acknowledged(case.venue.submit(first))
    assert isinstance(case.rig, PaperRig)
    case.rig.clock.advance(2 * 3600)
    await case.rig.trade("50000")
    await case.acknowledged(case.venue.submit(leaving))
    await case.eventually(leaving, OrderStatus.FILLED)
    value = Decimal("0.1") * Decimal(50001)
    assert sum(f.fee for f in case.listener.fills(leaving)) == value * (Decimal("0.001") + 3 * Decimal("0.000005"))


async def test_a_cover_beyond_what_is_owed_is_refused(case: Case) -> None:
    await case.acknowledged(case.venue.submit(short_entry()))
    await case.refused(case.venue.submit(cover("0.2")), "REDUCE_ONLY")


async def test_a_short_is_judged_at_the_mirror_price(case: Case) -> None:
    first, guard = short_entry(), cover_stop()
    await case.acknowledged(case.venue.submit_list(listed(WITH_STOP, first, guard)))
    assert isinstance(case.rig, PaperRig)
    await case.rig.trade("49000", mirror="51020")
    report = await case.eventually(guard, OrderStatus.FILLED)
    assert report.filled == Decimal("0.1")
    assert all(f.price >= Decimal(51020) for f in case.listener.fills(guard))


async def test_a_market_exit_beyond_the_visible_book_fills_the_rest_worse(case: Case) -> None:
    await case.acknowledged(case.venue.submit(entry()))
    await case.rig.book([("49990", "0.04")], [("50010", "5")])
    leaving = market_exit()
    await case.acknowledged(case.venue.submit(leaving))
    await case.eventually(leaving, OrderStatus.FILLED)
    assert [f.price for f in case.listener.fills(leaving)] == [Decimal(49990), Decimal("49940.01")]


async def test_a_commit_lost_on_the_way_is_unknown_and_then_told(case: Case, store: MemoryPaperStore) -> None:
    order = resting()
    store.lose_next_commit = True
    assert isinstance(await case.venue.submit(order), OutcomeUnknown)
    assert await case.status(order) is OrderStatus.OPEN
    assert await case.open_ids() == {order.client_order_id}


async def test_a_fill_whose_commit_was_lost_is_told_after_the_books_are_read_again(
    case: Case, store: MemoryPaperStore
) -> None:
    order = resting()
    await case.acknowledged(case.venue.submit(order))
    store.lose_next_commit = True
    await case.rig.trade("48990")
    await case.eventually(order, OrderStatus.FILLED)
    assert len(case.listener.fills(order)) == 1


async def test_without_its_books_the_venue_answers_unknown_and_books_nothing(
    case: Case, store: MemoryPaperStore
) -> None:
    store.down = True
    assert isinstance(await case.venue.submit(resting()), OutcomeUnknown)
    store.down = False
    assert await case.open_ids() == set()


async def test_another_process_takes_the_books_over_as_they_are(case: Case, store: MemoryPaperStore) -> None:
    order = resting()
    await case.acknowledged(case.venue.submit(order))
    successor = PaperRig(store)
    await successor.open()
    await successor.trade("48990")
    report = await successor.venue.order(order.symbol, order.client_order_id)
    assert report is not None
    assert report.status is OrderStatus.FILLED
    assert isinstance(await case.venue.cancel(order.symbol, order.client_order_id), OutcomeUnknown)
    await successor.close()


async def test_a_new_epoch_starts_with_fresh_money_and_numbers_that_go_on(case: Case, store: MemoryPaperStore) -> None:
    old, new = resting(), resting()
    answer = await case.acknowledged(case.venue.submit(old))
    assert isinstance(case.rig, PaperRig)
    key = PaperKey(tenant_id=KEY.tenant_id, account_id=KEY.account_id, epoch=2)
    await case.rig.open(key)
    assert await case.open_ids() == set()
    again = await case.acknowledged(case.venue.submit(new))
    assert int(again.venue_order_ids[0]) > int(answer.venue_order_ids[0])


async def test_an_order_that_comes_before_the_first_trade_waits_for_it(store: MemoryPaperStore) -> None:
    rig = PaperRig(store)
    venue = await rig.exchange.open(KEY, FUNDING)
    sent = asyncio.create_task(venue.submit(resting()))
    await asyncio.sleep(0.01)
    assert not sent.done()
    await rig.open()
    assert isinstance(await sent, Acknowledged)
    await rig.close()


async def test_a_pair_that_never_trades_takes_no_order(
    store: MemoryPaperStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_FIRST_TRADE_WITHIN_S", 0.01)
    rig = PaperRig(store)
    venue = await rig.exchange.open(KEY, FUNDING)
    outcome = await venue.submit(resting())
    assert isinstance(outcome, ProvenReject)
    assert outcome.code == "NO_PRICE"
    await rig.close()


async def test_an_order_with_the_wrong_prices_for_its_type_is_refused(case: Case) -> None:
    await case.refused(case.venue.submit(replace(entry(), limit=None)), "ORDER_INVALID")
    await case.refused(case.venue.submit(replace(entry(), stop=Price("48000"))), "ORDER_INVALID")
    await case.refused(case.venue.submit(replace(entry(), type=OrderType.MARKET)), "ORDER_INVALID")


async def test_a_list_must_leave_the_position_and_hold_one_stop(case: Case) -> None:
    lists = [
        listed(WITH_STOP, entry()),
        listed(WITH_STOP, entry(), target()),
        listed(WITH_STOP, entry(), stop(), stop()),
        listed(WITH_STOP, entry(), cover_stop()),
    ]
    for bad in lists:
        await case.refused(case.venue.submit_list(bad), "LIST_INVALID")


async def test_a_spot_exit_may_be_sold_without_reduce_only_up_to_what_is_free(case: Case) -> None:
    await case.acknowledged(case.venue.submit(entry()))
    sale = replace(market_exit("0.2"), reduce_only=False, role=OrderRole.EXIT)
    await case.refused(case.venue.submit(sale), "INSUFFICIENT_BALANCE")


def _size(case: Case, request: OrderRequest) -> Decimal | None:
    report = case.listener.last(request)
    return None if report is None else Decimal(report.quantity)
