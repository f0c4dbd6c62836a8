"""See who works at a tenant, change their roles, and remove them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.identity.making import Maker
from domain.identity.managing import require_may_give, role_field
from domain.identity.ports import IdentityUnit, IdentityUnits
from domain.identity.principal import GRANTS, Permission, Principal, Role
from domain.identity.rising import end_all
from domain.identity.tenant import Member, User
from domain.shared.errors import ConflictError, NotFoundError
from domain.shared.ids import UserId


class ManagePeople:
    """What those who manage a tenant's people do to others; to oneself nobody does, so an owner always remains."""

    def __init__(self, *, units: IdentityUnits, maker: Maker) -> None:
        """Take what it needs."""
        self._units = units
        self._maker = maker

    async def __call__(self, me: Principal) -> Sequence[Member]:
        """Return all who sign in to the caller's tenant, oldest first (raises ForbiddenError)."""
        me.require(Permission.MANAGE_USERS)
        async with self._units(me.tenant_id) as unit:
            return await unit.members()

    async def regrade(self, me: Principal, user_id: UserId, role: object) -> Member:
        """Give somebody another role; their sessions end, so what they do next is done with it or not at all.

        Raises:
            ForbiddenError: the caller does not manage people, or one of the two roles is an owner's and theirs is not.
            NotFoundError: nobody of this tenant.
            InvalidInputError: no role of a person.
            ConflictError: it is the caller.
        """
        me.require(Permission.MANAGE_USERS)
        given = role_field(role)
        require_may_give(me, given)
        async with self._units(me.tenant_id) as unit:
            member = await self._other(unit, me, user_id)
            before, changed = member.user.role, replace(member.user, role=given)
            if before is not given:
                unit.regrade(changed)
                await self._tell(unit, me, changed, "user.regraded", f"Role changed · {before} → {given}")
                await unit.commit()
        return replace(member, user=changed)

    async def remove(self, me: Principal, user_id: UserId) -> None:
        """Let somebody go: their sessions end and their login is deleted; what they did keeps their name.

        Raises:
            ForbiddenError: the caller does not manage people, or is no owner and they are one.
            NotFoundError: nobody of this tenant.
            ConflictError: it is the caller.
        """
        me.require(Permission.MANAGE_USERS)
        async with self._units(me.tenant_id) as unit:
            gone = replace((await self._other(unit, me, user_id)).user, role=Role.GONE)
            unit.remove(gone)
            await self._tell(unit, me, gone, "user.removed", "Removed from the desk")
            await unit.commit()

    async def _other(self, unit: IdentityUnit, me: Principal, user_id: UserId) -> Member:
        members = {member.user.id: member for member in await unit.members()}
        mine = members.get(me.user_id)
        if user_id not in members:
            raise NotFoundError("there is no such user; nothing was changed", field="user")
        if mine is None or mine.user.role is not me.role:
            raise ConflictError("your own role was changed at this moment; nothing was done", field="user")
        if user_id == me.user_id:
            raise ConflictError("nobody changes or removes themselves; ask another owner or admin", field="user")
        require_may_give(me, members[user_id].user.role)
        return members[user_id]

    async def _tell(self, unit: IdentityUnit, me: Principal, user: User, kind: str, sentence: str) -> None:
        """End the user's sessions, and their invitations where they may send none any more; tell the chain."""
        now = self._maker.wall.now()
        await end_all(unit, user.id, now)
        if Permission.MANAGE_USERS not in GRANTS[user.role]:
            for invitation in await unit.invitations():
                if invitation.invited_by == user.id:
                    unit.close(replace(invitation, closed_at=now))
        unit.record(self._maker.event(me.tenant_id, kind, sentence, actor=me.actor, subject=user.id))
