"""Questions to a venue: repeated with back-off, and given up quickly while the venue is down."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from ccxt.base import errors
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from adapters.venues.ccxt_venue.binance_codes import REQUESTS
from adapters.venues.ccxt_venue.budget import RateBudget
from adapters.venues.ccxt_venue.call import Call, Urgency, calling
from adapters.venues.ccxt_venue.clock import VenueClock
from adapters.venues.ccxt_venue.errors import VenueRefusedError, VenueUnreachableError
from domain.trading.errors import RateLimitedError

SENDING_ERRORS = (errors.BaseError, aiohttp.ClientError, OSError, ValueError)
ErrorReader = Callable[[Call], VenueRefusedError | None]
CLOCK_SKEW = "CLOCK_SKEW"
_FAILURES_TO_OPEN = 8
_OPEN_FOR_S = 3.0
_ATTEMPTS = 3
_SILENCES = frozenset({418, 429})
_SLOWER_S = 5.0
"""For how long nothing is asked after a request to slow down that names no time."""


class Reads:
    """Asks, on the shared budget. One per credential; the circuit breaker is the venue's."""

    def __init__(
        self,
        *,
        breakers: AsyncCircuitBreakerFactory,
        circuit: str,
        clock: VenueClock,
        ask_time: Callable[[], Awaitable[int]],
        read_error: ErrorReader,
        budget: RateBudget,
        tenant: str,
    ) -> None:
        """Take the process's breakers and the venue's name among them, its clock, and whose budget is spent.

        Args:
            breakers: Of the process.
            circuit: The venue's name among them.
            clock: The venue's.
            ask_time: Asks for the venue's time in milliseconds.
            read_error: Reads a refusal out of an answer's status and body; None when there is none in it.
            budget: The rate budget of our address there.
            tenant: Whose share of it is spent.
        """
        self._budget = budget
        self._breakers = breakers
        self._circuit = circuit
        self._clock = clock
        self._ask_time = ask_time
        self._read_error = read_error
        self._tenant = tenant

    async def ask(self, question: Callable[[], Awaitable[Any]], urgency: Urgency) -> Any:
        """Return the answer.

        Args:
            question: Makes the request; called again when an attempt failed without an answer.
            urgency: Its place in the rate budget.

        Raises:
            VenueUnreachableError: no answer in three attempts, or none for a while already.
            VenueRefusedError: the venue refused.
            RateLimitedError: there is no room in the rate budget, or the venue has asked for silence.
        """
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(VenueUnreachableError),
            stop=stop_after_attempt(_ATTEMPTS),
            wait=wait_random_exponential(multiplier=0.1, max=1.0),
            reraise=True,
        )
        if self._clock.stale:
            await self.set_clock(urgency)
        try:
            return await retrying(self._guarded, question, urgency)
        except VenueRefusedError as error:
            if error.code != CLOCK_SKEW:
                raise
        self._clock.distrust()
        await self.set_clock(urgency)
        return await retrying(self._guarded, question, urgency)

    async def set_clock(self, urgency: Urgency) -> None:
        """Set the venue's clock anew (raises as `ask` does)."""
        await self._guarded(lambda: self._clock.set(self._ask_time), urgency)

    async def _guarded(self, question: Callable[[], Awaitable[Any]], urgency: Urgency) -> Any:
        breaker = await self._breakers.get_breaker(
            self._circuit,
            threshold=_FAILURES_TO_OPEN,
            ttl=_OPEN_FOR_S,
            exclude=[VenueRefusedError, RateLimitedError],
        )
        try:
            async with breaker:
                return await self._once(question, urgency)
        except OpenedState as error:
            raise VenueUnreachableError("the venue has not answered for a while; it is asked again soon") from error

    async def _once(self, question: Callable[[], Awaitable[Any]], urgency: Urgency) -> Any:
        call = Call(urgency=urgency, tenant=self._tenant)
        try:
            with calling(call):
                answer = await question()
        except SENDING_ERRORS as error:
            raise self._translated(call) from error
        if isinstance(answer, str | bytes):
            raise VenueUnreachableError("the venue answered with something that is not its protocol")
        return answer

    def _translated(self, call: Call) -> VenueUnreachableError | VenueRefusedError | RateLimitedError:
        refusal = self._read_error(call)
        if call.status in _SILENCES:
            return self._budget.refusal()
        if refusal is not None and refusal.code == REQUESTS.code:
            self._budget.rest(_SLOWER_S)
            return self._budget.refusal()
        if refusal is not None:
            return refusal
        return VenueUnreachableError(f"the venue gave no usable answer (HTTP {call.status or 'none'})")
