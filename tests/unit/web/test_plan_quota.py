"""A tenant's share of plans: used up by a flood, back with time, nobody else's concern."""

from __future__ import annotations

from uuid import uuid4

import pytest

from domain.shared.errors import QuotaError
from domain.shared.ids import TenantId
from domain.trading.use_cases.create_plan import CreatePlan
from domain.trading.venue_facts import CAPABILITIES
from robson_app.plan_quota import AT_ONCE, EVERY_S, TenantPlans
from tests.fakes.trading_desk import ACCOUNT, TradingDesk

OURS, THEIRS = TenantId(uuid4()), TenantId(uuid4())


def test_a_flood_is_told_how_long_to_wait_and_stops_nobody_else() -> None:
    now = [0.0]
    plans = TenantPlans(lambda: now[0])
    for _ in range(AT_ONCE):
        plans.spend(OURS)
    with pytest.raises(QuotaError, match="no plan was made, wait 6 s") as refused:
        plans.spend(OURS)
    assert refused.value.retry_after_s == EVERY_S
    plans.spend(THEIRS)
    now[0] += EVERY_S
    plans.spend(OURS)
    with pytest.raises(QuotaError):
        plans.spend(OURS)


async def test_a_tenant_beyond_its_share_of_plans_stores_nothing() -> None:
    desk = TradingDesk()
    quota = TenantPlans(lambda: 0.0)
    create = CreatePlan(desk.units, desk.view, CAPABILITIES, desk.chronicle, quota)
    for _ in range(AT_ONCE):
        quota.spend(desk.trader.tenant_id)

    with pytest.raises(QuotaError):
        await create(desk.trader, ACCOUNT, desk.draft())

    assert (desk.store.plans, desk.store.commits) == ({}, 0)
