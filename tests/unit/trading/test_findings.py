"""What a venue holds that is not ours, and what it does not hold that should be there."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from domain.trading.account import AccountKind, VenueName
from domain.trading.finding import FindingKind
from domain.trading.order import Order, OrderStatus
from domain.trading.use_cases.check_balances import CheckBalances
from domain.trading.use_cases.keep_findings import KeepFindings
from domain.trading.venue import Balance
from tests.fakes.trading_desk import ACCOUNT, TENANT, TradingDesk, paper_account
from tests.fakes.venue import FakeVenue


class VenueDesk(TradingDesk):
    def __init__(self, kind: AccountKind = AccountKind.TESTNET) -> None:
        super().__init__(replace(paper_account(), kind=kind, venue=VenueName.BINANCE))
        self.venue = FakeVenue()
        self.check_balances = CheckBalances(self.units, self.chronicle, KeepFindings(self.units, self.chronicle))

    async def check(self, **held: str) -> None:
        self.venue.held = {a: Balance(asset=a, free=Decimal(q), locked=Decimal(0)) for a, q in held.items()}
        await self.check_balances(TENANT, ACCOUNT, self.venue)

    def found(self) -> list[tuple[FindingKind, str]]:
        return [(f.kind, f.subject) for f in self.store.findings.values() if f.gone_at is None]


async def test_balances_that_match_the_books_find_nothing() -> None:
    desk = VenueDesk()
    await desk.check(USDT="10000")
    assert desk.found() == []
    assert desk.store.events == []


async def test_less_at_the_venue_than_in_the_books_is_an_alert_with_figures_until_it_is_resolved() -> None:
    desk = VenueDesk()
    await desk.check(USDT="9900")
    await desk.check(USDT="9900")
    (finding,) = desk.store.findings.values()
    assert finding.kind is FindingKind.BALANCE_DRIFT
    assert finding.figures == {"asset": "USDT", "held": "9900", "books": "10000", "difference": "-100"}
    await desk.check(USDT="10000")
    assert desk.found() == []
    assert desk.store.kinds() == ["balance.drifted", "balance.drifted_gone"]


async def test_what_is_held_beyond_the_books_is_external_and_no_part_of_equity() -> None:
    desk = VenueDesk()
    equity = desk.account.balance
    await desk.check(USDT="10000", DOGE="5")
    assert desk.found() == [(FindingKind.EXTERNAL_HOLDING, "DOGE")]
    assert desk.account.balance == equity


async def test_nothing_is_concluded_while_an_order_is_on_its_way() -> None:
    desk = VenueDesk(AccountKind.TESTNET)
    order = await _an_unknown_order()
    desk.store.put(order)
    await desk.check(USDT="1")
    assert desk.found() == []


async def test_the_fee_of_the_venue_becomes_the_account_s_costs_through_one_event() -> None:
    desk = VenueDesk()
    desk.venue.fee = Decimal("0.00075")
    await desk.check(USDT="10000")
    await desk.check(USDT="10000")
    assert (desk.account.costs.fee_in, desk.account.costs.fee_out) == (Decimal("0.00075"), Decimal("0.00075"))
    assert desk.store.kinds() == ["account.fees_changed"]


async def test_a_paper_account_is_not_checked() -> None:
    desk = VenueDesk(AccountKind.PAPER)
    await desk.check(USDT="1")
    assert desk.found() == []


async def _an_unknown_order() -> Order:
    other = TradingDesk()
    await other.executed()
    (order, *_) = other.store.orders.values()
    return replace(order, status=OrderStatus.UNKNOWN)
