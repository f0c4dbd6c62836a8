"""Bytes on the wire and server CPU per tick and session, for ours and for the bare broadcast, one after the other."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from bench.rows import Row, percentile
from bench.stream.clients import connect
from bench.stream.screen import watch_screen

SESSIONS = (1, 60, 200, 1000)
SETTLE_S = 2.0
WATCHED_S = 12.0
TICKS_PER_SECOND = 1


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one tick for one session."""

    wire_bytes: float
    cpu_ms: float


def measure() -> Iterator[Row]:
    """Yield the rows of the group."""
    for sessions in SESSIONS:
        limit, ours = _cost("limit", sessions), _cost("ours", sessions)
        yield Row(bench=f"stream.bytes_per_tick.n{sessions}", unit="B", ours=ours.wire_bytes, limit=limit.wire_bytes)
        yield Row(bench=f"stream.server_cpu_per_tick.n{sessions}", unit="ms", ours=ours.cpu_ms, limit=limit.cpu_ms)
    screen = watch_screen()
    yield Row(bench="stream.tick_to_screen.p50", unit="ms", ours=median(screen.latencies))
    yield Row(bench="stream.tick_to_screen.p99", unit="ms", ours=percentile(screen.latencies, 0.99))
    yield Row(bench="stream.browser_per_tick", unit="ms", ours=screen.main_thread)


def _cost(kind: str, sessions: int) -> Cost:
    port = _free_port()
    command = [sys.executable, "-m", "bench.stream.servers", kind, str(port), str(TICKS_PER_SECOND)]
    with subprocess.Popen(command) as server:
        try:
            return asyncio.run(_watch(server.pid, port, sessions))
        finally:
            server.kill()


async def _watch(pid: int, port: int, sessions: int) -> Cost:
    await _until_open(port)
    clients = await connect(port, sessions)
    await asyncio.sleep(SETTLE_S)
    for client in clients:
        client.reset()
    before = _cpu_ns(pid)
    await asyncio.sleep(WATCHED_S)
    spent = _cpu_ns(pid) - before
    ticks = sum(client.ticks for client in clients)
    received = sum(client.wire_bytes for client in clients)
    for client in clients:
        client.close()
    return Cost(wire_bytes=received / ticks, cpu_ms=spent / 1e6 / ticks)


def _cpu_ns(pid: int) -> int:
    """Return the CPU time of another process, all threads, to the nanosecond (Linux's per-process clock)."""
    return time.clock_gettime_ns((~pid << 3) | 2)


async def _until_open(port: int) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.1)
    raise TimeoutError(f"the server on port {port} did not open within 30 s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
