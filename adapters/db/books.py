"""Reads that a decision needs together, in one round trip each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from adapters.db.repositories import (
    ACCOUNT_OF_PLAN_LOCKED,
    ACCOUNTS,
    BOOKS_OF_PLAN,
    LAST_STOPPED,
    LIVE_PLANS,
    OPEN_POSITIONS,
    PLANS,
    WORKING_ORDERS,
    PostgresAccounts,
    PostgresOrders,
    PostgresPlans,
    PostgresPositions,
)
from adapters.db.scope import TenantScope
from adapters.db.wire import Row, Statement
from domain.shared.errors import NotFoundError
from domain.shared.ids import AccountId, PlanId, TenantId
from domain.shared.symbol import Symbol
from domain.trading.account import Account
from domain.trading.books import Books
from domain.trading.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookcase:
    """Reads rows of several tables at once into the repositories of one unit."""

    scope: TenantScope
    tenant_id: TenantId
    accounts: PostgresAccounts
    plans: PostgresPlans
    orders: PostgresOrders
    positions: PostgresPositions

    async def books(self, account_id: AccountId, symbol: Symbol | None, *, lock: bool) -> Books:
        """Read the account first, its row held if asked, then what is open of it.

        Raises:
            NotFoundError: no such account for this tenant.
        """
        within = {"of_tenant_id": self.tenant_id, "of_account_id": account_id}
        asked = [
            Statement(ACCOUNTS.get_locked if lock else ACCOUNTS.get, self._named(account_id)),
            Statement(OPEN_POSITIONS, within),
            Statement(LIVE_PLANS, within),
            Statement(WORKING_ORDERS, within),
        ]
        if symbol is not None:
            asked.append(Statement(LAST_STOPPED, {**within, "of_symbol": str(symbol)}))
        accounts, *rest = await self.scope.fetch_all(asked)
        if not accounts:
            raise NotFoundError(f"there is no account {account_id}; nothing was changed", field="account")
        return self._opened(accounts, *rest)

    async def hold_plan(self, plan_id: PlanId) -> tuple[Account, Plan]:
        """Lock the account of a plan, then read the plan as it is once the lock is held.

        Raises:
            NotFoundError: no such plan for this tenant.
        """
        named = self._named(plan_id)
        asked = [Statement(ACCOUNT_OF_PLAN_LOCKED, named), Statement(PLANS.get, named)]
        accounts, plans = await self.scope.fetch_all(asked)
        if not accounts or not plans:
            raise _no_plan(plan_id)
        return self.accounts.meet(accounts[0]), self.plans.meet(plans[0])

    async def hold_books_of(self, plan_id: PlanId) -> tuple[Books, Plan]:
        """Lock the account of a plan, then read the plan and everything open beside it as of the lock.

        Raises:
            NotFoundError: no such plan for this tenant.
        """
        named = self._named(plan_id)
        asked = [Statement(text, named) for text in (PLANS.get, *BOOKS_OF_PLAN)]
        accounts, plans, *rest = await self.scope.fetch_all([Statement(ACCOUNT_OF_PLAN_LOCKED, named), *asked])
        if not accounts or not plans:
            raise _no_plan(plan_id)
        plan = self.plans.meet(plans[0])
        return self._opened(accounts, *rest), plan

    def _named(self, entity_id: AccountId | PlanId) -> dict[str, Any]:
        return {"of_tenant_id": self.tenant_id, "of_id": entity_id}

    def _opened(
        self,
        accounts: Sequence[Row],
        positions: Sequence[Row],
        plans: Sequence[Row],
        orders: Sequence[Row],
        stopped: Sequence[Row] = (),
    ) -> Books:
        return Books(
            account=self.accounts.meet(accounts[0]),
            positions=[self.positions.meet(row) for row in positions],
            plans=[self.plans.meet(row) for row in plans],
            orders=[self.orders.meet(row) for row in orders],
            last_stopped_at=stopped[0]["at"] if stopped else None,
        )


def _no_plan(plan_id: PlanId) -> NotFoundError:
    return NotFoundError(f"there is no plan {plan_id}; nothing was changed", field="plan")
