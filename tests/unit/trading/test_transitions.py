from __future__ import annotations

import pytest

from domain.trading.errors import IllegalTransitionError
from domain.trading.order import OrderStatus
from domain.trading.plan import PlanStatus
from domain.trading.position import PositionStatus
from domain.trading.transitions import ORDER, PLAN, POSITION, step


@pytest.mark.parametrize(("table", "statuses"), [(ORDER, OrderStatus), (POSITION, PositionStatus), (PLAN, PlanStatus)])
def test_every_status_has_its_row_and_every_move_is_either_listed_or_raises(table: dict, statuses: type) -> None:
    assert set(table) == set(statuses)
    for current in statuses:
        for target in statuses:
            if target is current or target in table[current]:
                assert step(table, current, target, "it") is target
            else:
                with pytest.raises(IllegalTransitionError, match="cannot become"):
                    step(table, current, target, "it")


def test_unknown_resolves_to_every_outcome_a_venue_can_prove() -> None:
    proven = {
        OrderStatus.OPEN,
        OrderStatus.PARTIALLY_FILLED,
        OrderStatus.FILLED,
        OrderStatus.CANCELLED,
        OrderStatus.EXPIRED,
        OrderStatus.REJECTED,
    }

    assert ORDER[OrderStatus.UNKNOWN] == proven
    assert OrderStatus.INTENT not in ORDER[OrderStatus.UNKNOWN]


def test_nothing_leaves_an_executed_plan_a_filled_or_a_denied_order() -> None:
    assert PLAN[PlanStatus.EXECUTED] == frozenset()
    assert ORDER[OrderStatus.FILLED] == ORDER[OrderStatus.DENIED] == frozenset()
