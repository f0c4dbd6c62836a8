"""Keys that their venue takes no more, and keys that take the place of others, while a position is open."""

from __future__ import annotations

import pytest

from domain.trading.connection import ConnectionStatus, VenueConnection
from domain.trading.position import CloseReason, PositionStatus
from robson_app.pages.settings.accounts.rows import account_cards
from tests.fakes.market_view import ETH
from tests.integration.engine.floor import until
from tests.integration.engine.venue_floor import VenueFloor, VenueTrader

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def connection_once(trader: VenueTrader, status: ConnectionStatus) -> VenueConnection:
    async def look() -> VenueConnection | None:
        found = await trader.connection()
        return found if found.status is status and not found.candidate else None

    return await until(look, 20)


async def changed(trader: VenueTrader, keys: dict[str, str]) -> VenueConnection:
    """Give new keys, and wait until they have been tested."""
    form = {"api_key": keys["key"], "secret": keys["secret"]}
    await trader.web.change_keys(trader.principal, trader.account_id, form)

    async def look() -> VenueConnection | None:
        found = await trader.connection()
        return None if found.candidate else found

    return await until(look, 20)


async def test_revoked_keys_show_as_suspended_in_words_and_new_ones_bring_the_account_back(
    floor: VenueFloor, trader: VenueTrader
) -> None:
    plan, _ = await trader.held()
    other = await floor.trader()
    floor.venue.control.revoke(trader.keys["key"])
    suspended = await connection_once(trader, ConnectionStatus.SUSPENDED)
    assert "-2015" in suspended.reason
    (card,) = account_cards([await trader.account()], {suspended.id: suspended})
    assert (card.proof, card.keys_words) == ("suspended", "not taken any more")
    assert card.reason == card.halt_reason == suspended.reason
    assert (await other.connection()).status is ConnectionStatus.CONNECTED
    await other.held()
    with pytest.raises(AssertionError, match="ACCOUNT_SUSPENDED"):
        await trader.validated(symbol=ETH, stop="3130")
    back = await changed(trader, floor.venue.control.key(trader.name))
    assert (back.status, back.generation, back.reason) == (ConnectionStatus.CONNECTED, 2, "")
    assert (await trader.account()).suspended == ""
    floor.move("42800")
    closed = await trader.reached(plan, PositionStatus.CLOSED, 20)
    assert closed.close_reason is CloseReason.STOPPED
    assert floor.sent(trader) == {1}


async def test_keys_that_guard_a_position_are_changed_once_the_new_ones_are_proven_the_same_accounts(
    floor: VenueFloor, trader: VenueTrader
) -> None:
    await trader.held()
    other = await floor.trader()
    strange = await changed(trader, floor.venue.control.key(other.name))
    assert (strange.status, strange.generation) == (ConnectionStatus.CONNECTED, 1)
    assert "another account" in strange.reason
    withdrawing = await changed(trader, floor.venue.control.key(trader.name, can_withdraw=True))
    assert "those in use stay" in withdrawing.reason
    fresh = floor.venue.control.key(trader.name)
    proven = await changed(trader, fresh)
    assert (proven.key_hint, proven.generation, proven.reason) == (fresh["key"][-4:], 2, "")
    floor.venue.desk.key_of(trader.keys["key"]).revoked = True
    await trader.held(symbol=ETH, stop="3130")
    assert len(floor.resting(trader, "STOP_LOSS")) == 2
    assert floor.sent(trader) == {1}
