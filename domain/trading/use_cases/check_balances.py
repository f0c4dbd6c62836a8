"""What the venue holds against what our books imply, and the fees it charges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from domain.marketdata.market import Side
from domain.shared.ids import AccountId, TenantId
from domain.shared.money import ZERO
from domain.trading.account import AccountKind
from domain.trading.books import Books
from domain.trading.chronicle import ENGINE, Chronicle, Fact
from domain.trading.finding import FindingKind, Seen
from domain.trading.ports import UnitsOfWork, Venue
from domain.trading.transitions import ORDER_IN_FLIGHT
from domain.trading.use_cases.keep_findings import KeepFindings
from domain.trading.venue import Balance
from domain.trading.wording import exact, plain

TOLERANCE = Decimal("0.002")
"""Share of what is expected that rounding and fees may make out."""

_SMALLEST = Decimal("0.00000001")
_KINDS = frozenset({FindingKind.EXTERNAL_HOLDING, FindingKind.BALANCE_DRIFT})


class CheckBalances:
    """Tells drift with figures. It corrects nothing: equity is what was allocated plus results."""

    def __init__(self, units: UnitsOfWork, chronicle: Chronicle, keep_findings: KeepFindings) -> None:
        """Take the fenced units of work, the chronicle and where findings are kept."""
        self._units = units
        self._chronicle = chronicle
        self._keep_findings = keep_findings

    async def __call__(self, tenant_id: TenantId, account_id: AccountId, venue: Venue) -> None:
        """Check one account at its venue; nothing is concluded while something is on its way or moves meanwhile.

        A paper venue keeps its own books, with shorts and interest, and is not checked.

        Raises:
            RobsonError: the venue or the database could not be asked.
        """
        before = await self._books(tenant_id, account_id)
        if before.account.kind is AccountKind.PAPER:
            return
        held = await venue.balances()
        await self._take_over_fees(tenant_id, account_id, venue)
        after = await self._books(tenant_id, account_id)
        if _moving(before) or _state(before) != _state(after):
            return
        await self._keep_findings(tenant_id, account_id, _KINDS, differences(expected(before), held))

    async def _books(self, tenant_id: TenantId, account_id: AccountId) -> Books:
        async with self._units(tenant_id) as unit:
            return await unit.books(account_id)

    async def _take_over_fees(self, tenant_id: TenantId, account_id: AccountId, venue: Venue) -> None:
        rate = await venue.taker_fee()
        async with self._units(tenant_id) as unit:
            account = await unit.accounts.get(account_id, lock=True)
            costs = account.costs
            if rate is None or (costs.fee_in, costs.fee_out) == (rate, rate):
                return
            self._chronicle.record(
                unit,
                account,
                Fact(
                    kind="account.fees_changed",
                    actor=ENGINE,
                    subject=account_id,
                    headline=f"Fee {plain(rate * 100)} %",
                    detail=f"the venue's rate for this account, {plain(costs.fee_in * 100)} % before",
                    figures={"fee": rate, "fee_in_before": costs.fee_in, "fee_out_before": costs.fee_out},
                ),
            )
            unit.accounts.save(replace(account, costs=replace(costs, fee_in=rate, fee_out=rate)))
            unit.notify("account", account_id)
            await unit.commit()


def expected(books: Books) -> Mapping[str, Decimal]:
    """Return what the books imply at the venue, by asset: cash in the quote currency, what open longs hold."""
    account = books.account
    cost = sum((p.quantity * (p.average_entry or ZERO) * p.rate for p in books.positions), ZERO)
    implied = {account.quote: account.balance - account.dust_cost - cost}
    for position in books.positions:
        if position.side is Side.LONG and position.quantity:
            base = position.symbol.base
            implied[base] = implied.get(base, ZERO) + position.quantity
    return implied


def differences(implied: Mapping[str, Decimal], held: Mapping[str, Balance]) -> Sequence[Seen]:
    """Return what there is less of than implied (drift), and more (external), beyond the tolerance."""
    found: list[Seen] = []
    for asset in sorted(implied.keys() | held.keys()):
        wanted = exact(implied.get(asset, ZERO))
        balance = held.get(asset)
        there = ZERO if balance is None else balance.free + balance.locked
        gap = there - wanted
        if abs(gap) <= max(abs(wanted) * TOLERANCE, _SMALLEST):
            continue
        figures = {"asset": asset, "held": plain(there), "books": plain(wanted), "difference": plain(gap)}
        words = f"the venue holds {plain(there)} {asset}, the books imply {plain(wanted)} ({plain(gap)})"
        kind = FindingKind.BALANCE_DRIFT if gap < 0 else FindingKind.EXTERNAL_HOLDING
        found.append(Seen(kind=kind, subject=asset, sentence=words, figures=figures))
    return found


def _moving(books: Books) -> bool:
    unsettled = any(o.status in ORDER_IN_FLIGHT for o in books.orders)
    return unsettled or not books.fills_complete


def _state(books: Books) -> object:
    positions = [(p.id, p.version) for p in books.positions]
    return books.account.realised, books.account.allocated, positions, [(o.id, o.filled) for o in books.orders]
