"""Open WebSockets and what may go wrong with what is sent through them."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Protocol

ACTIONS = frozenset({"drop", "close", "mute", "gap", "duplicate", "reorder", "replay", "late"})
REMEMBERED = 100


class Socket(Protocol):
    """What a wire needs of a WebSocket."""

    async def send_bytes_as_text(self, message: bytes) -> None: ...
    async def close(self, code: int, reason: str) -> None: ...
    def abort(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFault:
    """One mishap of the `user` or `market` streams, after `skip` further events. Answers to requests are spared.

    drop: the connection breaks. close: it is closed in order, as after 24 hours. mute: it stays open and says nothing
    for `seconds` (0: for good). gap: `count` events are lost. duplicate: `count` events come twice. reorder: an event
    comes after the next one. replay: the last `count` events come again. late: events come `seconds` later.
    """

    stream: str
    action: str
    skip: int = 0
    count: int = 1
    seconds: float = 0

    def __post_init__(self) -> None:
        if self.action not in ACTIONS or self.stream not in ("user", "market"):
            raise ValueError(f"stream {self.stream!r} with action {self.action!r}: action must be of {sorted(ACTIONS)}")


@dataclass(slots=True, eq=False)
class Wire:
    """One connection. Events leave in order, after the mishaps that are due."""

    stream: str
    socket: Socket
    muted_until: float = 0
    losing: int = 0
    doubling: int = 0
    held_back: bytes | None = None
    swapping: bool = False
    delay_s: float = 0
    sent: deque[bytes] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    queue: asyncio.Queue[tuple[float, bytes]] = field(default_factory=asyncio.Queue)

    def reply(self, message: bytes) -> None:
        self.queue.put_nowait((0, message))

    def event(self, message: bytes) -> None:
        now = asyncio.get_running_loop().time()
        for out in self._passed(message, now):
            self.sent.append(out)
            self.queue.put_nowait((now + self.delay_s if self.delay_s else 0, out))

    def _passed(self, message: bytes, now: float) -> list[bytes]:
        if now < self.muted_until:
            return []
        if self.losing:
            self.losing -= 1
            return []
        if self.swapping and self.held_back is None:
            self.held_back = message
            return []
        if self.doubling:
            self.doubling -= 1
            return [message, message]
        if self.held_back is not None:
            held, self.held_back, self.swapping = self.held_back, None, False
            return [message, held]
        return [message]

    def strike(self, fault: StreamFault) -> None:
        match fault.action:
            case "drop":
                self.socket.abort()
            case "close":
                self.queue.put_nowait((-1, b""))
            case "mute":
                now = asyncio.get_running_loop().time()
                self.muted_until = now + fault.seconds if fault.seconds else float("inf")
            case "gap":
                self.losing += fault.count
            case "duplicate":
                self.doubling += fault.count
            case "reorder":
                self.swapping = True
            case "replay":
                for message in list(self.sent)[-fault.count :]:
                    self.queue.put_nowait((0, message))
            case "late":
                self.delay_s = fault.seconds

    async def pump(self) -> None:
        """Send what is queued until the connection ends."""
        while True:
            due, message = await self.queue.get()
            if due < 0:
                await self.socket.close(1001, "24 hours are over")
                return
            wait = due - asyncio.get_running_loop().time()
            if wait > 0:
                await asyncio.sleep(wait)
            await self.socket.send_bytes_as_text(message)


@dataclass(slots=True)
class Wires:
    """All connections, and the mishaps that wait for their event."""

    open: set[Wire] = field(default_factory=set)
    waiting: list[tuple[int, StreamFault]] = field(default_factory=list)
    events: dict[str, int] = field(default_factory=lambda: {"user": 0, "market": 0})
    struck: list[dict[str, Any]] = field(default_factory=list)

    def strike_now(self, fault: StreamFault) -> int:
        """Let it happen to every open connection of that stream; how many there are."""
        hit = [wire for wire in self.open if wire.stream == fault.stream]
        for wire in hit:
            wire.strike(fault)
        return len(hit)

    def schedule(self, fault: StreamFault) -> None:
        self.waiting.append((self.events[fault.stream] + fault.skip, fault))

    def count_event(self, stream: str) -> None:
        """One more event is about to be sent: what was scheduled for it happens first."""
        due = [item for item in self.waiting if item[1].stream == stream and item[0] <= self.events[stream]]
        self.waiting = [item for item in self.waiting if item not in due]
        self.events[stream] += 1
        for at, fault in due:
            self.struck.append({"at_event": at, "stream": stream, "action": fault.action})
            self.strike_now(fault)

    def abort_all(self) -> None:
        for wire in list(self.open):
            wire.socket.abort()
