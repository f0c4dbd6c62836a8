"""A tenant and its users."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.identity.principal import Role
from domain.shared.ids import TenantId, UserId


class TenantKind(StrEnum):
    """`DEMO` tenants expire and can never hold keys, send mail or reach a venue."""

    STANDARD = "standard"
    DEMO = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """An organisation or a single trader.

    Attributes:
        expires_at: Wall time after which a demo is swept; None for a tenant that stays.
    """

    id: TenantId
    name: str
    kind: TenantKind
    created_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person of a tenant."""

    id: UserId
    tenant_id: TenantId
    name: str
    role: Role
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A user who signs in, as those who manage a tenant's people see them.

    Attributes:
        factor: Whether a second factor is in force.
    """

    user: User
    email: str
    factor: bool
