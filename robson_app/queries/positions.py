"""The story of a position: orders, fills, where the stop goes next, and everything that happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.identity.principal import Permission, Principal
from domain.marketdata.ports import MarketView
from domain.risk.trailing import Entered, Rung, ladder
from domain.risk.vocabulary import ExitPolicy
from domain.shared.ids import PositionId
from domain.shared.page import PageRequest
from domain.trading.account import Account
from domain.trading.order import Fill, Order
from domain.trading.plan import Plan
from domain.trading.ports import UnitsOfWork
from domain.trading.position import Position
from domain.trading.reads import ChainedEvent, Reads

RUNGS = 8
TIMELINE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionStory:
    """One position with its plan, orders, fills, trailing ladder and time line, all oldest first."""

    account: Account
    position: Position
    plan: Plan
    orders: Sequence[Order]
    fills: Sequence[Fill]
    ladder: Sequence[Rung]
    timeline: Sequence[ChainedEvent]


class PositionStories:
    """Reads stories."""

    def __init__(self, *, units: UnitsOfWork, reads: Reads, view: MarketView) -> None:
        """Take the books, the read side and the market's grids."""
        self._units = units
        self._reads = reads
        self._view = view

    async def __call__(self, principal: Principal, position_id: PositionId) -> PositionStory:
        """Return one story.

        Raises:
            NotFoundError: the tenant has no such position.
        """
        principal.require(Permission.VIEW)
        async with self._units(principal.tenant_id) as unit:
            position = await unit.positions.get(position_id)
            account = await unit.accounts.get(position.account_id)
            plan = await unit.plans.get(position.plan_id)
            orders = await unit.orders.of_position(position_id)
            fills = await unit.orders.fills_of(position_id)
        timeline = await self._reads.events(
            principal.tenant_id,
            position.account_id,
            PageRequest(size=TIMELINE),
            position_id=position_id,
            ascending=True,
        )
        return PositionStory(
            account=account,
            position=position,
            plan=plan,
            orders=orders,
            fills=fills,
            ladder=self._ladder(account, position),
            timeline=timeline.items,
        )

    def _ladder(self, account: Account, position: Position) -> Sequence[Rung]:
        instrument = self._view.instrument(position.symbol)
        if instrument is None or position.average_entry is None or not position.span:
            return ()
        if position.exit_policy is ExitPolicy.TARGET:
            return ()
        entered = Entered(
            side=position.side,
            average=position.average_entry,
            span=position.span,
            costs=account.costs,
            filters=instrument.filters,
        )
        return ladder(entered, RUNGS)
