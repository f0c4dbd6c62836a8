"""Who leads: the lease, renewed in time, and the moment it is lost."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol

import structlog

from domain.shared.errors import RobsonError

_log = structlog.get_logger(__name__)
_RETRY_S = 0.5
_RENEW_S = 1.0
_TRUSTED_S = 4.0
"""A lease lives five seconds by the database's clock; it is trusted a second less, from before it was asked for."""


class NotLeadingError(RobsonError):
    """This process no longer leads. Nothing was sent; the successor decides."""

    code = "NOT_LEADING"


class Lease(Protocol):
    """The engine's lease in the database."""

    async def acquire(self) -> int | None:
        """Take it if it is free; return the new epoch, or None while another holds it."""
        ...

    async def renew(self) -> bool:
        """Prolong it; False when it is no longer ours."""
        ...

    async def release(self) -> None:
        """Give it up at once, so that a successor need not wait."""
        ...


class Leadership:
    """One process's claim to lead."""

    def __init__(self, lease: Lease) -> None:
        """Start without a claim."""
        self._lease = lease
        self._until = 0.0
        self._epoch: int | None = None

    @property
    def epoch(self) -> int:
        """Epoch of the present term.

        Raises:
            NotLeadingError: there is none.
        """
        self.require()
        if self._epoch is None:
            raise NotLeadingError("this engine has not been elected")
        return self._epoch

    def require(self) -> None:
        """Pass while the lease is surely ours.

        Raises:
            NotLeadingError: it ran out or was lost; do not send.
        """
        if time.monotonic() >= self._until:
            raise NotLeadingError("the lease ran out; nothing more is sent by this engine")

    async def elected(self) -> int:
        """Stand by until elected; return the epoch."""
        standing_by = False
        while True:
            asked = time.monotonic()
            try:
                epoch = await self._lease.acquire()
            except RobsonError as error:
                _log.warning("lease.unreachable", cause=str(error))
                epoch = None
            if epoch is not None:
                self._epoch, self._until = epoch, asked + _TRUSTED_S
                _log.info("lease.acquired", epoch=epoch)
                return epoch
            if not standing_by:
                _log.info("lease.standing_by")
                standing_by = True
            await asyncio.sleep(_RETRY_S)

    async def keep(self) -> None:
        """Renew until the lease is lost.

        Raises:
            NotLeadingError: it is lost, or could not be renewed in time.
        """
        while True:
            await asyncio.sleep(_RENEW_S)
            asked = time.monotonic()
            try:
                async with asyncio.timeout(max(self._until - asked, 0.01)):
                    ours = await self._lease.renew()
            except (RobsonError, TimeoutError) as error:
                _log.warning("lease.not_renewed", cause=str(error), left_s=round(self._until - asked, 1))
                self.require()
                continue
            if not ours:
                self._until = 0.0
                raise NotLeadingError("another engine leads now")
            self._until = asked + _TRUSTED_S

    async def resign(self) -> None:
        """Give the lease up."""
        self._until, self._epoch = 0.0, None
        try:
            await self._lease.release()
        except RobsonError as error:
            _log.warning("lease.not_released", cause=str(error))
