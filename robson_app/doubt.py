"""What is done about an order of unknown fate, and what was found at a venue, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.trading.finding import FindingKind
from domain.trading.order import Order
from robson_app.display import clock, duration
from robson_app.i18n import N_, t

FOUND: Mapping[FindingKind, str] = {
    FindingKind.EXTERNAL_ORDER: N_("An order that is not ours"),
    FindingKind.EXTERNAL_HOLDING: N_("More at the venue than ours"),
    FindingKind.BALANCE_DRIFT: N_("Less at the venue than in the books"),
}


def doubt_words(order: Order, wall: datetime) -> str:
    """Say how often the venue was asked, when absence can be proven, and what waits for it."""
    parts = [t("asking the venue")]
    if order.asked_at is not None:
        ago = duration(max(0.0, (wall - order.asked_at).total_seconds()))
        parts = [t("venue asked {count} times, last {ago} ago", count=str(order.asked), ago=ago)]
    if order.absent_from is not None:
        parts.append(t("proven absent not before {time}", time=clock(order.absent_from)))
    parts.append(t("nothing is resent, new entries on {symbol} are refused meanwhile", symbol=str(order.symbol)))
    return "; ".join(parts)
