"""Reads that a decision needs together, in one round trip each."""

from __future__ import annotations

from adapters.db.repositories import (
    ACCOUNT_OF_PLAN_LOCKED,
    ACCOUNTS,
    LAST_STOPPED,
    LIVE_PLANS,
    OPEN_POSITIONS,
    ORDERS,
    PLANS,
    POSITIONS,
    WORKING_ORDERS,
)
from adapters.db.scope import TenantScope
from adapters.db.wire import Statement
from domain.shared.errors import NotFoundError
from domain.shared.ids import AccountId, PlanId, TenantId
from domain.shared.symbol import Symbol
from domain.trading.account import Account
from domain.trading.books import Books
from domain.trading.plan import Plan


async def read_books(
    scope: TenantScope, tenant_id: TenantId, account_id: AccountId, symbol: Symbol | None, *, lock: bool
) -> Books:
    """Read the account first, its row held if asked, then what is open of it.

    Raises:
        NotFoundError: no such account for this tenant.
    """
    named = {"of_tenant_id": tenant_id, "of_id": account_id}
    within = {"of_tenant_id": tenant_id, "of_account_id": account_id}
    asked = [
        Statement(ACCOUNTS.get_locked if lock else ACCOUNTS.get, named),
        Statement(OPEN_POSITIONS, within),
        Statement(LIVE_PLANS, within),
        Statement(WORKING_ORDERS, within),
    ]
    if symbol is not None:
        asked.append(Statement(LAST_STOPPED, {**within, "of_symbol": str(symbol)}))
    accounts, positions, plans, orders, *stopped = await scope.fetch_all(asked)
    if not accounts:
        raise NotFoundError(f"there is no account {account_id}; nothing was changed", field="account")
    return Books(
        account=ACCOUNTS.mapper.entity(accounts[0]),
        positions=[POSITIONS.mapper.entity(row) for row in positions],
        plans=[PLANS.mapper.entity(row) for row in plans],
        orders=[ORDERS.mapper.entity(row) for row in orders],
        last_stopped_at=stopped[0][0]["at"] if stopped and stopped[0] else None,
    )


async def hold_plan(scope: TenantScope, tenant_id: TenantId, plan_id: PlanId) -> tuple[Account, Plan]:
    """Lock the account of a plan, then read the plan as it is once the lock is held.

    Raises:
        NotFoundError: no such plan for this tenant.
    """
    named = {"of_tenant_id": tenant_id, "of_id": plan_id}
    accounts, plans = await scope.fetch_all([Statement(ACCOUNT_OF_PLAN_LOCKED, named), Statement(PLANS.get, named)])
    if not accounts or not plans:
        raise NotFoundError(f"there is no plan {plan_id}; nothing was changed", field="plan")
    return ACCOUNTS.mapper.entity(accounts[0]), PLANS.mapper.entity(plans[0])
