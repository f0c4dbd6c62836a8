"""A plan's preview as the API tells it: the whole ticket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from pydantic import Field, JsonValue

from domain.marketdata.market import Side
from domain.risk.technical_stop import JudgedLevel, LevelUse
from domain.risk.verdict import Denied
from domain.risk.vocabulary import StopSource
from domain.trading.preview import PlanPreview
from robson_app.api.models.common import Amount, Asked, AskedPair, Exact, Moment, Pair, Told
from robson_app.api.models.plans import TargetOut, VerdictOut


class GateOut(VerdictOut):
    """One gate's answer."""

    passed: bool


class StopOut(Told):
    """The stop found or placed."""

    stop: Exact
    source: StopSource
    distance: Annotated[Exact, Field(description="From the worst entry, as a fraction of it.")]


class LevelFoundOut(Told):
    """A level found on the chart and what was made of it."""

    rank: int
    price: Exact
    strength: int
    newest: Moment
    stop: Exact | None
    distance: Exact
    use: LevelUse
    sentence: str

    @classmethod
    def of(cls, judged: JudgedLevel) -> LevelFoundOut:
        """Put a level and its judgement into one row."""
        return cls(
            rank=judged.rank,
            price=judged.level.price,
            strength=judged.level.strength,
            newest=judged.level.newest,
            stop=judged.stop,
            distance=judged.distance,
            use=judged.use,
            sentence=judged.sentence,
        )


class RewardOut(Told):
    """What one target pays per unit of risk."""

    target: TargetOut
    gross: Exact
    net: Exact


class RungOut(Told):
    """One rung of the trailing ladder: where the stop goes when the price gets there."""

    spans: int
    price: Exact
    stop: Exact
    locked_r: Exact


class PreviewOut(Told):
    """Everything the ticket says about a draft; nothing of it is stored."""

    account_id: UUID
    symbol: Pair
    quote: str
    action: Annotated[str, Field(description="What executing it would do, in words.")]
    reference: Exact
    limit: Exact
    stop: StopOut | None
    levels: list[LevelFoundOut]
    quantity: Exact
    notional: Exact
    planned_loss: Exact
    share_of_equity: Exact
    share_of_budget: Exact
    entry_fee: Exact
    exit_fee: Exact
    break_even: Exact | None
    ladder: list[RungOut]
    rewards: list[RewardOut]
    derivation: dict[str, JsonValue]
    gates: list[GateOut]
    allowed: Annotated[bool, Field(description="No gate fails.")]

    @classmethod
    def of(cls, preview: PlanPreview) -> PreviewOut:
        """Tell a preview."""
        return cls.model_validate(
            {
                "account_id": preview.account_id,
                "symbol": preview.draft.symbol,
                "quote": preview.quote,
                "action": preview.action,
                "reference": preview.reference,
                "limit": preview.limit,
                "stop": preview.stop,
                "levels": [LevelFoundOut.of(judged) for judged in preview.levels],
                "quantity": preview.quantity,
                "notional": preview.notional,
                "planned_loss": preview.planned_loss,
                "share_of_equity": preview.share_of_equity,
                "share_of_budget": preview.share_of_budget,
                "entry_fee": preview.entry_fee,
                "exit_fee": preview.exit_fee,
                "break_even": preview.break_even,
                "ladder": list(preview.ladder),
                "rewards": [] if preview.exits is None else list(preview.exits.rewards),
                "derivation": derivation_of(preview),
                "gates": [gate_of(verdict) for verdict in preview.verdicts],
                "allowed": not preview.denials,
            }
        )


def derivation_of(preview: PlanPreview) -> Mapping[str, object]:
    """Return "why this size", empty when there is none."""
    return {} if preview.size is None else preview.size.derivation()


def gate_of(verdict: object) -> GateOut:
    """Tell one gate's answer."""
    told = VerdictOut.model_validate(verdict)
    return GateOut(**told.model_dump(), passed=not isinstance(verdict, Denied))


class SizeIn(Asked):
    """A size asked for."""

    symbol: AskedPair
    side: Annotated[Side, Field(strict=False)]
    limit: Annotated[Amount | None, Field(description="Price of a resting entry; null enters now.")] = None
    stop: Amount


class SizeOut(Told):
    """A size and why it is that."""

    quantity: Exact
    limit: Exact
    notional: Exact
    planned_loss: Exact
    derivation: dict[str, JsonValue]
    refusals: Annotated[list[VerdictOut], Field(description="Why it is zero, if it is.")]
