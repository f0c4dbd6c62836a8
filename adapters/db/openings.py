"""How a tenant begins: its rows and the start of its chain, in one transaction."""

from __future__ import annotations

from adapters.db import chain
from adapters.db.mappers.rows import Mapper
from adapters.db.repositories import ACCOUNTS, keep_month
from adapters.db.sessions import SESSIONS
from adapters.db.statements import insert_row
from adapters.db.tables import METADATA
from adapters.db.wire import Statement
from domain.identity.opening import Opening
from domain.identity.tenant import Tenant, User
from domain.risk.limits import Costs, RiskLimits
from domain.shared.money import ZERO
from domain.trading.account import Account, AccountKind, TradingState

TENANTS, USERS = Mapper(Tenant), Mapper(User)
_INSERTS = {name: insert_row(METADATA.tables[name]) for name in ("tenant", "app_user", "session", "account")}


def opening_statements(opening: Opening) -> list[Statement]:
    """Return the statements that store an opening, its events last."""
    account = _account(opening)
    session = opening.session
    return [
        Statement(_INSERTS["tenant"], TENANTS.row(opening.tenant)),
        Statement(_INSERTS["app_user"], USERS.row(opening.user)),
        *([Statement(_INSERTS["session"], SESSIONS.row(session))] if session else []),
        Statement(_INSERTS["account"], ACCOUNTS.mapper.row(account)),
        keep_month(account),
        chain.open_chain(opening.tenant.id),
        *(chain.append(event) for event in opening.events),
    ]


def _account(opening: Opening) -> Account:
    return Account(
        id=opening.account_id,
        tenant_id=opening.tenant.id,
        name=opening.account_name,
        kind=AccountKind.PAPER,
        quote=opening.capital.currency,
        allocated=opening.capital.amount,
        realised=ZERO,
        month=opening.market_at.date().replace(day=1),
        month_capital=opening.capital.amount,
        month_realised=ZERO,
        day=opening.market_at.date(),
        day_equity=opening.capital.amount,
        day_realised=ZERO,
        state=TradingState.ACTIVE,
        halt_reason="",
        limits=RiskLimits(),
        costs=Costs(),
        created_at=opening.tenant.created_at,
    )
