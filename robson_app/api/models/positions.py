"""Positions as the API hears and tells them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, JsonValue

from domain.marketdata.market import Side
from domain.risk.vocabulary import ExitPolicy
from domain.trading.position import CloseReason, PositionStatus
from domain.trading.reads import PositionGroup
from robson_app.api.models.common import Amount, Asked, Exact, Moment, Note, PageQuery, Pair, Tag, Told
from robson_app.api.models.orders import OrderOut
from robson_app.api.models.plans import TargetOut
from robson_app.api.models.previews import RungOut


class StepOut(Told):
    """One rung of the staircase: a stop confirmed at the venue."""

    at: Moment
    stop: Exact
    spans: Annotated[int, Field(ge=0, description="Whole spans of favourable move; 0 for the initial stop.")]
    reached: Exact


class PositionOut(Told):
    """Exposure with an immutable initial stop; amounts in the account's quote currency."""

    id: UUID
    account_id: UUID
    plan_id: UUID
    symbol: Pair
    side: Side
    status: PositionStatus
    exit_policy: ExitPolicy
    targets: list[TargetOut]
    initial_stop: Exact
    stop: Exact
    planned_loss: Exact
    quantity: Exact
    entered: Exact
    average_entry: Exact | None
    span: Exact | None
    steps: list[StepOut]
    exited: Exact
    average_exit: Exact | None
    gross: Exact
    fees: Exact
    net: Exact
    result_r: Exact
    slippage: Exact
    highest: Exact | None
    lowest: Exact | None
    created_at: Moment
    opened_at: Moment | None
    protected_at: Moment | None
    unprotected_s: Annotated[Exact, Field(description="Held without a live stop, every gap together.")]
    exposed_since: Annotated[Moment | None, Field(description="Beginning of the gap that still runs.")]
    closed_at: Moment | None
    close_reason: CloseReason | None
    dust: Exact
    setup_tag: str
    note: str


class FillOut(Told):
    """One trade at the venue."""

    id: UUID
    order_id: UUID
    trade_id: str
    price: Exact
    quantity: Exact
    fee: Exact
    fee_asset: str
    at: Annotated[Moment, Field(description="Market clock.")]


class EventOut(Told):
    """One fact, with its place in the tenant's hash chain."""

    sequence: Annotated[int, Field(ge=1)]
    hash: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    id: UUID
    account_id: UUID | None
    kind: str
    actor: str
    subject: UUID
    plan_id: UUID | None
    position_id: UUID | None
    at: Annotated[Moment, Field(description="Wall clock.")]
    market_at: Moment | None
    sentence: str
    figures: dict[str, JsonValue]


class PositionDetailOut(Told):
    """A position with everything that happened to it."""

    position: PositionOut
    orders: list[OrderOut]
    fills: list[FillOut]
    ladder: list[RungOut]
    timeline: list[EventOut]


class PositionsQuery(PageQuery):
    """Which positions."""

    group: PositionGroup = PositionGroup.ALL


class CloseIn(Asked):
    """How much of the position to close."""

    share: Annotated[Amount, Field(description="Fraction of what is held, above 0, at most 1.")] = "1"


class StopIn(Asked):
    """The new stop, nearer to the price than the one in force."""

    stop: Amount


class TargetAddedIn(Asked):
    """A target to add."""

    price: Amount
    share: Amount


class AnnotationIn(Asked):
    """The journal of a position."""

    setup_tag: Tag
    note: Note
