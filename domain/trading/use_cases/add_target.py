"""A trader adds a price at which a share of a position is taken."""

from __future__ import annotations

from dataclasses import replace

from domain.identity.principal import Permission, Principal
from domain.marketdata.ports import MarketView
from domain.shared.errors import ConflictError, InvalidInputError
from domain.shared.ids import PositionId
from domain.shared.money import ONE, ZERO, Price
from domain.trading.chronicle import Chronicle, Fact
from domain.trading.drafts import MOST_TARGETS, required_price, share_field
from domain.trading.plan import ExitPolicy, Target
from domain.trading.ports import UnitsOfWork
from domain.trading.position import Position, PositionStatus
from domain.trading.reach import reach_position
from domain.trading.situation import listed
from domain.trading.tickets import share_of
from domain.trading.wording import grouped, plain


class AddTarget:
    """Adds a target to an open position; the engine takes its share when the price trades."""

    def __init__(self, units: UnitsOfWork, view: MarketView, chronicle: Chronicle) -> None:
        """Take the books, last prices and the venue's grid, and the clocks."""
        self._units = units
        self._view = view
        self._chronicle = chronicle

    async def __call__(self, principal: Principal, position_id: PositionId, price: object, share: object) -> Position:
        """Add a target.

        Args:
            principal: Who asks.
            position_id: The position.
            price: Untrusted; beyond the last price in the position's favour.
            share: Untrusted; of the quantity that was entered. All targets together at most 1.

        Raises:
            ForbiddenError: the role may not trade.
            NotFoundError: no such position.
            InvalidInputError: price or share break their rule; the error names the field.
            ConflictError: the position is not active.
        """
        principal.require(Permission.TRADE)
        wanted, part = required_price("price", price), share_field("share", share)
        async with self._units(principal.tenant_id) as unit:
            reached = await reach_position(unit, position_id)
            position = reached.position
            target = self._checked(position, Target(price=wanted, share=part))
            policy = ExitPolicy.BOTH if position.exit_policy is ExitPolicy.TRAIL else position.exit_policy
            changed = replace(
                position,
                targets=tuple(sorted((*position.targets, target), key=lambda t: position.side.sign * t.price)),
                exit_policy=policy,
                updated_at=self._chronicle.wall.now(),
            )
            unit.positions.save(changed)
            self._chronicle.record(
                unit,
                reached.account,
                Fact(
                    kind="target.added",
                    actor=principal.actor,
                    subject=position.id,
                    headline=f"Target {grouped(target.price)}",
                    detail=f"takes {plain(part * 100)} %",
                    plan_id=position.plan_id,
                    position_id=position.id,
                    figures={"price": target.price, "share": part},
                ),
            )
            unit.notify("positions", reached.account.id)
            await unit.commit()
        return replace(changed, version=position.version + 1)

    def _checked(self, position: Position, target: Target) -> Target:
        if position.status is not PositionStatus.ACTIVE:
            raise ConflictError(f"the position is {position.status}, no target can be added", field="position")
        if len(position.targets) >= MOST_TARGETS:
            raise InvalidInputError(f"targets must be at most {MOST_TARGETS}", field="targets")
        if sum((t.share for t in position.targets), target.share) > ONE:
            raise InvalidInputError("share must leave all targets together at most 1", field="share")
        price = self._on_grid(position, target.price)
        filters = listed(self._view, position.symbol).filters
        quantity = share_of(position.entered, target, filters)
        if quantity < filters.min_quantity or quantity * price < filters.min_notional:
            raise InvalidInputError(
                f"share is too small: it would sell {plain(quantity)}, less than the venue trades", field="share"
            )
        return replace(target, price=price)

    def _on_grid(self, position: Position, wanted: Price) -> Price:
        sign, filters = position.side.sign, listed(self._view, position.symbol).filters
        quote = self._view.quote(position.symbol)
        last = quote.price if quote is not None else position.average_entry or position.stop
        if wanted < filters.tick or sign * (wanted - last) <= ZERO:
            where = "above" if sign > 0 else "below"
            raise InvalidInputError(
                f"price must be {where} the last price {grouped(last)}, not {plain(wanted)}", field="price"
            )
        price = filters.tick_down(wanted) if sign > 0 else filters.tick_up(wanted)
        if any(t.price == price for t in position.targets):
            raise InvalidInputError(f"price {grouped(price)} is a target already", field="price")
        return price
