"""Targets: where profit is taken, in which shares, and what they pay for the risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.marketdata.market import Side
from domain.risk.limits import Costs
from domain.risk.loss import loss_per_unit
from domain.risk.verdict import Denied
from domain.risk.vocabulary import ExitPolicy, Target
from domain.risk.words import percent, plain
from domain.shared.money import ONE, ZERO, Price

MAX_TARGETS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    """What one target pays.

    Attributes:
        gross: Favourable move in spans: `(target - entry) / (entry - stop)`.
        net: Money won there per money lost at the stop, fees paid and slippage suffered at the stop.
    """

    target: Target
    gross: Decimal
    net: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitPlan:
    """An exit policy that holds: targets nearest first, each with its reward for one unit of risk."""

    policy: ExitPolicy
    rewards: tuple[Reward, ...] = ()


def plan_exits(
    policy: ExitPolicy, targets: Sequence[Target], *, side: Side, entry: Price, stop: Price, costs: Costs
) -> ExitPlan | Denied:
    """Check an exit policy against the worst entry price and the stop."""
    refusal = _refusal(policy, targets, side, entry)
    if refusal is not None:
        return refusal
    ordered = sorted(targets, key=lambda target: side.sign * target.price)
    risk = loss_per_unit(side, entry, stop, costs)
    return ExitPlan(
        policy=policy,
        rewards=tuple(
            Reward(
                target=target,
                gross=(target.price - entry) / (entry - stop),
                net=_won(side, entry, target.price, costs) / risk,
            )
            for target in ordered
        ),
    )


def _won(side: Side, entry: Decimal, target: Decimal, costs: Costs) -> Decimal:
    return side.sign * (target - entry) - entry * costs.fee_in - target * costs.fee_out


def _refusal(policy: ExitPolicy, targets: Sequence[Target], side: Side, entry: Decimal) -> Denied | None:
    if policy is ExitPolicy.TRAIL and targets:
        return _denied("TARGETS_NOT_WANTED", "The exit policy 'trail' takes no targets. Remove them, or choose both.")
    if policy is not ExitPolicy.TRAIL and not 0 < len(targets) <= MAX_TARGETS:
        return _denied(
            "TARGETS_COUNT",
            f"The exit policy '{policy}' needs 1 to {MAX_TARGETS} targets, not {len(targets)}.",
        )
    if len({target.price for target in targets}) < len(targets):
        return _denied("TARGETS_EQUAL", "Two targets have the same price. Join them into one.")
    if any(target.share <= 0 for target in targets):
        return _denied("TARGET_SHARE", "Each target must take a share above 0 % of the position.")
    total = sum((target.share for target in targets), ZERO)
    if total > ONE:
        return _denied(
            "TARGET_SHARES", f"The targets together take {percent(total)} of the position; at most 100 % is there."
        )
    return _wrong_side(targets, side, entry)


def _wrong_side(targets: Sequence[Target], side: Side, entry: Decimal) -> Denied | None:
    place = "above" if side is Side.LONG else "below"
    for target in targets:
        if side.sign * (target.price - entry) <= 0:
            return _denied(
                "TARGET_WRONG_SIDE",
                f"The target {plain(target.price)} of a {side.value} must be {place} its entry {plain(entry)}.",
            )
    return None


def _denied(code: str, sentence: str) -> Denied:
    return Denied(code=code, sentence=sentence)
