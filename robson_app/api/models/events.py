"""Events as the API tells them."""

from __future__ import annotations

from domain.trading.reads import ChainedEvent
from robson_app.api.models.positions import EventOut


def told(link: ChainedEvent) -> EventOut:
    """Put a fact and its place in the chain into one row."""
    event = link.event
    return EventOut.model_validate(
        {
            "sequence": link.sequence,
            "hash": link.hash,
            "id": event.id,
            "account_id": event.account_id,
            "kind": event.kind,
            "actor": event.actor,
            "subject": event.subject,
            "plan_id": event.plan_id,
            "position_id": event.position_id,
            "at": event.at,
            "market_at": event.market_at,
            "sentence": event.sentence,
            "figures": dict(event.figures),
        }
    )
