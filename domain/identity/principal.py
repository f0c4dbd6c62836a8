"""Who is acting and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.identity.errors import SecondFactorError
from domain.shared.errors import ForbiddenError
from domain.shared.ids import SessionId, TenantId, UserId

STEP_UP = timedelta(minutes=5)
"""How long a second factor answers for what is done after it, unless the desk is set otherwise."""


class Permission(StrEnum):
    """What a handler, endpoint or stream topic requires."""

    VIEW = "view"
    TRADE = "trade"
    RISK = "risk"
    KILL = "kill"
    RESET_PAPER = "reset_paper"
    SECURE = "secure"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_USERS = "manage_users"


class Role(StrEnum):
    """Roles of the desk; the platform's `operator` never sees inside a tenant."""

    OWNER = "owner"
    ADMIN = "admin"
    RISK = "risk"
    TRADER = "trader"
    VIEWER = "viewer"
    DEMO = "demo"
    GONE = "gone"
    """Of somebody who was removed: their deeds keep their name, and they may do nothing."""


GIVEN = (Role.OWNER, Role.ADMIN, Role.RISK, Role.TRADER, Role.VIEWER)
"""What a person who signs in can be given."""


_ALL = frozenset(Permission)
_KEYS_AND_PEOPLE = frozenset({Permission.MANAGE_ACCOUNTS, Permission.MANAGE_USERS})
_OWN = frozenset({Permission.VIEW, Permission.SECURE})
"""What everybody with a login may: look, and look after their own password, second factor and sessions."""
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: _ALL,
    Role.ADMIN: _OWN | _KEYS_AND_PEOPLE | {Permission.RISK, Permission.KILL},
    Role.RISK: _OWN | {Permission.RISK, Permission.KILL},
    Role.TRADER: _OWN | {Permission.TRADE, Permission.KILL, Permission.RESET_PAPER},
    Role.VIEWER: _OWN,
    Role.DEMO: _ALL - _KEYS_AND_PEOPLE - {Permission.SECURE},
    Role.GONE: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """A user of one tenant behind one live session.

    Attributes:
        factor_at: When this session last showed a second factor; None when it never did.
    """

    tenant_id: TenantId
    user_id: UserId
    session_id: SessionId
    role: Role
    factor_at: datetime | None = None

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

    def factor_within(self, now: datetime, within: timedelta = STEP_UP) -> bool:
        """Say whether a second factor was shown at most `within` before a wall time."""
        return self.factor_at is not None and timedelta(0) <= now - self.factor_at <= within

    def require_factor(self, now: datetime, within: timedelta = STEP_UP) -> None:
        """Pass, or raise.

        Raises:
            SecondFactorError: no second factor was shown recently enough; nothing was done.
        """
        if not self.factor_within(now, within):
            minutes = int(within.total_seconds() // 60)
            raise SecondFactorError(
                f"this needs your second factor, shown within the last {minutes} minutes; nothing was done. "
                "Confirm it in Settings, Security, and repeat",
                field="second_factor",
            )

    @property
    def actor(self) -> str:
        """How events name this principal."""
        return f"user:{self.user_id}"
