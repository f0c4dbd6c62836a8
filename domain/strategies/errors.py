"""What strategies refuse, and what to do about it."""

from domain.shared.errors import ConflictError, InvalidInputError


class StrategyMovedOnError(ConflictError):
    """The strategy or run has moved on, or its life is over. Nothing was changed; reload it and decide again."""

    code = "STRATEGY_MOVED_ON"


class NameTakenError(ConflictError):
    """The tenant has a strategy of this name. Nothing was stored; choose another name."""

    code = "STRATEGY_NAME_TAKEN"


class QuotaSpentError(ConflictError):
    """The tenant has as many as it may have. Nothing was stored; wait for some to end, or end some."""

    code = "QUOTA_SPENT"


class EvidenceTooWeakError(InvalidInputError):
    """The run does not show enough. The strategy stays where it is."""

    code = "EVIDENCE_TOO_WEAK"
