"""The life of an engine process: stand by, lead, drain."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress

import structlog

from adapters.marketdata.feed import MarketRefusedError
from domain.shared.errors import RobsonError
from robson_app.engine.leadership import Leadership, NotLeadingError
from robson_app.engine.parts import Base
from robson_app.engine.term import Term

_log = structlog.get_logger(__name__)
_BREATHER_S = 1.0


async def run(open_base: Callable[[], AbstractAsyncContextManager[Base]]) -> None:
    """Lead whenever elected, until SIGTERM or SIGINT; then finish what is under way and give the lease up.

    Raises:
        MarketRefusedError: the desk cannot run on the market asked for.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with open_base() as base:
        leading = asyncio.create_task(lead_for_ever(base), name="lead")
        stopping = asyncio.create_task(stop.wait(), name="stop")
        await asyncio.wait({leading, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        leading.cancel()
        with suppress(asyncio.CancelledError):
            await leading
    _log.info("engine.stopped")


async def lead_for_ever(base: Base) -> None:
    """Stand by and lead, term after term, until cancelled; foreseen failures end a term, not the process.

    Raises:
        MarketRefusedError: no term can begin: the desk cannot run on the market asked for.
    """
    leadership = Leadership(base.lease)
    refused: MarketRefusedError | None = None
    while refused is None:
        epoch = await leadership.elected()
        structlog.contextvars.bind_contextvars(epoch=epoch)
        try:
            async with asyncio.TaskGroup() as tasks:
                keeping = tasks.create_task(leadership.keep(), name="lease")
                async with base.term() as parts:
                    await Term(parts=parts, leadership=leadership).run()
                keeping.cancel()
        except* NotLeadingError as lost:
            _log.warning("engine.stands_down", cause=str(lost.exceptions[0]))
        except* MarketRefusedError as final:
            refused = _only(final)
        except* RobsonError as foreseen:
            _log.error("engine.term_ended", exc_info=foreseen)
            await asyncio.sleep(_BREATHER_S)
        finally:
            await leadership.resign()
    raise refused


def _only(group: BaseExceptionGroup[MarketRefusedError]) -> MarketRefusedError:
    (error,) = group.exceptions
    return _only(error) if isinstance(error, BaseExceptionGroup) else error
