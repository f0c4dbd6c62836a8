"""The desks of a term: one an account with work, opened when its work appears."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Set

import structlog

from domain.shared.errors import NotFoundError, RobsonError
from domain.shared.ids import AccountId
from robson_app.engine.around import Around
from robson_app.engine.desk import AccountDesk
from robson_app.engine.leadership import Leadership
from robson_app.engine.parts import AccountRef, EngineCases, Venues

_log = structlog.get_logger(__name__)


class Desks:
    """Finds or opens the desk of an account; a paper reset closes the old epoch's desk and opens the new one's."""

    def __init__(self, *, venues: Venues, cases: EngineCases, leadership: Leadership) -> None:
        """Start without desks."""
        self._venues = venues
        self._cases = cases
        self._leadership = leadership
        self._open: dict[AccountId, AccountDesk] = {}
        self._opening: dict[AccountId, asyncio.Lock] = {}
        self._around = Around(before_report=_nothing, after_change=_nothing, rules_doubted=_nothing)
        self._released = False

    def __iter__(self) -> Iterator[AccountDesk]:
        """Iterate over the open desks."""
        return iter(tuple(self._open.values()))

    def surround(self, around: Around) -> None:
        """Have things done around the work of every desk opened from now on."""
        self._around = around

    def release(self) -> None:
        """Let orders leave from now on: the market runs."""
        self._released = True
        for desk in self:
            desk.release()

    def find(self, account_id: AccountId) -> AccountDesk | None:
        """Return the account's desk if it is open."""
        return self._open.get(account_id)

    async def each(self, refs: Iterable[AccountRef], act: Callable[[AccountDesk], None]) -> None:
        """Open the desks of these accounts and do something on each."""
        for ref in refs:
            desk = await self.at(ref)
            if desk is not None:
                act(desk)

    async def at(self, ref: AccountRef) -> AccountDesk | None:
        """Return the account's desk, opened if need be; None when that cannot be done now."""
        desk = self._open.get(ref.account_id)
        if desk is not None:
            return desk
        async with self._opening.setdefault(ref.account_id, asyncio.Lock()):
            if ref.account_id not in self._open:
                await self._open_one(ref)
        return self._open.get(ref.account_id)

    async def look_again(self, ref: AccountRef) -> None:
        """Open a fresh desk when the account was reset meanwhile, and forget it when it is gone."""
        desk = self._open.get(ref.account_id)
        if desk is None:
            return
        epoch = await self._venues.epoch(ref)
        if epoch != desk.epoch:
            await self._shut(desk)
            if epoch is not None:
                await self.at(ref)

    async def retire(self, busy: Set[AccountId]) -> None:
        """Close the desks of accounts that have nothing open and nothing to send."""
        for account_id, desk in tuple(self._open.items()):
            if account_id not in busy and desk.idle:
                await self._shut(desk)

    async def close(self, *, within_s: float) -> None:
        """Close all desks, side by side."""
        desks = tuple(self._open.values())
        self._open.clear()
        await asyncio.gather(*(desk.close(within_s=within_s) for desk in desks))

    async def _shut(self, desk: AccountDesk) -> None:
        # Under the lock of opening: a desk that opened meanwhile would have its own venue closed here, keys and all.
        async with self._opening.setdefault(desk.ref.account_id, asyncio.Lock()):
            if self._open.get(desk.ref.account_id) is not desk:
                return
            del self._open[desk.ref.account_id]
            await desk.close(within_s=1.0)
            await self._venues.close(desk.ref, desk.epoch)

    async def _open_one(self, ref: AccountRef) -> None:
        try:
            venue, epoch = await self._venues.open(ref)
        except NotFoundError:
            _log.info("desk.account_gone", account=str(ref.account_id))
            return
        except RobsonError as error:
            # One account without a venue stops no other; whoever needs this desk asks for it again.
            _log.error("desk.not_opened", account=str(ref.account_id), code=error.code, cause=str(error))
            return
        desk = AccountDesk(
            ref=ref,
            epoch=epoch,
            venue=venue,
            cases=self._cases,
            leadership=self._leadership,
            around=self._around,
            released=self._released,
        )
        self._open[ref.account_id] = desk
        desk.open()


def _nothing(_: object = None) -> None:
    return None
