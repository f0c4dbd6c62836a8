"""Sessions as the API tells them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from domain.identity.login import LONGEST_EMAIL
from domain.identity.password import LONGEST
from domain.identity.principal import Permission, Role
from robson_app.api.models.common import Asked, Told

Email = Annotated[str, Field(max_length=LONGEST_EMAIL, examples=["name@example.com"])]
Password = Annotated[str, Field(max_length=LONGEST, json_schema_extra={"format": "password"})]


class SignUpAsked(Asked):
    """Who wants a desk of their own."""

    email: Email
    password: Annotated[Password, Field(description="At least 12 characters, none of those that are tried first.")]


class SignInAsked(Asked):
    """Who comes back."""

    email: Email
    password: Password


class CodeAsked(Asked):
    """What an authenticator app shows, or a recovery code."""

    code: Annotated[str, Field(min_length=6, max_length=24, examples=["123456"])]


class PasswordAsked(Asked):
    """The password once more."""

    password: Password


class NewPasswordAsked(Asked):
    """A new password against the old one."""

    password: Password
    new_password: Annotated[Password, Field(description="At least 12 characters, none of those that are tried first.")]


class ForgottenAsked(Asked):
    """Whose password is forgotten."""

    email: Email


class PasswordChosen(Asked):
    """A new password against the secret of a mailed link."""

    token: Annotated[str, Field(min_length=43, max_length=43, description="What stands behind the link's `#`.")]
    password: Annotated[Password, Field(description="At least 12 characters, none of those that are tried first.")]


class LoginOut(Told):
    """How the caller signs in."""

    email: str
    password_at: Annotated[datetime, Field(description="When the password was set.")]
    factor_at: Annotated[datetime | None, Field(description="When the second factor was set up; null without one.")]
    recovery_left: Annotated[int, Field(description="How many recovery codes are left.")]


class FactorOffered(Told):
    """A secret for an authenticator app."""

    secret: Annotated[str, Field(description="Base32, to be typed where no picture can be taken.")]
    uri: Annotated[str, Field(description="`otpauth:` address.")]
    qr: Annotated[str, Field(description="The address as a picture, SVG.")]


class RecoveryCodes(Told):
    """Each opens once when the app is lost; they are shown this once."""

    recovery: list[str]


class OwnSession(Told):
    """One of the caller's live sessions."""

    id: UUID
    device: str
    address: str
    created_at: datetime
    last_used: datetime
    own: Annotated[bool, Field(description="Whether it is the one that asks.")]


class SecondFactorAsked(Told):
    """The password is right; the second factor is asked next."""

    asked: Literal["second_factor"] = "second_factor"


class SessionOut(Told):
    """Who is calling and what they may do."""

    tenant_id: UUID
    user_id: UUID
    role: Role
    permissions: list[Permission]
    factor_at: Annotated[datetime | None, Field(description="When this session last showed a second factor.")]
