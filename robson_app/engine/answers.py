"""What a venue's answer means for what the desk does next."""

from __future__ import annotations

from domain.trading.dispatch import Cancel, Dispatch, Replace
from domain.trading.venue import (
    KEY_REFUSED,
    RULES_REFUSED,
    Acknowledged,
    CancelledOnly,
    NotSent,
    Outcome,
    OutcomeUnknown,
    ProvenReject,
)


def is_due_again(outcome: Outcome) -> bool:
    """Say whether the order is an intent again, to be sent anew later."""
    passing = isinstance(outcome, ProvenReject | CancelledOnly) and outcome.passing
    return passing or isinstance(outcome, NotSent)


def is_to_be_asked_about(dispatch: Dispatch, outcome: Outcome) -> bool:
    """Say whether the venue must be asked soon: nobody knows, or it did not do what was asked about an older order."""
    about_the_old = isinstance(dispatch, Cancel | Replace) and not isinstance(outcome, Acknowledged)
    return isinstance(outcome, OutcomeUnknown) or about_the_old


def refuses_the_key(outcome: Outcome) -> bool:
    """Say whether it is the credential that was refused."""
    return isinstance(outcome, ProvenReject | CancelledOnly) and outcome.code == KEY_REFUSED


def doubts_the_rules(outcome: Outcome) -> bool:
    """Say whether what we know of the pair's rules is out of date."""
    return isinstance(outcome, ProvenReject | CancelledOnly) and outcome.code in RULES_REFUSED
