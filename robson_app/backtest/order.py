"""What a back-test's process is told. It stands apart from the playing, whose compiler the engine need not load."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.db.mappers.documents import decoder, encode
from domain.strategies.definition import Definition
from domain.strategies.run import RunRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayOrder:
    """What is to be played, and where the candles are."""

    database: str
    request: RunRequest
    definition: Definition


read_order = decoder(PlayOrder)
"""Reads an order's line."""


def order_line(order: PlayOrder) -> bytes:
    """Write an order."""
    return encode(order) + b"\n"
