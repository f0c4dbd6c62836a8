"""What a venue's answer means for what the desk does next."""

from __future__ import annotations

from domain.trading.dispatch import Cancel, Dispatch, Replace, Submit
from domain.trading.order import OrderRole
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

_BREATHER_S = 0.5


def rest_after(dispatch: Dispatch, outcome: Outcome) -> float:
    """Return for how many seconds nothing more goes the way of a dispatch: 0 unless it is an intent again.

    What has no room while something more urgent may have some does not hold that up.
    """
    if isinstance(outcome, NotSent):
        target = isinstance(dispatch, Submit) and dispatch.request.role is OrderRole.TARGET
        patient = outcome.code == "BANNED" or not target
        return max(outcome.retry_after_s if patient else 0.0, _BREATHER_S)
    passing = isinstance(outcome, ProvenReject | CancelledOnly) and outcome.passing
    return _BREATHER_S if passing else 0.0


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
