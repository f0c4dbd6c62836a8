"""Plans as the API hears and tells them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, JsonValue

from domain.marketdata.market import Side
from domain.risk.vocabulary import ExitPolicy, StopSource
from domain.trading.drafts import LONGEST_REST_S, MOST_TARGETS, SHORTEST_REST_S
from domain.trading.plan import EntryKind, PlanStatus
from robson_app.api.models.common import WHOLE, Amount, Asked, AskedPair, Exact, Moment, Note, Pair, Tag, Told


class TargetIn(Asked):
    """A price at which a share of the position is taken."""

    price: Amount
    share: Annotated[Amount, Field(description="Fraction, above 0; together at most 1.", examples=["0.5"])]


class PlanIn(Asked):
    """What a trader wants; everything but symbol and side has an answer already."""

    symbol: AskedPair
    side: Annotated[Side, Field(strict=False)]
    entry: Annotated[EntryKind, Field(strict=False)] = EntryKind.MARKET
    limit: Annotated[Amount | None, Field(description="Price of a resting entry, and only of one.")] = None
    stop: Annotated[Amount | None, Field(description="The trader's own stop; null asks the chart.")] = None
    stop_confirmed: Annotated[bool, Field(description="Accepts a fallback stop.")] = False
    exit_policy: Annotated[ExitPolicy, Field(strict=False)] = ExitPolicy.TRAIL
    targets: Annotated[list[TargetIn], Field(max_length=MOST_TARGETS, default_factory=list)]
    resting_for_s: (
        Annotated[
            int,
            Field(ge=SHORTEST_REST_S, le=LONGEST_REST_S, description="Life of a resting entry, market time."),
            WHOLE,
        ]
        | None
    ) = None
    setup_tag: Tag = ""
    note: Note = ""


class ExecuteIn(Asked):
    """Consumes a plan."""

    acknowledged: Annotated[bool, Field(description="Accepts real loss; needed on a live account.")] = False


class VerdictOut(Told):
    """One gate, holding or failing, with the figures behind it."""

    code: str
    sentence: str
    figures: dict[str, str]


class TargetOut(Told):
    """A price at which a share of the position is taken."""

    price: Exact
    share: Exact


class PlanOut(Told):
    """A priced, sized, risk-checked intention."""

    id: UUID
    account_id: UUID
    symbol: Pair
    side: Side
    entry: EntryKind
    reference: Annotated[Exact, Field(description="Last price when it was made.")]
    limit: Annotated[Exact, Field(description="Worst entry price; the size was computed at it.")]
    stop: Exact
    stop_source: StopSource
    stop_confirmed: bool
    quantity: Exact
    planned_loss: Annotated[Exact, Field(description="1 R: lost if the initial stop fills, costs included.")]
    reserved: Annotated[Exact, Field(description="Held of the month's budget.")]
    exit_policy: ExitPolicy
    targets: list[TargetOut]
    resting_for_s: int | None
    status: PlanStatus
    created_at: Moment
    expires_at: Moment
    validated_at: Moment | None
    executed_at: Moment | None
    derivation: Annotated[dict[str, JsonValue], Field(description="Why this size: inputs, bounds, which decided.")]
    denials: list[VerdictOut]
    setup_tag: str
    note: str
