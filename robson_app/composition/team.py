"""The part of a web process that is about a tenant's people."""

from __future__ import annotations

from dataclasses import dataclass

from domain.identity.making import Maker
from domain.identity.ports import Entrances, IdentityUnits, Letters, Passwords, Throttle
from domain.identity.use_cases.invite import Invite
from domain.identity.use_cases.join import Join
from domain.identity.use_cases.manage_people import ManagePeople


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamCases:
    """What pages and API do with those who work at one tenant."""

    people: ManagePeople
    invite: Invite
    join: Join


def team_cases(
    *,
    entrances: Entrances,
    units: IdentityUnits,
    passwords: Passwords,
    throttle: Throttle,
    letters: Letters,
    maker: Maker,
) -> TeamCases:
    """Wire them."""
    return TeamCases(
        people=ManagePeople(units=units, maker=maker),
        invite=Invite(units=units, throttle=throttle, letters=letters, maker=maker),
        join=Join(entrances=entrances, units=units, passwords=passwords, throttle=throttle, maker=maker),
    )
