"""What an execution asks of a venue follows from what the venue can do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.trading.account import VenueName
from domain.trading.order import OrderRole
from domain.trading.venue_facts import CAPABILITIES
from tests.fakes.trading_desk import TradingDesk, paper_account

ENTRY, STOP, TARGET = OrderRole.ENTRY, OrderRole.STOP, OrderRole.TARGET


def desk_at(venue: VenueName) -> TradingDesk:
    desk = TradingDesk(lists=CAPABILITIES[venue].entry_with_stop)
    # Still paper in kind: which prices the desk runs on is not what this is about.
    desk.store.put(replace(desk.account, venue=venue))
    return desk


def roles(desk: TradingDesk) -> list[OrderRole]:
    return sorted((o.role for o in desk.store.orders.values()), key=[ENTRY, STOP, TARGET].index)


async def test_binance_gets_entry_and_stop_as_one_list() -> None:
    desk = desk_at(VenueName.BINANCE)
    await desk.executed()
    assert roles(desk) == [ENTRY, STOP]


async def test_binance_gets_a_resting_entry_alone_for_its_waiting_stop_would_not_cover_a_part() -> None:
    desk = desk_at(VenueName.BINANCE)
    await desk.executed(stop="42900", entry="limit", limit="43500")
    assert roles(desk) == [ENTRY]


@pytest.mark.parametrize(("shares", "sent"), [(("1",), [ENTRY, STOP, TARGET]), (("0.5",), [ENTRY, STOP])])
async def test_binance_gets_one_target_for_everything_and_the_engine_takes_the_others(
    shares: tuple[str, ...], sent: list[OrderRole]
) -> None:
    desk = desk_at(VenueName.BINANCE)
    targets = [{"price": "47000", "share": share} for share in shares]
    await desk.executed(exit_policy="both", targets=targets)
    assert roles(desk) == sent
    untaken = [t for t in desk.position.targets if t.order_id is None]
    assert len(untaken) == (0 if TARGET in sent else len(shares))


@pytest.mark.parametrize("venue", [VenueName.BYBIT, VenueName.OKX, VenueName.KRAKEN, VenueName.COINBASE])
async def test_the_others_get_the_entry_alone(venue: VenueName) -> None:
    desk = desk_at(venue)
    await desk.executed()
    assert roles(desk) == [ENTRY]


def test_every_venue_has_its_row() -> None:
    assert set(CAPABILITIES) == set(VenueName)
    assert paper_account().venue is VenueName.PAPER
