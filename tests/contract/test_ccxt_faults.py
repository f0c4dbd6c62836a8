"""The ccxt adapter against a local venue that answers wrongly, late or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.venues.ccxt_venue import CcxtVenues, binance_writes
from domain.shared.errors import RobsonError
from domain.shared.symbol import Symbol
from domain.trading import credentials as keys
from domain.trading.errors import RateLimitedError
from domain.trading.order import OrderStatus
from domain.trading.venue import Acknowledged, NotSent, OutcomeUnknown, ProvenReject
from tests.contract.local_venue_rig import PAIR, LocalVenueRig, addresses_of, credential_of, local_case
from tests.contract.venue_bench import BTC, Case, entry, resting, stop
from tests.venue import LocalVenue

LOST = ["reset", "500", "502", "503", "504", "-1000", "-1006", "-1007", "-1008", "html", "cut", "truncated", "bare400"]


@pytest.fixture
async def case() -> AsyncIterator[Case]:
    async with local_case() as case:
        yield case


def local_of(case: Case) -> LocalVenue:
    assert isinstance(case.rig, LocalVenueRig)
    return case.rig.local


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize("reply", LOST)
async def test_a_lost_answer_is_unknown_was_sent_once_and_the_truth_can_be_asked_for(
    case: Case, reply: str, accepted: bool
) -> None:
    order, local = resting(), local_of(case)
    local.control.fault(method="POST", path="order", reply=reply, accepted=accepted)
    assert isinstance(await case.venue.submit(order), OutcomeUnknown)
    assert local.control.requests()["POST /api/v3/order"] == 1
    found = await case.venue.order(BTC, order.client_order_id)
    assert (found is not None) is accepted


@pytest.mark.parametrize("accepted", [True, False])
async def test_an_answer_that_does_not_come_is_given_up_in_time_to_ask_and_to_cover(
    case: Case, accepted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert binance_writes.WRITE_WITHIN_S <= 3
    monkeypatch.setattr(binance_writes, "WRITE_WITHIN_S", 0.2)
    order, local = resting(), local_of(case)
    local.control.fault(method="POST", path="order", reply="silence", accepted=accepted)
    assert isinstance(await case.venue.submit(order), OutcomeUnknown)
    assert local.control.requests()["POST /api/v3/order"] == 1
    found = await case.venue.order(BTC, order.client_order_id)
    assert (found is not None) is accepted


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize("reply", ["reset", "cut", "-1007"])
async def test_a_cancel_whose_answer_is_lost_is_sent_once(case: Case, reply: str, accepted: bool) -> None:
    order, local = resting(), local_of(case)
    await case.acknowledged(case.venue.submit(order))
    local.control.fault(method="DELETE", path="order", reply=reply, accepted=accepted)
    assert isinstance(await case.venue.cancel(BTC, order.client_order_id), OutcomeUnknown)
    assert local.control.requests()["DELETE /api/v3/order"] == 1
    assert await case.status(order) is (OrderStatus.CANCELLED if accepted else OrderStatus.OPEN)


@pytest.mark.parametrize("reply", ["429", "418"])
async def test_within_a_ban_nothing_leaves(case: Case, reply: str) -> None:
    local = local_of(case)
    local.control.fault(method="POST", path="order", reply=reply, retry_after_s=1)
    assert isinstance(await case.venue.submit(resting()), NotSent)
    before = sum(local.control.requests().values())
    refused = await case.venue.submit(resting())
    assert isinstance(refused, NotSent)
    assert refused.code == "BANNED"
    assert 0 < refused.retry_after_s <= 1
    with pytest.raises(RobsonError):
        await case.venue.balances()
    assert sum(local.control.requests().values()) == before
    await asyncio.sleep(1.1)
    await case.acknowledged(case.venue.submit(resting("0.01")))


@pytest.mark.parametrize(("reply", "endpoint"), [("429", "openOrders"), ("418", "openOrders"), ("429", "account")])
async def test_a_question_turned_away_is_a_pause_and_no_refusal(case: Case, reply: str, endpoint: str) -> None:
    local = local_of(case)
    local.control.fault(method="GET", path=endpoint, reply=reply, retry_after_s=1)
    question = case.venue.open_orders if endpoint == "openOrders" else case.venue.balances
    with pytest.raises(RateLimitedError) as caught:
        await question()
    assert 0 < caught.value.retry_after_s <= 1
    before = sum(local.control.requests().values())
    outcome = await case.venue.submit(resting())
    assert isinstance(outcome, NotSent)
    assert 0 < outcome.retry_after_s <= 1
    assert sum(local.control.requests().values()) == before


async def test_too_many_orders_of_one_account_hold_back_its_orders_and_nobody_elses(case: Case) -> None:
    local = local_of(case)
    local.control.account("other", USDT="10000")
    venues = CcxtVenues(addresses_of(local))
    mine = await venues.open(credential_of(key_of(local)), tenant="mine")
    other = await venues.open(credential_of(local.control.key("other")), tenant="other")
    kept = resting("0.01")
    await case.acknowledged(mine.submit(kept))
    local.control.limits(orders_per_ten_seconds=0)
    refused = await mine.submit(resting("0.01"))
    assert isinstance(refused, NotSent)
    assert "too many orders" in refused.sentence
    assert refused.retry_after_s == 10
    local.control.limits(orders_per_ten_seconds=100)
    before = local.control.requests()["POST /api/v3/order"]
    assert isinstance(await mine.submit(resting("0.01")), NotSent)
    assert local.control.requests()["POST /api/v3/order"] == before
    assert isinstance(await mine.cancel(BTC, kept.client_order_id), Acknowledged)
    assert await mine.open_orders() == []
    await case.acknowledged(other.submit(resting("0.01")))
    await mine.close()
    await other.close()


async def test_a_stream_is_not_opened_within_a_ban_and_obeys_one_that_meets_it(case: Case) -> None:
    local = local_of(case)
    local.control.ban(1)
    local.control.cut()
    await case.listener.until(lambda: [s.live for s in case.listener.states][-1:] == [False])
    await case.listener.until(lambda: [s.live for s in case.listener.states][-2:] == [False, True])
    limits = local.control.book()["limits"]
    # The first attempt could not know of the ban. It alone met it.
    assert sum(limits["paths_while_silenced"].values()) == 1
    assert limits["calls_while_banned"] <= 1
    await case.acknowledged(case.venue.submit(resting("0.01")))


async def test_a_wrong_clock_is_refused_set_again_and_the_next_attempt_passes(case: Case) -> None:
    local_of(case).control.skew(-60_000)
    first = await case.venue.submit(resting())
    assert isinstance(first, ProvenReject)
    assert (first.code, first.passing) == ("CLOCK_SKEW", True)
    await case.acknowledged(case.venue.submit(resting()))


async def test_a_question_is_asked_again_when_its_answer_is_lost(case: Case) -> None:
    order, local = resting(), local_of(case)
    await case.acknowledged(case.venue.submit(order))
    local.control.fault(method="GET", path="order", reply="503")
    assert await case.status(order) is OrderStatus.OPEN
    assert local.control.requests()["GET /api/v3/order"] == 2


async def test_without_a_venue_nothing_is_sent_and_it_is_known(case: Case) -> None:
    await local_of(case).stop()
    outcome = await case.venue.submit(resting())
    assert isinstance(outcome, NotSent)
    assert outcome.code == "UNREACHABLE"


async def test_a_changed_grid_is_learnt_from_the_refusal(case: Case) -> None:
    local_of(case).control.filters(PAIR, step="0.001")
    await case.refused(case.venue.submit(resting("0.10001")), "LOT_SIZE")
    found = {i.symbol: i for i in await case.venue.instruments()}
    assert str(found[BTC].filters.step) == "0.001"


async def test_a_pair_that_the_venue_does_not_list_and_too_small_an_order_are_refused_in_words(case: Case) -> None:
    strange = replace(resting(), symbol=Symbol.parse("ZZZ/USDT"))
    outcome = await case.venue.submit(strange)
    assert isinstance(outcome, ProvenReject)
    assert (outcome.code, outcome.sentence) == (
        "UNKNOWN_SYMBOL",
        "the venue does not list ZZZ/USDT; nothing was sent",
    )
    assert "POST /api/v3/order" not in local_of(case).control.requests()
    small = await case.venue.submit(resting("0.00001"))
    assert isinstance(small, ProvenReject)
    assert small.code == "NOTIONAL"
    assert small.sentence.startswith("price times quantity is outside the venue's bounds (venue: -1013")


@pytest.mark.parametrize("how", ["cut", "terminate", "shutdown_notice"])
async def test_a_stream_that_ends_is_told_and_comes_back(case: Case, how: str) -> None:
    getattr(local_of(case).control, how)()
    await case.listener.until(lambda: [s.live for s in case.listener.states][-2:] == [False, True])
    order = entry("0.01")
    await case.acknowledged(case.venue.submit(order))
    await case.eventually(order, OrderStatus.FILLED)


async def test_a_stream_that_answers_but_tells_nothing_is_given_up(case: Case) -> None:
    local_of(case).control.stream_fault(stream="user", action="mute", now=True)
    await case.acknowledged(case.venue.submit(resting()))
    await case.listener.until(lambda: [s.live for s in case.listener.states][-2:] == [False, True], within_s=12)
    assert "deaf" in case.listener.states[-2].reason


async def test_past_trades_name_their_orders_after_a_restart(case: Case) -> None:
    order, local = entry("0.01"), local_of(case)
    await case.acknowledged(case.venue.submit(order))
    await case.eventually(order, OrderStatus.FILLED)
    (mine,) = case.listener.fills(order)
    again = await CcxtVenues(addresses_of(local)).open(credential_of(key_of(local)), tenant="after")
    assert await again.trades_of(BTC, mine.venue_order_id) == [mine]
    await again.close()


def key_of(local: LocalVenue) -> dict[str, str]:
    return local.control.key("desk")


async def test_a_stop_and_a_cancel_are_taken_while_the_pair_is_halted_as_the_venue_says(case: Case) -> None:
    bought, guard = entry(), stop()
    await case.acknowledged(case.venue.submit(bought))
    await case.acknowledged(case.venue.submit(guard))
    await case.rig.halt(halted=True)
    await case.refused(case.venue.submit(stop()), "SYMBOL_HALTED")
    assert isinstance(await case.venue.cancel(BTC, guard.client_order_id), Acknowledged)


async def test_a_good_key_is_told_with_its_rights(case: Case) -> None:
    local = local_of(case)
    found = await CcxtVenues(addresses_of(local)).probe(credential_of(key_of(local)))
    assert (found.read, found.trade, found.withdraw, found.ip_restricted) == (True, True, False, False)
    assert {k: str(v) for k, v in found.quotes.items()} == {"USDT": "10000.00000000"}
    assert str(found.taker) == "0.00100000"


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        ({"secret": "a" * 64}, keys.SecretRefusedError),
        ({"key": "b" * 64}, keys.KeyRefusedError),
    ],
)
async def test_a_wrong_key_or_secret_is_told_apart(case: Case, spoil: dict[str, str], error: type[RobsonError]) -> None:
    local = local_of(case)
    with pytest.raises(error):
        await CcxtVenues(addresses_of(local)).probe(credential_of({**key_of(local), **spoil}))


async def test_keys_that_may_withdraw_may_not_trade_or_are_revoked_are_refused(case: Case) -> None:
    local = local_of(case)
    venues = CcxtVenues(addresses_of(local))
    with pytest.raises(keys.WithdrawalAllowedError):
        await venues.probe(credential_of(local.control.key("desk", can_withdraw=True)))
    with pytest.raises(keys.TradingNotAllowedError):
        await venues.probe(credential_of(local.control.key("desk", can_trade=False)))
    revoked = key_of(local)
    local.control.revoke(revoked["key"])
    with pytest.raises(keys.KeyRefusedError):
        await venues.probe(credential_of(revoked))


async def test_a_venue_that_is_away_is_told_as_such_and_no_error_shows_a_key(case: Case) -> None:
    local = local_of(case)
    key = key_of(local)
    await local.stop()
    with pytest.raises(keys.VenueUnavailableError) as caught:
        await CcxtVenues(addresses_of(local)).probe(credential_of(key))
    for shown in (str(caught.value), repr(caught.value.__cause__), repr(credential_of(key))):
        assert key["secret"] not in shown
        assert key["key"] not in shown


async def test_a_closed_client_whose_tables_are_shared_keeps_no_key(case: Case) -> None:
    local = local_of(case)
    venues, key = CcxtVenues(addresses_of(local)), key_of(local)
    first = await venues.open(credential_of(key), tenant="first")
    await first.close()
    second = await venues.open(credential_of(key_of(local)), tenant="second")
    assert (await second.balances())["USDT"].free == 10_000
    shared = [vars(commons.sibling) for commons in venues._commons.values()]
    assert not any(value == key["secret"] for known in shared for value in known.values())
    await second.close()
