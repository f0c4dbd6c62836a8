"""Argon2id, a few at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from domain.identity.errors import BusyError
from domain.identity.ports import Passwords

T = TypeVar("T")
AT_ONCE, WAITING = 2, 64


class Argon2Passwords:
    """Implements `Passwords`: 46 MiB and one pass each (OWASP), two at once, so that a burst takes no more.

    The hashing runs outside the interpreter's lock, in threads of its own; who would wait behind too many is refused.
    """

    def __init__(self, hasher: PasswordHasher | None = None, *, waiting: int = WAITING) -> None:
        """Take other parameters than the desk's, for tests; hash once for those who do not exist."""
        self._hasher = hasher or PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="passwords")
        self._most = AT_ONCE + waiting
        self._running = 0
        self._nobody = self._hasher.hash("nobody has this password")

    async def hashed(self, password: str) -> str:
        """Return the hash to store (raises BusyError)."""
        return await self._run(lambda: self._hasher.hash(password))

    async def matches(self, stored: str | None, password: str) -> bool:
        """Say whether a password is the one of a hash; without a hash it takes as long and is False."""
        return await self._run(lambda: self._verified(stored or self._nobody, password)) and stored is not None

    def outdated(self, stored: str) -> bool:
        """Say whether a hash was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def close(self) -> None:
        """End the threads once they have nothing more to do."""
        self._threads.shutdown(wait=False)

    def _verified(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if self._running >= self._most:
            raise BusyError("more people are signing in than can be checked; nothing was tried, try again in a moment")
        self._running += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._running -= 1


if TYPE_CHECKING:
    _FITS: type[Passwords] = Argon2Passwords
