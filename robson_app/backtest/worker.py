"""`python -m robson_app.backtest.worker`: plays one back-test and ends.

A process of its own, so that neither the engine's loop nor its interpreter waits for it. It reads one line, its order,
and tells in lines: `P 40` how far it is, then `D {…}` the result or `F …` why there is none. When its input closes, who
ordered is gone, and it ends at once.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading

import msgspec

from adapters.backtest.bars import Bars, bars_of
from adapters.backtest.entries import entries, playing_timeframe, sees_the_future
from adapters.backtest.fast import Outcome, run_fast
from adapters.backtest.telling import played_of
from adapters.db.histories import PostgresHistories
from adapters.db.instruments import PostgresInstrumentStore
from adapters.db.pool import DatabaseRole, open_pool
from adapters.signals.detecting import TalibDetecting
from domain.marketdata.candle import Candle
from domain.marketdata.instrument import Instrument
from domain.shared.errors import InvalidInputError, RobsonError
from domain.strategies.ports import Played
from domain.strategies.rules import BacktestRules
from robson_app.backtest.order import PlayOrder, read_order

READ, FOUND, PLAYED = 10, 30, 70
"""Per cent done after each step."""
_KIND = 10


def main() -> None:
    """Play what standard input orders."""
    os.nice(_KIND)
    order: PlayOrder = read_order(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_input, daemon=True, name="input").start()
    try:
        _tell(b"D " + msgspec.json.encode(play(order)))
    except RobsonError as foreseen:
        _tell(b"F " + str(foreseen).replace("\n", " ").encode())


def play(order: PlayOrder) -> Played:
    """Read, find, play, and check that nothing looked ahead.

    Raises:
        InvalidInputError: the pair is gone, too little is stored, or a figure fits no grid; it says so in words.
    """
    instrument, candles = asyncio.run(_read(order))
    _progress(READ)
    return play_candles(order, instrument, candles)


def play_candles(order: PlayOrder, instrument: Instrument, candles: list[Candle]) -> Played:
    """Play candles that were read.

    Raises:
        InvalidInputError: as above.
    """
    detecting, definition, request = TalibDetecting(), order.definition, order.request
    bars = bars_of(candles, instrument)
    rules = BacktestRules(
        instrument=instrument,
        capital=request.capital,
        limits=definition.limits(),
        costs=request.costs,
        brakes=request.brakes,
        fallback_confirmed=definition.stop.fallback,
    )

    def again(history: Bars) -> Outcome:
        return run_fast(history, rules, entries(history, definition, request.timeframe, detecting))

    wanted = entries(bars, definition, request.timeframe, detecting)
    _progress(FOUND)
    outcome = run_fast(bars, rules, wanted, _going)
    _progress(PLAYED)
    return played_of(outcome, candles, looks_ahead=sees_the_future(outcome, again))


async def _read(order: PlayOrder) -> tuple[Instrument, list[Candle]]:
    request = order.request
    pool = await open_pool(order.database, role=DatabaseRole.WEB, smallest=1, largest=1)
    try:
        listed = {instrument.symbol: instrument for instrument in await PostgresInstrumentStore(pool).all()}
        if request.symbol not in listed:
            raise InvalidInputError(f"{request.symbol} is not traded here any more; nothing was played", field="symbol")
        timeframe = playing_timeframe(order.definition, request.timeframe)
        found = await PostgresHistories(pool).between(request.symbol, timeframe, request.begins, request.ends)
        return listed[request.symbol], list(found)
    finally:
        await pool.close()


def _going(share: float) -> bool:
    _progress(FOUND + int(share * (PLAYED - FOUND)))
    return True


def _progress(per_cent: int) -> None:
    _tell(b"P %d" % per_cent)


def _tell(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def _end_with_input() -> None:
    while sys.stdin.buffer.read(1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
