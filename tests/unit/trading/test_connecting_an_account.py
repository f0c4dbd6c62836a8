"""Keys go in sealed, are proven by the venue or erased, and real money waits until it is armed."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from adapters.secrets.envelope import EnvelopeBox
from domain.identity.errors import SecondFactorError
from domain.identity.principal import Role
from domain.shared.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from domain.shared.ids import AccountId
from domain.trading.account import Account, AccountKind, TradingState
from domain.trading.connection import ConnectionStatus, VenueConnection
from domain.trading.credentials import (
    ClockSkewError,
    CredentialError,
    VenueCredential,
    VenuePermissions,
    VenueUnavailableError,
    WithdrawalAllowedError,
)
from domain.trading.keys import opened_keys
from domain.trading.use_cases.arm_account import ACKNOWLEDGEMENT, NOT_ARMED, ArmAccount
from domain.trading.use_cases.change_keys import ChangeKeys
from domain.trading.use_cases.check_connection import CheckConnection
from domain.trading.use_cases.connect_account import MOST_ACCOUNTS, ConnectAccount
from domain.trading.use_cases.suspend_account import SuspendAccount
from tests.fakes.trading_desk import TENANT, TradingDesk, principal

KEY, SECRET = "an-api-key-of-some-length-1234", "a-canary-secret-nobody-may-see"
FORM: dict[str, object] = {
    "name": "Main",
    "kind": "live",
    "venue": "binance",
    "quote": "USDT",
    "allocated": "5000",
    "api_key": KEY,
    "secret": SECRET,
}
PROVEN = VenuePermissions(
    read=True,
    trade=True,
    withdraw=False,
    ip_restricted=True,
    account_type="SPOT",
    maker=Decimal("0.00075"),
    taker=Decimal("0.00075"),
    quotes={"USDT": Decimal(9000)},
)

OTHER_KEYS = {"api_key": "another-key-5678", "secret": "another-secret"}


class FakeProbe:
    """Implements `CredentialProbe`: answers what the test says."""

    def __init__(self) -> None:
        self.answer: VenuePermissions | CredentialError = PROVEN
        self.asked: list[VenueCredential] = []

    async def probe(self, credential: VenueCredential) -> VenuePermissions:
        self.asked.append(credential)
        if isinstance(self.answer, CredentialError):
            raise self.answer
        return self.answer


class Connecting(TradingDesk):
    """A desk whose owner connects accounts."""

    def __init__(self) -> None:
        super().__init__()
        self.box, self.probe = EnvelopeBox({1: os.urandom(32)}), FakeProbe()
        self.connect = ConnectAccount(self.units, self.box, self.chronicle)
        self.check = CheckConnection(self.units, self.box, self.probe, self.chronicle)
        self.change = ChangeKeys(self.units, self.box, self.chronicle)
        self.arm = ArmAccount(self.units, self.chronicle)
        self.trader = replace(self.trader, factor_at=self.wall.now())

    async def opened(self, **changes: object) -> AccountId:
        return (await self.connect(self.trader, {**FORM, **changes})).id

    async def proven(self, **changes: object) -> AccountId:
        account_id = await self.opened(**changes)
        await self.check(TENANT, account_id)
        return account_id

    def now(self, account_id: AccountId) -> tuple[Account, VenueConnection]:
        return self.store.accounts[account_id], self.store.connections[account_id]


@pytest.fixture
def desk() -> Connecting:
    return Connecting()


async def test_an_account_is_halted_and_its_keys_are_sealed_until_they_are_tested(desk: Connecting) -> None:
    account, connection = desk.now(await desk.opened())
    assert (account.kind, account.state) == (AccountKind.LIVE, TradingState.HALTED)
    assert connection.status is ConnectionStatus.TESTING
    assert connection.key_hint == "1234"
    assert opened_keys(desk.box, account, connection).secret == SECRET
    assert SECRET not in repr(desk.store) and SECRET not in repr(desk.store.events)
    assert KEY not in repr(desk.store.events)


async def test_proven_testnet_keys_open_the_account_at_the_venues_own_fees(desk: Connecting) -> None:
    account, connection = desk.now(await desk.proven(kind="testnet"))
    assert (account.state, account.halt_reason) == (TradingState.ACTIVE, "")
    assert connection.status is ConnectionStatus.CONNECTED
    assert connection.permissions == PROVEN
    assert account.costs.fee_in == Decimal("0.00075")
    assert desk.probe.asked[0].secret == SECRET


async def test_real_money_waits_until_it_is_armed_in_so_many_words(desk: Connecting) -> None:
    account_id = await desk.proven()
    assert desk.now(account_id)[0].state is TradingState.HALTED
    with pytest.raises(ConflictError, match="not armed"):
        await desk.resume_trading(desk.trader, account_id)
    with pytest.raises(InvalidInputError) as refused:
        await desk.arm(desk.trader, account_id, "yes")
    assert refused.value.field == "acknowledgement"
    await desk.arm(desk.trader, account_id, ACKNOWLEDGEMENT)
    account, connection = desk.now(account_id)
    assert account.state is TradingState.ACTIVE
    assert connection.armed_by == desk.trader.actor
    before = len(desk.store.events)
    await desk.arm(desk.trader, account_id, ACKNOWLEDGEMENT)
    assert len(desk.store.events) == before


async def test_real_money_is_not_armed_without_a_second_factor_shown_lately(desk: Connecting) -> None:
    account_id = await desk.proven()
    for factor_at in (None, desk.wall.now() - timedelta(minutes=6)):
        with pytest.raises(SecondFactorError):
            await desk.arm(replace(desk.trader, factor_at=factor_at), account_id, ACKNOWLEDGEMENT)
    assert desk.now(account_id)[0].state is TradingState.HALTED


async def test_untested_keys_cannot_be_armed_or_resumed(desk: Connecting) -> None:
    account_id = await desk.opened()
    with pytest.raises(ConflictError, match="testing"):
        await desk.arm(desk.trader, account_id, ACKNOWLEDGEMENT)
    with pytest.raises(ConflictError, match="testing"):
        await desk.resume_trading(desk.trader, account_id)


async def test_keys_that_may_withdraw_are_refused_and_erased(desk: Connecting) -> None:
    desk.probe.answer = WithdrawalAllowedError("the key may withdraw; take that right away at the venue")
    account, connection = desk.now(await desk.proven())
    assert connection.status is ConnectionStatus.REFUSED
    assert connection.sealed == ""
    assert "may withdraw" in connection.reason
    assert account.state is TradingState.HALTED
    assert "account.keys_refused" in desk.store.kinds()


async def test_a_venue_out_of_reach_proves_nothing_and_is_asked_again(desk: Connecting) -> None:
    desk.probe.answer = VenueUnavailableError("the venue does not answer")
    account_id = await desk.proven()
    _, connection = desk.now(account_id)
    assert (connection.status, connection.reason) == (ConnectionStatus.TESTING, "the venue does not answer")
    commits = desk.store.commits
    await desk.check(TENANT, account_id)
    assert desk.store.commits == commits
    desk.probe.answer = PROVEN
    assert await desk.check(TENANT, account_id) is ConnectionStatus.CONNECTED


async def test_new_keys_take_the_place_of_proven_ones_once_they_are_proven_too(desk: Connecting) -> None:
    account_id = await desk.proven()
    await desk.arm(desk.trader, account_id, ACKNOWLEDGEMENT)
    await desk.change(desk.trader, account_id, OTHER_KEYS)
    account, connection = desk.now(account_id)
    assert (account.state, connection.status) == (TradingState.ACTIVE, ConnectionStatus.CONNECTED)
    assert (connection.key_hint, connection.candidate_hint, connection.generation) == ("1234", "5678", 1)
    assert opened_keys(desk.box, account, connection).secret == SECRET
    await desk.check(TENANT, account_id)
    assert desk.probe.asked[-1].secret == OTHER_KEYS["secret"]
    account, connection = desk.now(account_id)
    assert (account.state, account.halt_reason) == (TradingState.HALTED, NOT_ARMED)
    assert (connection.key_hint, connection.candidate, connection.generation) == ("5678", "", 2)
    assert connection.armed_at is None
    assert opened_keys(desk.box, account, connection).secret == OTHER_KEYS["secret"]


async def test_new_keys_that_are_refused_are_erased_and_those_in_use_stay(desk: Connecting) -> None:
    account_id = await desk.proven(kind="testnet")
    await desk.change(desk.trader, account_id, OTHER_KEYS)
    desk.probe.answer = WithdrawalAllowedError("this key may withdraw money")
    assert await desk.check(TENANT, account_id) is ConnectionStatus.CONNECTED
    account, connection = desk.now(account_id)
    assert (account.state, connection.candidate, connection.permissions) == (TradingState.ACTIVE, "", PROVEN)
    assert connection.reason == "new keys …5678 were refused, those in use stay: this key may withdraw money"
    assert opened_keys(desk.box, account, connection).secret == SECRET
    assert "account.keys_refused" in desk.store.kinds()


async def test_a_venue_out_of_reach_leaves_new_keys_waiting_and_those_in_use_working(desk: Connecting) -> None:
    account_id = await desk.proven(kind="testnet")
    await desk.change(desk.trader, account_id, OTHER_KEYS)
    desk.probe.answer = VenueUnavailableError("the venue does not answer")
    assert await desk.check(TENANT, account_id) is ConnectionStatus.CONNECTED
    account, connection = desk.now(account_id)
    assert (account.state, connection.candidate_hint) == (TradingState.ACTIVE, "5678")
    assert connection.reason == "the venue does not answer"


async def test_keys_of_another_account_at_the_venue_are_refused_in_words(desk: Connecting) -> None:
    desk.probe.answer = replace(PROVEN, uid="77")
    account_id = await desk.proven(kind="testnet")
    await desk.change(desk.trader, account_id, OTHER_KEYS)
    desk.probe.answer = replace(PROVEN, uid="78")
    await desk.check(TENANT, account_id)
    _, connection = desk.now(account_id)
    assert "another account" in connection.reason
    assert (connection.key_hint, connection.candidate) == ("1234", "")


async def test_keys_that_guard_something_open_are_changed_only_where_the_venue_tells_whose_they_are(
    desk: Connecting,
) -> None:
    account_id = await desk.proven(kind="testnet")
    position = replace(await super(Connecting, desk).opened(), account_id=account_id)
    desk.store.put(position)
    with pytest.raises(ConflictError, match="guard them"):
        await desk.change(desk.trader, account_id, OTHER_KEYS)
    _, connection = desk.now(account_id)
    desk.store.put(replace(connection, permissions=replace(PROVEN, uid="77")))
    await desk.change(desk.trader, account_id, OTHER_KEYS)
    assert desk.now(account_id)[1].candidate_hint == "5678"


async def test_keys_that_their_venue_takes_no_more_show_as_suspended_and_working_ones_bring_the_account_back(
    desk: Connecting,
) -> None:
    account_id = await desk.proven(kind="testnet")
    suspend = SuspendAccount(desk.units, desk.chronicle)
    await suspend(TENANT, account_id, "the venue does not take this key")
    account, connection = desk.now(account_id)
    assert connection.status is ConnectionStatus.SUSPENDED
    assert connection.reason == account.suspended == "the venue does not take this key"
    assert opened_keys(desk.box, account, connection).secret == SECRET
    await suspend(TENANT, account_id, "")
    account, connection = desk.now(account_id)
    assert (account.suspended, connection.status, connection.reason) == ("", ConnectionStatus.CONNECTED, "")
    await suspend(TENANT, account_id, "again")
    await desk.change(desk.trader, account_id, OTHER_KEYS)
    await desk.check(TENANT, account_id)
    account, connection = desk.now(account_id)
    assert (account.suspended, connection.status, connection.key_hint) == ("", ConnectionStatus.CONNECTED, "5678")


async def test_live_keys_are_not_changed_without_a_second_factor(desk: Connecting) -> None:
    account_id = await desk.proven()
    with pytest.raises(SecondFactorError):
        await desk.change(replace(desk.trader, factor_at=None), account_id, FORM)
    assert desk.now(account_id)[1].status is ConnectionStatus.CONNECTED


@pytest.mark.parametrize("doubt", [CredentialError("the venue asks too often"), ClockSkewError("the clock is wrong")])
async def test_what_says_nothing_about_the_keys_erases_none(desk: Connecting, doubt: CredentialError) -> None:
    desk.probe.answer = doubt
    _, connection = desk.now(await desk.proven())
    assert (connection.status, connection.reason) == (ConnectionStatus.TESTING, str(doubt))
    assert connection.sealed


async def test_arming_lifts_no_kill_switch(desk: Connecting) -> None:
    account_id = await desk.proven()
    await desk.kill_switch(desk.trader, account_id, "HALT", "enough")
    await desk.arm(desk.trader, account_id, ACKNOWLEDGEMENT)
    account, connection = desk.now(account_id)
    assert (account.state, account.halt_reason) == (TradingState.HALTED, "enough")
    assert connection.armed_at is not None


async def test_accounts_are_counted(desk: Connecting) -> None:
    for number in range(MOST_ACCOUNTS - 1):
        await desk.opened(name=f"Account {number}")
    with pytest.raises(ConflictError, match="at most"):
        await desk.opened(name="One more")


async def test_the_kill_switch_outlives_new_keys(desk: Connecting) -> None:
    account_id = await desk.proven(kind="testnet")
    await desk.kill_switch(desk.trader, account_id, "HALT", "enough")
    await desk.change(desk.trader, account_id, OTHER_KEYS)
    await desk.check(TENANT, account_id)
    account, _ = desk.now(account_id)
    assert (account.state, account.halt_reason) == (TradingState.HALTED, "enough")


async def test_a_lost_month_stays_lost_through_new_keys(desk: Connecting) -> None:
    account_id = await desk.proven(kind="testnet")
    account, _ = desk.now(account_id)
    desk.store.put(replace(account, month_realised=Decimal(-200), state=TradingState.REDUCING))
    await desk.change(desk.trader, account_id, OTHER_KEYS)
    await desk.check(TENANT, account_id)
    assert desk.now(account_id)[0].state is TradingState.REDUCING


@pytest.mark.parametrize("role", [Role.DEMO, Role.TRADER, Role.RISK, Role.VIEWER])
async def test_only_owners_and_admins_connect_change_and_arm(desk: Connecting, role: Role) -> None:
    account_id = await desk.proven()
    other = principal(role=role)
    with pytest.raises(ForbiddenError):
        await desk.connect(other, FORM)
    with pytest.raises(ForbiddenError):
        await desk.change(other, account_id, FORM)
    with pytest.raises(ForbiddenError):
        await desk.arm(other, account_id, ACKNOWLEDGEMENT)


async def test_a_paper_account_has_no_keys_to_change_and_is_not_armed(desk: Connecting) -> None:
    paper = desk.account.id
    with pytest.raises(NotFoundError):
        await desk.change(desk.trader, paper, FORM)
    with pytest.raises(ConflictError, match="only a live account"):
        await desk.arm(desk.trader, paper, ACKNOWLEDGEMENT)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 41),
        ("name", None),
        ("kind", "paper"),
        ("kind", "margin"),
        ("venue", "paper"),
        ("venue", "mtgox"),
        ("quote", "XYZ"),
        ("quote", ["USDT"]),
        ("allocated", "NaN"),
        ("allocated", "-1"),
        ("allocated", "99.99"),
        ("allocated", "1e400"),
        ("allocated", "1000000000001"),
        ("allocated", True),
        ("allocated", "１００００"),
        ("api_key", ""),
        ("api_key", "short"),
        ("api_key", "k" * 10_000),
        ("api_key", "a key with spaces"),
        ("api_key", "chave-à-brasileira"),
        ("secret", None),
        ("secret", {"a": 1}),
        ("secret", "nul\x00" + "s" * 20),
        ("passphrase", 12345678),
    ],
)
async def test_a_bad_field_is_named_and_nothing_is_stored(desk: Connecting, field: str, value: object) -> None:
    with pytest.raises(InvalidInputError) as refused:
        await desk.connect(desk.trader, {**FORM, field: value})
    assert refused.value.field == field or (field, refused.value.field) == ("venue", "kind")
    assert len(desk.store.accounts) == 1
    assert desk.store.connections == {}
    if field in {"api_key", "secret", "passphrase"} and isinstance(value, str) and value:
        assert value not in str(refused.value)


async def test_a_name_is_taken_once(desk: Connecting) -> None:
    await desk.opened()
    with pytest.raises(InvalidInputError, match="taken"):
        await desk.opened()
