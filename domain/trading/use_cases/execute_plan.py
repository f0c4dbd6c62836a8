"""A validated plan becomes an order with its stop: exactly once, whatever is clicked twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from domain.identity.principal import STEP_UP, Permission, Principal
from domain.marketdata.ports import MarketView
from domain.risk.verdict import Denied
from domain.shared.errors import InvalidInputError
from domain.shared.ids import PlanId, PositionId
from domain.shared.money import ONE, ZERO, Quantity
from domain.trading.account import Account, AccountKind
from domain.trading.checks import still_good
from domain.trading.chronicle import Chronicle, Fact
from domain.trading.errors import PlanLapsedError, RefusedError
from domain.trading.making import draft_of
from domain.trading.order import TimeInForce
from domain.trading.plan import EntryKind, Plan, PlanStatus, Target
from domain.trading.ports import UnitOfWork, UnitsOfWork
from domain.trading.position import Position, PositionStatus
from domain.trading.preview import PlanPreview, make_preview
from domain.trading.situation import listed, read_market
from domain.trading.tickets import OrderTicket, entry_ticket, share_of, stop_ticket, target_ticket
from domain.trading.transitions import PLAN, step
from domain.trading.use_cases.place_order import PlaceOrder
from domain.trading.venue_facts import Capabilities

_REPRICED = frozenset({"PRICE_BEYOND_LIMIT", "PRICE_THROUGH_STOP"})


class ExecutionRefusedError(RefusedError):
    """The market or the account has moved since validation. Nothing was sent and the plan stays as it is.

    Attributes:
        offer: The same wish at the present price, ready to be planned; None where a price was not the reason.
    """

    def __init__(self, denials: Sequence[Denied], offer: PlanPreview | None) -> None:
        """Keep the reasons and the offer."""
        super().__init__(denials, field="plan")
        self.offer = offer


class ExecutePlan:
    """Consumes a validated plan: one position, one entry with its stop and targets, one transaction."""

    def __init__(
        self,
        units: UnitsOfWork,
        view: MarketView,
        capabilities: Capabilities,
        chronicle: Chronicle,
        place: PlaceOrder,
        *,
        step_up: timedelta = STEP_UP,
    ) -> None:
        """Take the books, the market, what venues can do, the clocks, the birth of orders, and a factor's age."""
        self._units = units
        self._view = view
        self._capabilities = capabilities
        self._chronicle = chronicle
        self._place = place
        self._step_up = step_up

    async def __call__(self, principal: Principal, plan_id: PlanId, *, acknowledged: bool = False) -> Plan:
        """Execute a plan; an executed one is returned as it is.

        Args:
            principal: Who executes.
            plan_id: The plan.
            acknowledged: The trader accepts the risk in so many words; needed on a live account.

        Raises:
            ForbiddenError: the role may not trade.
            NotFoundError: no such plan.
            PlanLapsedError: it is not validated, or its time is over.
            ExecutionRefusedError: price, state, day, month or feed no longer allow it; with the re-priced plan.
            InvalidInputError: the acknowledgement is missing on a live account.
            SecondFactorError: the second factor was not shown recently, on a live account.
        """
        principal.require(Permission.TRADE)
        async with self._units(principal.tenant_id) as unit:
            # Under the account's lock: a second click that waited here finds what the first one made.
            account, plan = await unit.hold_plan(plan_id)
            if plan.status is PlanStatus.EXECUTED:
                return plan
            self._check_alive(plan)
            _check_acknowledged(account, acknowledged=acknowledged)
            if account.kind is AccountKind.LIVE:
                principal.require_factor(self._chronicle.wall.now(), self._step_up)
            denials = still_good(plan, account, self._view, self._chronicle)
            if denials:
                raise ExecutionRefusedError(denials, await self._offer(unit, account, plan, denials))
            executed = self._consumed(plan)
            unit.plans.save(executed)
            await self._open(unit, account, plan, principal.actor)
            for topic in ("plans", "positions", "account"):
                unit.notify(topic, account.id)
            await unit.commit()
        return replace(executed, version=plan.version + 1)

    def _check_alive(self, plan: Plan) -> None:
        if plan.status is not PlanStatus.VALIDATED:
            raise PlanLapsedError(f"plan {plan.id} is {plan.status}, not validated; nothing was sent", field="plan")
        if plan.expires_at <= self._chronicle.wall.now():
            raise PlanLapsedError(
                f"plan {plan.id} expired at {plan.expires_at:%H:%M:%S} UTC; nothing was sent. Make a new plan",
                field="plan",
            )

    def _consumed(self, plan: Plan) -> Plan:
        return replace(
            plan,
            status=step(PLAN, plan.status, PlanStatus.EXECUTED, f"plan {plan.id}"),
            reserved=ZERO,
            executed_at=self._chronicle.wall.now(),
        )

    async def _open(self, unit: UnitOfWork, account: Account, plan: Plan, actor: str) -> None:
        position = self._armed(plan)
        tickets = self._tickets(account, plan, position)
        self._record(unit, account, plan, position, actor)
        orders = await self._place(unit, account, tickets, actor)
        ids = {o.limit: o.id for o in orders[2:]}
        targets = tuple(replace(t, order_id=ids.get(t.price)) for t in position.targets)
        unit.positions.add(replace(position, targets=targets))

    def _armed(self, plan: Plan) -> Position:
        now = self._chronicle.wall.now()
        return Position(
            id=PositionId(self._chronicle.ids.new()),
            tenant_id=plan.tenant_id,
            account_id=plan.account_id,
            plan_id=plan.id,
            symbol=plan.symbol,
            side=plan.side,
            status=PositionStatus.ARMED,
            exit_policy=plan.exit_policy,
            targets=plan.targets,
            initial_stop=plan.stop,
            stop=plan.stop,
            planned_loss=plan.planned_loss,
            created_at=now,
            updated_at=now,
            rate=plan.rate,
            setup_tag=plan.setup_tag,
            note=plan.note,
        )

    def _tickets(self, account: Account, plan: Plan, position: Position) -> list[OrderTicket]:
        filters = listed(self._view, plan.symbol).filters
        venue = self._capabilities[account.venue]
        entry = entry_ticket(plan, position.id, venue, self._chronicle.market.now())
        may_fill_in_parts = entry.time_in_force is not TimeInForce.FOK
        if not venue.entry_with_stop or (may_fill_in_parts and not venue.waiting_stop_covers_parts):
            return [entry]
        stop = stop_ticket(position, Quantity(plan.quantity), plan.stop)
        listed_with = plan.targets if venue.shared_exits or _is_one_for_everything(plan.targets) else ()
        targets = [target_ticket(position, share_of(plan.quantity, t, filters), t.price) for t in listed_with]
        return [entry, stop, *targets]

    def _record(self, unit: UnitOfWork, account: Account, plan: Plan, position: Position, actor: str) -> None:
        now = self._chronicle.wall.now()
        used = int((now - (plan.validated_at or now)).total_seconds())
        self._chronicle.record(
            unit,
            account,
            Fact(
                kind="plan.executed",
                actor=actor,
                subject=plan.id,
                headline="Executed",
                detail=f"{used} s of {account.limits.plan_life_s} s used",
                plan_id=plan.id,
                position_id=position.id,
                figures={
                    "quantity": plan.quantity,
                    "limit": plan.limit,
                    "stop": plan.stop,
                    "planned_loss": plan.planned_loss,
                },
            ),
        )

    async def _offer(
        self, unit: UnitOfWork, account: Account, plan: Plan, denials: Sequence[Denied]
    ) -> PlanPreview | None:
        if plan.entry is not EntryKind.MARKET or not _REPRICED & {d.code for d in denials}:
            return None
        books = await unit.books(account.id, plan.symbol)
        free = books.without(books.replaced_by(plan.user_id, plan.symbol))
        market = await read_market(self._view, plan.symbol, account.limits)
        return make_preview(draft_of(plan), free, market, self._view, self._capabilities, self._chronicle)


def _check_acknowledged(account: Account, *, acknowledged: bool) -> None:
    if account.kind is AccountKind.LIVE and not acknowledged:
        raise InvalidInputError(
            "acknowledged must be true: this is a live account and the loss would be real", field="acknowledged"
        )


def _is_one_for_everything(targets: Sequence[Target]) -> bool:
    return len(targets) == 1 and targets[0].share == ONE
