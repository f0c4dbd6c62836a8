"""A position: what a plan's entry created."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from domain.marketdata.market import Side
from domain.shared.ids import AccountId, OrderId, PlanId, PositionId, TenantId
from domain.shared.money import Price, Quantity
from domain.shared.symbol import Symbol
from domain.trading.plan import ExitPolicy, Target


class PositionStatus(StrEnum):
    """`ACTIVE` means a protective stop confirmed at the venue."""

    ARMED = "armed"
    ENTERING = "entering"
    PROTECTING = "protecting"
    ACTIVE = "active"
    EXITING = "exiting"
    CLOSED = "closed"


class CloseReason(StrEnum):
    """Why a position ended."""

    STOPPED = "stopped"
    TARGET = "target"
    TRADER = "trader"
    KILL_SWITCH = "kill_switch"
    UNPROTECTED = "unprotected"
    NOT_FILLED = "not_filled"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class StopStep:
    """One rung of the staircase: a stop that was confirmed at the venue.

    Attributes:
        spans: Whole spans of favourable move when it was set; 0 for the initial stop.
        reached: Last price at that moment.
    """

    at: datetime
    stop: Price
    spans: int
    reached: Price


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Exposure with an immutable initial stop.

    Attributes:
        quantity: Base units still held (entry fills less base-asset fees less exit fills), dust included
            while open.
        entered: Base units the entry filled, before base-asset fees.
        average_entry: Quantity-weighted, None before the first fill.
        span: `abs(average_entry - initial_stop)`, fixed when the entry completed; None before.
        stop: Stop now in force: the initial one, then the last that the venue confirmed.
        stop_order_id: The order resting at the venue for it.
        planned_loss: 1 R in account quote units.
        rate: Account quote per unit of the instrument's quote, fixed when planned.
        gross / fees / net / slippage: Realised so far in account quote units; fees are positive, net = gross
            - fees, slippage is negative where it cost money and is part of gross.
        highest / lowest: Extremes of the last price since entry, for excursions.
        exited: Base units sold back; average_exit their average price.
        unprotected_s: Seconds during which something was held and no stop was live at the venue: from the first fill to
            the confirmed stop, and every gap after. The gap that still runs began at `exposed_since`.
        close_reason: Why it ended; before that, why it was asked to end.
        dust: Base units too small to sell, left when it closed.
        late: Its entry was given up and turned up at the venue after all, while another position was open on the
            symbol: what it bought is sold at once.
    """

    id: PositionId
    tenant_id: TenantId
    account_id: AccountId
    plan_id: PlanId
    symbol: Symbol
    side: Side
    status: PositionStatus
    exit_policy: ExitPolicy
    targets: tuple[Target, ...]
    initial_stop: Price
    stop: Price
    planned_loss: Decimal
    created_at: datetime
    updated_at: datetime
    rate: Decimal = Decimal(1)
    quantity: Quantity = Quantity(0)
    entered: Quantity = Quantity(0)
    average_entry: Price | None = None
    span: Decimal | None = None
    stop_order_id: OrderId | None = None
    steps: tuple[StopStep, ...] = ()
    exited: Quantity = Quantity(0)
    average_exit: Price | None = None
    gross: Decimal = Decimal(0)
    fees: Decimal = Decimal(0)
    net: Decimal = Decimal(0)
    slippage: Decimal = Decimal(0)
    highest: Price | None = None
    lowest: Price | None = None
    opened_at: datetime | None = None
    protected_at: datetime | None = None
    unprotected_s: Decimal = Decimal(0)
    exposed_since: datetime | None = None
    closed_at: datetime | None = None
    close_reason: CloseReason | None = None
    dust: Quantity = Quantity(0)
    late: bool = False
    setup_tag: str = ""
    note: str = ""
    version: int = 1

    @property
    def result_r(self) -> Decimal:
        """Net result in R."""
        return self.net / self.planned_loss if self.planned_loss else Decimal(0)
