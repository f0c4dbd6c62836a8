"""Those who sign in to a tenant, and the invitations that let others in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, delete, func, literal, select, update

from adapters.db.mappers.rows import Mapper
from adapters.db.openings import USERS
from adapters.db.statements import expect_one, given, insert_row, select_where, text_of, values
from adapters.db.tables import METADATA
from adapters.db.wire import Statement
from domain.identity.invitation import Invitation
from domain.identity.tenant import Member, User

INVITATIONS = Mapper(Invitation)
_USER, _LOGIN, _PASS, _INVITATION = (METADATA.tables[name] for name in ("app_user", "login", "pass", "invitation"))
_SAME_USER = and_(_LOGIN.c.tenant_id == _USER.c.tenant_id, _LOGIN.c.id == _USER.c.id)

MEMBERS = text_of(
    select(*(_USER.c[name] for name in USERS.columns), _LOGIN.c.email, _LOGIN.c.factor.is_not(None).label("factor"))
    .join_from(_USER, _LOGIN, _SAME_USER)
    .where(*given(_USER, "tenant_id"))
    .order_by(_USER.c.created_at, _USER.c.id)
    .with_for_update(of=_USER)
)
"""Locked as they are read: of two who manage people at once, the second decides on what the first left."""
OPEN_INVITATIONS = text_of(
    select_where(
        _INVITATION,
        INVITATIONS.columns,
        *given(_INVITATION, "tenant_id"),
        _INVITATION.c.closed_at.is_(None),
        _INVITATION.c.expires_at > func.clock_timestamp(),
    ).order_by(_INVITATION.c.created_at.desc(), _INVITATION.c.id.desc())
)
INVITATION_BY_HASH = text_of(select_where(_INVITATION, INVITATIONS.columns, *given(_INVITATION, "token_hash")))
_REGRADE = text_of(update(_USER).where(*given(_USER, "tenant_id", "id")).values(values(_USER, ["role"])))
_NO_LOGIN = text_of(delete(_LOGIN).where(*given(_LOGIN, "tenant_id", "id")))
_NO_PASS = text_of(delete(_PASS).where(*given(_PASS, "tenant_id", "user_id")))
_INSERT = insert_row(_INVITATION)
_REPLACED = text_of(
    update(_INVITATION)
    .where(*given(_INVITATION, "tenant_id", "email"), _INVITATION.c.closed_at.is_(None))
    .values(values(_INVITATION, ["closed_at"]))
)
_CLOSE = text_of(
    expect_one(
        update(_INVITATION)
        .where(*given(_INVITATION, "tenant_id", "id"), _INVITATION.c.closed_at.is_(None))
        .values(values(_INVITATION, ["closed_at"]))
        .returning(literal(1))
        .cte("changed")
    )
)


def member(row: Mapping[str, Any]) -> Member:
    """Return the member of a row of `MEMBERS`."""
    return Member(user=USERS.entity(row), email=row["email"], factor=row["factor"])


def regraded(user: User) -> Statement:
    """Return the statement that stores a user's role; their sessions follow it by their key."""
    return Statement(_REGRADE, {"of_tenant_id": user.tenant_id, "of_id": user.id, "role": user.role.value})


def removed(user: User) -> tuple[Statement, ...]:
    """Return the statements that leave of a user what their deeds point at."""
    of = {"of_tenant_id": user.tenant_id}
    return (
        Statement(_NO_PASS, {**of, "of_user_id": user.id}),
        Statement(_NO_LOGIN, {**of, "of_id": user.id}),
        regraded(user),
    )


def invited(made: Invitation) -> tuple[Statement, Statement]:
    """Return the statements that store an invitation in place of others to its address."""
    older = {"of_tenant_id": made.tenant_id, "of_email": made.email, "closed_at": made.created_at}
    return Statement(_REPLACED, older), Statement(_INSERT, INVITATIONS.row(made))


def closed(found: Invitation) -> Statement:
    """Return the statement that closes an open invitation, or fails."""
    of = {"of_tenant_id": found.tenant_id, "of_id": found.id}
    return Statement(_CLOSE, {**of, "closed_at": found.closed_at, "what": "the invitation"})
