"""Tenants, their users, logins, sessions, passes and invitations; the platform's registers of demos and attempts."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text, UniqueConstraint

from adapters.db.tables.base import (
    Table,
    belongs_to,
    counter,
    document,
    identity,
    key,
    moment,
    of_tenant,
    one_of,
    whole,
    words,
)
from domain.identity.passes import Purpose
from domain.identity.principal import Role
from domain.identity.tenant import TenantKind


class TenantTable(Table, table=True):
    """An organisation or a single trader."""

    __tablename__ = "tenant"
    __table_args__ = (one_of("kind", TenantKind),)

    id: UUID = key()
    name: str = words()
    kind: str = words()
    created_at: datetime = moment()
    expires_at: datetime | None = moment(required=False)


class AppUserTable(Table, table=True):
    """A person of a tenant, with the role that says what they may do."""

    __tablename__ = "app_user"
    __table_args__ = (of_tenant(), one_of("role", Role), UniqueConstraint("tenant_id", "id", "role"))

    tenant_id: UUID = key()
    id: UUID = key()
    name: str = words()
    role: str = words()
    created_at: datetime = moment()


_OF_A_USER_IN_THEIR_ROLE = ForeignKeyConstraint(
    ["tenant_id", "user_id", "role"],
    ["app_user.tenant_id", "app_user.id", "app_user.role"],
    onupdate="CASCADE",
    deferrable=True,
    initially="DEFERRED",
)
"""A session that begins while its user's role changes is refused, and one that is there has the new role at once."""


class SessionTable(Table, table=True):
    """A live sign-in, found by the hash of its secret; its role is its user's."""

    __tablename__ = "session"
    __table_args__ = (
        _OF_A_USER_IN_THEIR_ROLE,
        one_of("role", Role),
        UniqueConstraint("token_hash"),
        Index(None, "tenant_id", "user_id"),
    )

    tenant_id: UUID = key()
    id: UUID = key()
    user_id: UUID = identity()
    role: str = words()
    token_hash: str = words()
    created_at: datetime = moment()
    expires_at: datetime = moment()
    revoked_at: datetime | None = moment(required=False)
    address: str = words()
    device: str = words()
    seen_at: datetime | None = moment(required=False)
    factor_at: datetime | None = moment(required=False)


class LoginTable(Table, table=True):
    """How a user signs in, found by the address before anybody knows the tenant; secrets are hashed or sealed."""

    __tablename__ = "login"
    __table_args__ = (belongs_to("app_user", "id"), UniqueConstraint("email"))

    tenant_id: UUID = key()
    id: UUID = key()
    email: str = words()
    password_hash: str = words()
    password_at: datetime = moment()
    factor: str | None = words(required=False)
    factor_offered: str | None = words(required=False)
    factor_at: datetime | None = moment(required=False)
    factor_step: int = counter()
    recovery: object = document()
    version: int = whole()


class PassTable(Table, table=True):
    """A secret that is good for one thing, once, for a short time; found by its hash."""

    __tablename__ = "pass"
    __table_args__ = (
        belongs_to("app_user", "user_id"),
        one_of("purpose", Purpose),
        UniqueConstraint("token_hash"),
        Index(None, "tenant_id", "user_id"),
    )

    tenant_id: UUID = key()
    id: UUID = key()
    user_id: UUID = identity()
    purpose: str = words()
    token_hash: str = words()
    created_at: datetime = moment()
    expires_at: datetime = moment()
    used_at: datetime | None = moment(required=False)


class InvitationTable(Table, table=True):
    """A letter that lets one address into a tenant, once; found by the hash of its secret."""

    __tablename__ = "invitation"
    __table_args__ = (
        belongs_to("app_user", "invited_by"),
        one_of("role", Role),
        UniqueConstraint("token_hash"),
        Index(None, "tenant_id", "email"),
    )

    tenant_id: UUID = key()
    id: UUID = key()
    email: str = words()
    role: str = words()
    token_hash: str = words()
    invited_by: UUID = identity()
    created_at: datetime = moment()
    expires_at: datetime = moment()
    closed_at: datetime | None = moment(required=False)


class AttemptTable(Table, table=True):
    """Platform register of attempts to sign in, by hashes of address and account; holds nothing a tenant wrote."""

    __tablename__ = "attempt"
    __table_args__: ClassVar = (Index(None, "last_at"),)

    key: str = key(Text)
    count: int = whole()
    last_at: datetime = moment()
    free_at: datetime = moment()


class DemoTable(Table, table=True):
    """Platform register of demo tenants, for caps and sweeping; holds nothing a tenant wrote."""

    __tablename__ = "demo"
    __table_args__: ClassVar = (
        of_tenant(),
        Index(None, "address_hash", "started_at"),
        Index(None, "expires_at"),
    )

    tenant_id: UUID = key()
    address_hash: str = words()
    started_at: datetime = moment()
    expires_at: datetime = moment()
