"""A tenant's people as the API tells them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from domain.identity.principal import Role
from robson_app.api.models.common import Asked, Told
from robson_app.api.models.session import Email, Password

GivenRole = Literal["owner", "admin", "risk", "trader", "viewer"]
Token = Annotated[str, Field(min_length=43, max_length=43, description="What stands behind the link's `#`.")]


class InviteIn(Asked):
    """Who is asked in, and as what."""

    email: Email
    role: GivenRole


class RoleIn(Asked):
    """What somebody may do from now on."""

    role: GivenRole


class MemberOut(Told):
    """Somebody who signs in to the caller's tenant."""

    id: UUID
    email: str
    role: Role
    factor: Annotated[bool, Field(description="Whether a second factor is in force.")]
    created_at: datetime
    own: Annotated[bool, Field(description="Whether it is the caller.")]


class InvitationOut(Told):
    """An invitation that nobody came by yet; its link is in the letter alone."""

    id: UUID
    email: str
    role: Role
    invited_by: UUID
    created_at: datetime
    expires_at: datetime


class TokenIn(Asked):
    """The secret of a mailed link."""

    token: Token


class JoinIn(Asked):
    """The secret of a mailed link, and a password of one's own."""

    token: Token
    password: Annotated[Password, Field(description="At least 12 characters, none of those that are tried first.")]


class WelcomeOut(Told):
    """What an invitation says to whoever holds its link."""

    tenant: str
    email: str
    role: Role
    expires_at: datetime
