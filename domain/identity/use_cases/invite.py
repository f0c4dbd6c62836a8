"""Invite people into a tenant, and withdraw what was not accepted yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.identity.invitation import LIFE, MOST_OPEN, Invitation
from domain.identity.login import email_field
from domain.identity.making import Maker
from domain.identity.managing import require_may_give, role_field
from domain.identity.ports import IdentityUnits, Letters, Throttle
from domain.identity.principal import Permission, Principal, Role
from domain.identity.throttling import Toll
from domain.shared.errors import ConflictError, NotFoundError
from domain.shared.ids import InvitationId

INVITED_AT_ONCE = 20
"""How many letters a tenant may ask for before it has to wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """An invitation with its secret, and the name of the tenant it leads into."""

    token: str
    made: Invitation
    tenant: str


class Invite:
    """Lets those who manage people ask others in by mail."""

    def __init__(self, *, units: IdentityUnits, throttle: Throttle, letters: Letters, maker: Maker) -> None:
        """Take what it needs."""
        self._units = units
        self._throttle = throttle
        self._letters = letters
        self._maker = maker

    async def __call__(self, me: Principal, email: object, role: object) -> Invited:
        """Make an invitation; its letter is sent afterwards, with `send`. An older one to the address is closed.

        Whether somebody signs in with the address already is not told here: the link tells its reader.

        Raises:
            ForbiddenError: the caller does not manage people, or may not give this role.
            InvalidInputError: no address, or no role of a person.
            ConflictError: somebody of the tenant has the address, or too many invitations are open.
            TooManyAttemptsError: too many letters were asked for.
        """
        me.require(Permission.MANAGE_USERS)
        address, given = email_field(email), role_field(role)
        require_may_give(me, given)
        await self._throttle.charge([self._toll(me)], self._maker.wall.now())
        async with self._units(me.tenant_id) as unit:
            if any(member.email == address for member in await unit.members()):
                raise ConflictError("this address signs in to this desk already; nobody was invited", field="email")
            if len(await unit.invitations()) >= MOST_OPEN:
                raise ConflictError(f"{MOST_OPEN} invitations are open; nobody was invited, withdraw some first")
            invited = self._made(me, address, (await unit.tenant()).name, given)
            unit.invite(invited.made)
            unit.record(
                self._maker.event(
                    me.tenant_id, "user.invited", f"Invited · {given}", actor=me.actor, subject=invited.made.id
                )
            )
            await unit.commit()
        return invited

    async def send(self, invited: Invited) -> None:
        """Mail the link."""
        await self._letters.invitation(invited.made.email, invited.tenant, invited.token)

    async def open(self, me: Principal) -> Sequence[Invitation]:
        """Return the invitations that nobody came by yet, newest first (raises ForbiddenError)."""
        me.require(Permission.MANAGE_USERS)
        async with self._units(me.tenant_id) as unit:
            return await unit.invitations()

    async def withdraw(self, me: Principal, invitation_id: InvitationId) -> None:
        """Close an invitation; its link opens nothing any more.

        Raises:
            ForbiddenError: the caller does not manage people.
            NotFoundError: no open invitation of this tenant.
            ConflictError: it was accepted at this very moment.
        """
        me.require(Permission.MANAGE_USERS)
        async with self._units(me.tenant_id) as unit:
            found = next((one for one in await unit.invitations() if one.id == invitation_id), None)
            if found is None:
                raise NotFoundError("there is no such open invitation; nothing was changed", field="invitation")
            unit.close(replace(found, closed_at=self._maker.wall.now()))
            unit.record(
                self._maker.event(
                    me.tenant_id, "invitation.withdrawn", "Invitation withdrawn", actor=me.actor, subject=found.id
                )
            )
            await unit.commit()

    def _made(self, me: Principal, email: str, tenant: str, role: Role) -> Invited:
        token, now = self._maker.tokens.new(), self._maker.wall.now()
        made = Invitation(
            tenant_id=me.tenant_id,
            id=InvitationId(self._maker.ids.new()),
            email=email,
            role=role,
            token_hash=self._maker.tokens.digest(token),
            invited_by=me.user_id,
            created_at=now,
            expires_at=now + LIFE,
        )
        return Invited(token=token, made=made, tenant=tenant)

    def _toll(self, me: Principal) -> Toll:
        return Toll(key=self._maker.tokens.digest(f"invite {me.tenant_id}"), free=INVITED_AT_ONCE)
