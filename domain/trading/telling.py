"""What a change of a position reads like on its time line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.marketdata.instrument import Filters
from domain.risk.limits import Costs, RiskLimits
from domain.shared.ids import OrderId
from domain.trading.book import position_figures
from domain.trading.chronicle import VENUE, Fact, Figure
from domain.trading.order import Fill, Order, OrderRole
from domain.trading.position import CloseReason, Position, PositionStatus
from domain.trading.transitions import ORDER_ENDED
from domain.trading.wording import clock_time, grouped, in_r, money, plain, priced

_HEADLINES = {CloseReason.STOPPED: "Stopped", CloseReason.TARGET: "Target"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A position before and after, with what explains it."""

    before: Position
    after: Position
    orders: Mapping[OrderId, Order]
    fills: Sequence[Fill]
    filters: Filters
    costs: Costs
    limits: RiskLimits


def tell(change: Change) -> list[Fact]:
    """Return the facts of a change, in the order in which they happened; none where nothing worth telling did."""
    before, after = change.before, change.after
    facts: list[Fact] = []
    if before.status is PositionStatus.CLOSED and after.status is not PositionStatus.CLOSED:
        facts.append(_reopened(change))
    if before.span is None and after.span is not None:
        facts.append(_entered(change))
    if before.exposed_since is None and after.exposed_since is not None and after.protected_at is not None:
        facts.append(_exposed(change))
    covered = before.exposed_since is not None and after.exposed_since is None
    if (before.protected_at is None or covered) and after.protected_at and after.status is not PositionStatus.CLOSED:
        facts.append(_protected(change))
    if before.span is not None and len(after.steps) > len(before.steps):
        facts.append(_stop_moved(change))
    if after.status is not before.status and after.status is PositionStatus.CLOSED:
        facts.extend([_exited(change), _closed(change)] if after.exited else [_not_filled(change)])
    elif after.exited > before.exited:
        facts.append(_reduced(change))
    return facts


def _fact(change: Change, kind: str, headline: str, detail: str, figures: Mapping[str, Figure]) -> Fact:
    position = change.after
    return Fact(
        kind=kind,
        actor=VENUE,
        subject=position.id,
        headline=headline,
        detail=detail,
        plan_id=position.plan_id,
        position_id=position.id,
        figures=figures,
    )


def _count(change: Change, *, entering: bool) -> str:
    count = sum(1 for f in change.fills if (change.orders[f.order_id].role is OrderRole.ENTRY) is entering)
    return "1 fill" if count == 1 else f"{count} fills"


def _reopened(change: Change) -> Fact:
    detail = f"the venue told of {plain(change.after.quantity)} held after the end"
    return _fact(change, "position.reopened", "Open again", detail, {"quantity": change.after.quantity})


def _entered(change: Change) -> Fact:
    position = change.after
    average = position.average_entry or position.stop
    return _fact(
        change,
        "position.entered",
        f"Filled {plain(position.entered)}",
        f"{_count(change, entering=True)}, average {priced(average, change.filters.tick)}",
        {
            "quantity": position.entered,
            "average": average,
            "span": position.span,
            "planned_loss": position.planned_loss,
            "fees": position.fees,
            "slippage": position.slippage,
        },
    )


def _exposed(change: Change) -> Fact:
    stops = [o for o in change.orders.values() if o.role is OrderRole.STOP and o.status in ORDER_ENDED]
    last = max(stops, key=lambda o: o.updated_at, default=None)
    why = f"its stop is {last.status}" + (f": {last.reason}" if last.reason else "") if last else "no stop rests"
    figures: dict[str, Figure] = {"since": change.after.exposed_since, "quantity": change.after.quantity}
    return _fact(change, "position.exposed", "Without a stop", why, figures)


def _protected(change: Change) -> Fact:
    position = change.after
    took = position.unprotected_s - change.before.unprotected_s
    gap = f"in {plain(took * 1000)} ms" if took else "with the entry"
    if change.before.protected_at is not None:
        gap = f"again after {plain(took * 1000)} ms"
    return _fact(
        change,
        "position.protected",
        "Protected",
        f"{grouped(position.stop)} {gap}",
        {
            "stop": position.stop,
            "gap_s": took,
            "unprotected_s": position.unprotected_s,
            "order": position.stop_order_id,
        },
    )


def _stop_moved(change: Change) -> Fact:
    before, after, rung = change.before, change.after, change.after.steps[-1]
    old = position_figures(before, None, change.costs)
    new = position_figures(after, None, change.costs)
    freed = old.latent - new.latent
    detail = f"frees {money(freed)}" if rung.spans < 2 else f"+{rung.spans} spans, locks +{rung.spans - 1}"
    return _fact(
        change,
        "stop.moved",
        f"Stop to {grouped(rung.stop)}",
        detail,
        {
            "from": before.stop,
            "stop": rung.stop,
            "spans": rung.spans,
            "reached": rung.reached,
            "frees": freed,
            "at_stop": new.at_stop,
        },
    )


def _exit_words(change: Change) -> str:
    average = change.after.average_exit or change.after.stop
    return f"{_count(change, entering=False)}, average {priced(average, change.filters.tick)}"


def _exited(change: Change) -> Fact:
    position = change.after
    headline = _HEADLINES.get(position.close_reason or CloseReason.TRADER, "Exited")
    figures: dict[str, Figure] = {"quantity": position.exited, "average": position.average_exit}
    return _fact(change, "position.exited", f"{headline} {plain(position.exited)}", _exit_words(change), figures)


def _reduced(change: Change) -> Fact:
    position = change.after
    sold = position.exited - change.before.exited
    figures: dict[str, Figure] = {"quantity": sold, "left": position.quantity, "net": position.net}
    return _fact(change, "position.reduced", f"Took {plain(sold)}", f"{plain(position.quantity)} left", figures)


def _closed(change: Change) -> Fact:
    position = change.after
    detail = f"net {money(position.net)}"
    if position.close_reason is CloseReason.STOPPED and position.closed_at is not None:
        until = position.closed_at + timedelta(seconds=change.limits.cool_down_s)
        detail = f"net {money(position.net)}, cool-down until {clock_time(until)}"
    return _fact(
        change,
        "position.closed",
        f"Closed {in_r(position.result_r)}",
        detail,
        {
            "reason": position.close_reason,
            "gross": position.gross,
            "fees": position.fees,
            "net": position.net,
            "r": position.result_r,
            "slippage": position.slippage,
            "average_entry": position.average_entry,
            "average_exit": position.average_exit,
            "dust": position.dust,
            "highest": position.highest,
            "lowest": position.lowest,
        },
    )


def _not_filled(change: Change) -> Fact:
    entry = next((o for o in change.orders.values() if o.role is OrderRole.ENTRY), None)
    why = entry.reason if entry is not None and entry.reason else "the entry ended without a trade"
    return _fact(change, "position.not_filled", "Not filled", why, {"released": change.before.planned_loss})
