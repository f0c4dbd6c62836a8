"""From the ticket's fields to a draft; every rule about them is the draft's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from domain.risk.vocabulary import Target
from domain.shared.errors import InvalidInputError
from domain.shared.fields import decimal_field
from domain.shared.symbol import Symbol
from domain.trading.drafts import PlanDraft
from robson_app.display import plain
from robson_app.pages.trade.ticket_rows import PreviewRow

HOUR = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """One target as it is being typed; `share` in percent."""

    price: str = ""
    share: str = "100"


def first_target(preview: PreviewRow) -> TargetRow:
    """Propose all of the position at two spans, where the ladder has that rung; else an empty target."""
    return TargetRow(price=preview.ladder[1].raw_price) if len(preview.ladder) > 1 else TargetRow()


def shown_target(target: Target) -> TargetRow:
    """Write a plan's target the way it is typed."""
    return TargetRow(price=plain(target.price), share=plain(target.share * 100))


def edited(target: TargetRow, name: str, text: str) -> TargetRow:
    """Change one field of a target."""
    return replace(target, price=text) if name == "price" else replace(target, share=text)


def read_draft(
    *,
    symbol: Symbol | None,
    side: str,
    entry: str,
    limit: str,
    stop: str,
    confirmed: bool,
    policy: str,
    targets: Sequence[TargetRow],
    rest_hours: str,
    tag: str,
    note: str,
) -> PlanDraft:
    """Read the ticket.

    Raises:
        InvalidInputError: a field breaks its rule; it names field, value and rule.
    """
    if symbol is None:
        raise InvalidInputError("the address names no pair; nothing was planned", field="symbol")
    resting = entry == "limit"
    return PlanDraft.read(
        {
            "symbol": str(symbol),
            "side": side,
            "entry": entry,
            "limit": limit if resting else None,
            "stop": stop,
            "stop_confirmed": confirmed,
            "exit_policy": policy,
            "targets": [_target(target) for target in targets],
            "resting_for_s": str(decimal_field("rest_hours", rest_hours) * HOUR) if resting else None,
            "setup_tag": tag,
            "note": note,
        }
    )


def _target(target: TargetRow) -> dict[str, str]:
    share = decimal_field("target share", target.share, above=Decimal(0))
    return {"price": target.price, "share": f"{(share / 100).normalize():f}"}
