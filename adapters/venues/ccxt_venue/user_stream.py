"""Binance's user data over its WebSocket API: what happens to an account's orders, as it happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from typing import Any

import aiohttp
import msgspec
import structlog
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type
from tenacity.wait import wait_random_exponential

from adapters.venues.ccxt_venue.binance_reports import event_reports
from adapters.venues.ccxt_venue.call import Urgency
from adapters.venues.ccxt_venue.commons import Commons
from adapters.venues.ccxt_venue.hearing import Hearing
from domain.shared.errors import InvalidInputError
from domain.trading.errors import RateLimitedError
from domain.trading.venue import OrderReport, StreamState, VenueNews, VenueReport

_log = structlog.get_logger(__name__)
_WEIGHT = 2.0
_LONG_LIFE_S = 30.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.2, 15.0
_LOST = (aiohttp.ClientError, OSError, TimeoutError)
_SILENCES = frozenset({418, 429})
_OVER = frozenset({"eventStreamTerminated", "serverShutdown"})


_UNREADABLE = (
    msgspec.DecodeError,
    ArithmeticError,
    AttributeError,
    InvalidInputError,
    KeyError,
    TypeError,
    ValueError,
)


class StreamLostError(Exception):
    """The stream is over; another one is opened.

    Attributes:
        wait_s: Seconds before which another attempt is pointless.
    """

    def __init__(self, reason: str, wait_s: float = 0.0) -> None:
        """Say why."""
        super().__init__(reason)
        self.wait_s = wait_s


class UserStream:
    """Stays subscribed, and says when it is not.

    A socket can stay open and mute: when nothing was heard for a beat a question is asked on it, and without an answer
    it is given up. It can also answer and be deaf: then answers to other questions tell what it should have told, and
    it is given up as well. Every loss and every return is told, because what happened meanwhile must be asked for by
    REST.
    """

    def __init__(
        self,
        client: Any,
        commons: Commons,
        tenant: str,
        url: str,
        *,
        heard: Callable[[VenueReport], None],
        verify: Callable[[Hearing], Awaitable[None]],
        beat_s: float = 15.0,
        patience_s: float = 5.0,
    ) -> None:
        """Take the credential's client and where the WebSocket API is.

        Args:
            client: Signs the subscription and lends its connections.
            commons: The venue's pairs, clock and rate budget.
            tenant: Whose share of the budget is spent.
            url: The WebSocket API.
            heard: Called with each report before it is told.
            verify: Asks, by REST, about the orders that the stream believes to be working.
            beat_s: Silence after which the socket is asked whether it lives.
            patience_s: How long it may take to answer.
        """
        self._client = client
        self._commons = commons
        self._tenant = tenant
        self._url = url
        self._heard = heard
        self._verify = verify
        self.hearing = Hearing(_now, patience_s)
        self._beat_s = beat_s
        self._patience_s = patience_s
        self._news: asyncio.Queue[VenueNews | None] = asyncio.Queue()
        self._numbers = count(1)
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._data_at = 0.0
        self._live: bool | None = None
        self._lived_s = 0.0
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to connect."""
        self._task = asyncio.create_task(self._stay(), name=f"user data {self._tenant}")

    async def reports(self) -> AsyncIterator[VenueNews]:
        """Yield what is told until the stream is closed; one consumer."""
        while (news := await self._news.get()) is not None:
            yield news

    async def close(self) -> None:
        """Stop for good."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        self._news.put_nowait(None)

    async def _stay(self) -> None:
        short_lives = wait_random_exponential(multiplier=_FIRST_PAUSE_S, max=_LONGEST_PAUSE_S)

        def pause(state: RetryCallState) -> float:
            if self._lived_s > _LONG_LIFE_S:
                state.attempt_number = 1
            error = state.outcome.exception() if state.outcome is not None else None
            return max(short_lives(state), error.wait_s if isinstance(error, StreamLostError) else 0.0)

        retrying = AsyncRetrying(retry=retry_if_exception_type(StreamLostError), wait=pause)
        await retrying(self._life)

    async def _life(self) -> None:
        born = _now()
        try:
            self._spend()
            async with self._client.session.ws_connect(
                self._url,
                timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
                max_msg_size=1 << 22,
            ) as socket:
                await self._follow(socket)
        except StreamLostError as lost:
            self._lost(str(lost), born)
            raise
        except _LOST as lost:
            self._lost(f"no connection: {type(lost).__name__}", born)
            raise StreamLostError("no connection", self._silenced(lost)) from lost

    def _silenced(self, lost: Exception) -> float:
        if isinstance(lost, aiohttp.WSServerHandshakeError) and lost.status in _SILENCES:
            return self._commons.budget.ban(lost.status, lost.headers or {}, "")
        return 0.0

    def _spend(self) -> None:
        try:
            self._commons.budget.take(_WEIGHT, Urgency.URGENT, self._tenant)
        except RateLimitedError as error:
            raise StreamLostError(str(error), error.retry_after_s) from error

    async def _follow(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._data_at = _now()
        tasks = [asyncio.create_task(self._receive(socket)), asyncio.create_task(self._watch(socket))]
        try:
            over, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            await over.pop()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _watch(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        answer = await self._question(socket, "userDataStream.subscribe.signature", self._client.sign_params({}))
        number = (answer.get("result") or {}).get("subscriptionId")
        if answer.get("status") != 200 or number is None:
            raise self._not_subscribed(answer)
        self.hearing.begin(self._venue_time())
        self._tell(live=True, reason="subscribed")
        while True:
            await asyncio.sleep(min(1.0, self._beat_s))
            missed = self.hearing.overdue()
            if missed is not None:
                raise StreamLostError(f"deaf: nothing was told of {missed}")
            if _now() - self._data_at >= self._beat_s:
                await self._ask_for_life(socket, number)

    async def _ask_for_life(self, socket: aiohttp.ClientWebSocketResponse, number: int) -> None:
        alive = await self._question(socket, "session.subscriptions", {})
        known = alive.get("result")
        if isinstance(known, list) and number not in [row.get("subscriptionId") for row in known]:
            raise StreamLostError("the venue has dropped the subscription")
        await self._verify(self.hearing)

    def _not_subscribed(self, answer: dict[str, Any]) -> StreamLostError:
        error = answer.get("error") or {}
        if error.get("code") == -1021:
            self._commons.clock.distrust()
        return StreamLostError(f"not subscribed: {error.get('code')} {str(error.get('msg'))[:200]}")

    async def _question(
        self, socket: aiohttp.ClientWebSocketResponse, method: str, params: dict[str, Any]
    ) -> dict[str, Any]:
        self._spend()
        name = str(next(self._numbers))
        answer = self._waiting[name] = asyncio.get_running_loop().create_future()
        try:
            text = msgspec.json.encode({"id": name, "method": method, "params": params}).decode()
            await socket.send_str(text)
            return self._heeded(await asyncio.wait_for(answer, self._patience_s))
        except TimeoutError as error:
            raise StreamLostError(f"mute: no answer within {self._patience_s:g} s") from error
        finally:
            del self._waiting[name]

    def _heeded(self, answer: dict[str, Any]) -> dict[str, Any]:
        status, error = answer.get("status"), answer.get("error") or {}
        if status not in _SILENCES:
            return answer
        until = (error.get("data") or {}).get("retryAfter")
        told = {"Retry-After": f"{max(until / 1000 - self._commons.clock.now(), 0):.3f}"} if type(until) is int else {}
        length = self._commons.budget.ban(status, told, str(error.get("msg")))
        raise StreamLostError(f"the venue asked for a pause of {length:.0f} s", length)

    async def _receive(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            self._data_at = _now()
            if message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                self._take(message.data)
        raise StreamLostError(f"closed by the venue ({socket.close_code})")

    def _take(self, data: str | bytes) -> None:
        try:
            told = msgspec.json.decode(data)
            event = told.get("event")
            if event is None:
                waiting = self._waiting.get(str(told.get("id")))
                if waiting is not None and not waiting.done():
                    waiting.set_result(told)
                return
            if event["e"] in _OVER:
                raise StreamLostError(f"the venue ended it: {event['e']}")
            if event["e"] == "executionReport":
                self._report(event)
        except _UNREADABLE as error:
            # What cannot be read may have been a trade: give the stream up, so that the facts are asked for.
            raise StreamLostError(f"unreadable message: {type(error).__name__}") from error

    def _report(self, event: dict[str, Any]) -> None:
        symbol = self._commons.listing.symbol(event["s"])
        if symbol is None:
            _log.warning("venue.event_of_unknown_pair", pair=event["s"])
            return
        for report in event_reports(event, symbol):
            self._heard(report)
            if isinstance(report, OrderReport):
                self.hearing.heard(report)
            self._news.put_nowait(report)

    def _lost(self, reason: str, born: float) -> None:
        self._lived_s = _now() - born
        self.hearing.begin(None)
        self._tell(live=False, reason=reason)

    def _tell(self, *, live: bool, reason: str) -> None:
        if live is not self._live:
            self._live = live
            self._news.put_nowait(StreamState(live=live, at=self._venue_time(), reason=reason))

    def _venue_time(self) -> datetime:
        return datetime.fromtimestamp(self._commons.clock.now(), UTC)


def _now() -> float:
    return asyncio.get_running_loop().time()
