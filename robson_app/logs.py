"""Structured logs, one JSON object a line, ours and those of every library; a session's secret is in none of them."""

from __future__ import annotations

import logging
import re
import sys

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, Processor, WrappedLogger

_SECRET = re.compile(r"(__Host-\w+)=[A-Za-z0-9_-]+")


def configure(level: str) -> None:
    """Log from `level` (DEBUG, INFO, WARNING or ERROR) on to standard output."""
    structlog.configure(
        processors=[*_common(), _written],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        cache_logger_on_first_use=True,
    )
    stream = logging.StreamHandler(sys.stdout)
    stream.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _written],
            foreign_pre_chain=[structlog.stdlib.add_logger_name, structlog.stdlib.ExtraAdder(), *_common()],
        )
    )
    logging.basicConfig(level=max(logging.WARNING, logging.getLevelNamesMapping()[level]), handlers=[stream])


def _common() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False, max_frames=20)),
    ]


def _written(logger: WrappedLogger, method: str, event: EventDict) -> str:
    line = structlog.processors.JSONRenderer()(logger, method, event)
    return _SECRET.sub(r"\1=(kept out)", line if isinstance(line, str) else line.decode())
