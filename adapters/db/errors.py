"""What the database refuses, in the product's own words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors
from psycopg_pool import PoolTimeout

from domain.shared.errors import ConflictError, InvalidInputError, RobsonError

MOVED_ON = "RB001"
LEASE_LOST = "RB002"


class DatabaseUnavailableError(RobsonError):
    """The database does not answer. Nothing was changed; try again shortly."""

    code = "DATABASE_UNAVAILABLE"


class CommitUnknownError(RobsonError):
    """The connection was lost during the commit. Read the row again by its unique key before doing anything else."""

    code = "COMMIT_UNKNOWN"


class LeaseLostError(RobsonError):
    """Another engine leads. Nothing was written; stop acting and stand by."""

    code = "LEASE_LOST"


@contextmanager
def translated(*, committing: bool = False) -> Iterator[None]:
    """Turn the driver's errors into ours; defects in statements stay what they are.

    Args:
        committing: Whether a lost connection leaves the outcome open.
    """
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseUnavailableError("the database is busy or away; nothing was changed, try again") from error
    except psycopg.Error as error:
        ours = _ours(error, committing)
        if ours is None:
            raise
        raise ours from error


def _ours(error: psycopg.Error, committing: bool) -> RobsonError | None:
    said = error.diag.message_primary or ""
    if error.sqlstate == LEASE_LOST:
        return LeaseLostError(said)
    if error.sqlstate == MOVED_ON:
        return ConflictError(f"{said} moved on meanwhile; nothing was changed, reload and decide again")
    if isinstance(error, errors.UniqueViolation):
        return ConflictError(f"it exists already ({error.diag.constraint_name}); nothing was changed")
    if isinstance(error, errors.ForeignKeyViolation):
        return ConflictError(f"what it belongs to is gone ({error.diag.constraint_name}); nothing was changed")
    if isinstance(error, errors.SerializationFailure | errors.DeadlockDetected | errors.LockNotAvailable):
        return ConflictError("somebody else was changing the same thing; nothing was changed, try again")
    if isinstance(error, errors.NumericValueOutOfRange):
        return InvalidInputError("a figure is beyond 20 digits before the point; nothing was stored", field="figure")
    return _lost(error, committing)


def _lost(error: psycopg.Error, committing: bool) -> RobsonError | None:
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return None
    if isinstance(error, errors.QueryCanceled):
        return DatabaseUnavailableError("the database took too long; nothing was changed, try again")
    if committing:
        return CommitUnknownError("the connection was lost at the commit; read again to learn what was stored")
    return DatabaseUnavailableError("the database does not answer; nothing was changed, try again")
