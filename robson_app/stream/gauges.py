"""What the stream counts."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

CLIENTS = Gauge("robson_stream_clients", "Pages connected to the live stream.")
SENT = Counter("robson_stream_messages", "Messages offered to pages.")
DROPPED = Counter("robson_stream_dropped", "Ticks dropped because a page read too slowly.")
