"""Who may give and take which role."""

from __future__ import annotations

from domain.identity.principal import GIVEN, Principal, Role
from domain.shared.errors import ForbiddenError, InvalidInputError


def role_field(raw: object) -> Role:
    """Read a role that a person can be given.

    Raises:
        InvalidInputError: none of them.
    """
    for role in GIVEN:
        if raw == role.value:
            return role
    raise InvalidInputError(f"role must be one of {', '.join(GIVEN)}; nothing was changed", field="role")


def require_may_give(me: Principal, role: Role) -> None:
    """Pass, or raise: only an owner makes, changes or removes an owner.

    Raises:
        ForbiddenError: the caller is none; nothing was done.
    """
    if role is Role.OWNER and me.role is not Role.OWNER:
        raise ForbiddenError("only an owner may do this to an owner; nothing was changed", field="role")
