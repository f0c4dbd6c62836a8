"""Who is acting and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.shared.errors import ForbiddenError
from domain.shared.ids import SessionId, TenantId, UserId


class Permission(StrEnum):
    """What a handler, endpoint or stream topic requires."""

    VIEW = "view"
    TRADE = "trade"
    RISK = "risk"
    KILL = "kill"
    RESET_PAPER = "reset_paper"
    MANAGE_ACCOUNTS = "manage_accounts"


class Role(StrEnum):
    """Roles of the desk; the platform's `operator` never sees inside a tenant."""

    OWNER = "owner"
    ADMIN = "admin"
    RISK = "risk"
    TRADER = "trader"
    VIEWER = "viewer"
    DEMO = "demo"


_ALL = frozenset(Permission)
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: _ALL,
    Role.ADMIN: frozenset({Permission.VIEW, Permission.RISK, Permission.KILL, Permission.MANAGE_ACCOUNTS}),
    Role.RISK: frozenset({Permission.VIEW, Permission.RISK, Permission.KILL}),
    Role.TRADER: frozenset({Permission.VIEW, Permission.TRADE, Permission.KILL, Permission.RESET_PAPER}),
    Role.VIEWER: frozenset({Permission.VIEW}),
    Role.DEMO: _ALL - {Permission.MANAGE_ACCOUNTS},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """A user of one tenant behind one live session."""

    tenant_id: TenantId
    user_id: UserId
    session_id: SessionId
    role: Role

    def may(self, permission: Permission) -> bool:
        """Say whether the role grants a permission."""
        return permission in GRANTS[self.role]

    def require(self, permission: Permission) -> None:
        """Pass, or raise.

        Raises:
            ForbiddenError: the role does not grant it; nothing was done.
        """
        if not self.may(permission):
            raise ForbiddenError(
                f"your role '{self.role}' may not do this ({permission}); nothing was changed", field="role"
            )

    @property
    def actor(self) -> str:
        """How events name this principal."""
        return f"user:{self.user_id}"
