"""Opens the market that `ROBSON_MARKET` asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import structlog

from adapters.marketdata.market_setting import MarketKind, MarketSetting, MarketSettingError, read_market_setting
from adapters.marketdata.played import PlayedFeed
from adapters.marketdata.replay import ReplayTape, checked_start, default_start
from adapters.marketdata.simulation.pairs import TEMPERAMENTS
from adapters.marketdata.simulation.tape import SimulatedTape
from adapters.marketdata.tape import Tape
from adapters.venues.lines import Lines
from domain.marketdata.market import MarketCursor
from domain.marketdata.ports import CursorStore, MarketFeed
from domain.marketdata.timeframe import Timeframe
from domain.shared.clock import WallClock
from domain.shared.errors import RobsonError
from domain.shared.symbol import Symbol
from domain.trading.account import AccountKind, VenueName

LIVE_HOST = "https://api.binance.com"
_PROBE_S = 3.0
_log = structlog.get_logger(__name__)


class MarketRefusedError(RobsonError):
    """The desk cannot run on the market asked for. Nothing was started; do what the sentence says, then start again."""

    code = "MARKET_REFUSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSource:
    """Where live data comes from; None means the venue's public addresses.

    Attributes:
        venue_url: REST base without `/api/v3`, e.g. `https://api.binance.com`.
        stream_url: WebSocket base, e.g. `wss://stream.binance.com:9443/ws`.
        symbols: Pairs to follow.
        lines: The lines that this process shares with those who trade at the same address.
    """

    venue_url: str | None = None
    stream_url: str | None = None
    symbols: Sequence[Symbol] = tuple(Symbol.parse(t.pair) for t in TEMPERAMENTS)
    lines: Lines = field(default_factory=Lines)


async def open_feed(
    market: str, *, clock: WallClock, cursors: CursorStore, live: LiveSource | None = None, held: bool = False
) -> MarketFeed:
    """Open the market; played ones go on where they stood.

    What was opened on one market is never judged at the prices of another: while anything is held, `auto` stays on the
    market of last time, and every other setting must name it.

    Args:
        market: The setting, e.g. `auto` or `replay:btc.csv.gz?speed=60`.
        clock: Wall clock.
        cursors: Where the market stood last time.
        live: Addresses and pairs of live data.
        held: Whether positions or orders are open.

    Raises:
        MarketSettingError: the setting is malformed.
        HistoryFileError: the history to replay breaks a rule; nothing of it was taken.
        MarketRefusedError: positions or orders of another market are open.
        VenueUnreachableError: live data is needed and the venue does not answer.
    """
    setting = read_market_setting(market)
    cursor = await cursors.load()
    bound = cursor if held else None
    feed = await _opened(setting, live or LiveSource(), clock, cursor, bound)
    if bound is not None and bound.feed != feed.name:
        await feed.close()
        raise MarketRefusedError(
            f"positions or orders of the market {bound.feed} are open, and {feed.name} would judge them at other "
            "prices; nothing was started. Set ROBSON_MARKET back until they are closed, or take another ROBSON_DATA",
            field="ROBSON_MARKET",
        )
    return feed


async def _opened(
    setting: MarketSetting,
    source: LiveSource,
    clock: WallClock,
    cursor: MarketCursor | None,
    bound: MarketCursor | None,
) -> MarketFeed:
    if setting.kind is MarketKind.LIVE or (setting.kind is MarketKind.AUTO and bound is not None and _is_live(bound)):
        return await _open_live(source, clock)
    if setting.kind is MarketKind.REPLAY:
        return await _open_replay(setting, clock, cursor)
    if setting.kind is MarketKind.AUTO and bound is None and await _reachable(source.venue_url or LIVE_HOST):
        try:
            return await _open_live(source, clock)
        except RobsonError as error:
            _log.warning("market.live_unreachable", cause=str(error), instead="simulated")
    return _open_simulated(setting, clock, cursor)


def _is_live(cursor: MarketCursor) -> bool:
    return cursor.feed.startswith(f"{MarketKind.LIVE}:")


async def _open_live(source: LiveSource, clock: WallClock) -> MarketFeed:
    # Imported only now: ccxt costs most of a second and some 70 MB, which played markets need not pay.
    from adapters.marketdata.live.exchange import VenueClient
    from adapters.marketdata.live.feed import LiveFeed

    line = source.lines.to(VenueName.BINANCE, AccountKind.LIVE, source.venue_url)

    def open_client() -> VenueClient:
        return VenueClient(venue_url=source.venue_url, stream_url=source.stream_url, timeout_s=10, line=line)

    feed = LiveFeed(open_client, source.symbols, clock)
    await feed.open()
    return feed


async def _open_replay(setting: MarketSetting, clock: WallClock, cursor: MarketCursor | None) -> PlayedFeed:
    # Imported only now: it needs pyarrow, which other markets need not pay for.
    from adapters.marketdata.history_reader import read_history

    if setting.path is None:
        raise MarketSettingError("ROBSON_MARKET replay needs a file", field="ROBSON_MARKET")
    history = await asyncio.to_thread(read_history, setting.path, setting.symbol, setting.volume)
    start = default_start(history) if setting.start is None else checked_start(history, setting.start)
    tape = ReplayTape(history, f"replay:{setting.path.name}?start={start:%Y-%m-%dT%H:%M}&symbol={history.symbol}")
    return _played(tape, setting, clock, _resumed(tape, cursor, start))


def _open_simulated(setting: MarketSetting, clock: WallClock, cursor: MarketCursor | None) -> PlayedFeed:
    tape = SimulatedTape(setting.seed)
    return _played(tape, setting, clock, _resumed(tape, cursor, setting.start or Timeframe.M1.floor(clock.now())))


def _played(tape: Tape, setting: MarketSetting, clock: WallClock, start: datetime) -> PlayedFeed:
    return PlayedFeed(tape, clock, start=start, speed=setting.speed, seed=setting.seed)


def _resumed(tape: Tape, cursor: MarketCursor | None, start: datetime) -> datetime:
    return cursor.market_at if cursor is not None and cursor.feed == tape.name else start


async def _reachable(url: str) -> bool:
    """Say whether anything answers at a URL's host and port, within seconds."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        async with asyncio.timeout(_PROBE_S):
            _, writer = await asyncio.open_connection(parts.hostname, port)
    except OSError:
        return False
    writer.close()
    return True
