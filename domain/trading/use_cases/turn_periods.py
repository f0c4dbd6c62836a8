"""Turns the day and the month of an account when the market clock does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from domain.marketdata.market import SourceKind
from domain.marketdata.ports import MarketView
from domain.shared.ids import AccountId, TenantId
from domain.shared.money import ZERO
from domain.trading.account import Account, AccountKind, TradingState
from domain.trading.book import account_figures
from domain.trading.chronicle import ENGINE, Chronicle, Fact
from domain.trading.ports import UnitOfWork, UnitsOfWork
from domain.trading.wording import money

_HASTE = timedelta(days=1)


class TurnPeriods:
    """Restates a new day's and a new month's capital at the equity of that moment, and frees a lost month's latch.

    The kill switch stays as it is: only a trader lifts it.
    """

    def __init__(self, units: UnitsOfWork, view: MarketView, chronicle: Chronicle) -> None:
        """Take the fenced units of work, last prices and the chronicle."""
        self._units = units
        self._view = view
        self._chronicle = chronicle

    async def __call__(self, tenant_id: TenantId, account_id: AccountId) -> bool:
        """Turn what is due; False when nothing was, or while the market's time or a price is not known.

        The days of an account at a real venue are those of the live market: a replay or a simulation turns none.
        """
        status = self._view.status()
        if status is None:
            return False
        async with self._units(tenant_id) as unit:
            account = await unit.accounts.get(account_id, lock=True)
            if account.kind is not AccountKind.PAPER and status.source is not SourceKind.LIVE:
                return False
            today = self._chronicle.market.now().date()
            if not period_over(account.day, today):
                return False
            equity = await self._equity(unit, account)
            if equity is None:
                return False
            turned = replace(account, day=today, day_equity=equity, day_realised=ZERO)
            month = today.replace(day=1)
            if month != account.month:
                turned = _new_month(turned, month, equity)
                self._chronicle.record(unit, account, _month_turned(account, turned))
            unit.accounts.save(turned)
            unit.notify("account", account_id)
            await unit.commit()
            return True

    async def _equity(self, unit: UnitOfWork, account: Account) -> Decimal | None:
        positions = await unit.positions.open(account.id)
        plans = await unit.plans.live(account.id)
        orders = await unit.orders.working(account.id)
        known = ((p.symbol, self._view.quote(p.symbol)) for p in positions)
        quotes = {symbol: quote for symbol, quote in known if quote is not None}
        figures = account_figures(account, positions, plans, orders, quotes)
        return None if figures.unpriced else figures.equity


def period_over(day: date, today: date) -> bool:
    """Say whether an account's day is over: behind the market's, or so far ahead that it was another market's."""
    return not day - _HASTE <= today <= day


def _new_month(account: Account, month: date, equity: Decimal) -> Account:
    freed = account.state is TradingState.REDUCING
    return replace(
        account,
        month=month,
        month_capital=equity,
        month_realised=ZERO,
        state=TradingState.ACTIVE if freed else account.state,
        halt_reason="" if freed else account.halt_reason,
    )


def _month_turned(before: Account, after: Account) -> Fact:
    return Fact(
        kind="month.turned",
        actor=ENGINE,
        subject=after.id,
        headline=f"{after.month:%B %Y} began",
        detail=f"capital {money(after.month_capital)} {after.quote}, "
        f"budget {money(after.month_capital * after.limits.budget_fraction)}",
        figures={
            "capital": after.month_capital,
            "previous_month": str(before.month),
            "previous_realised": before.month_realised,
            "state": after.state,
        },
    )
