"""What the web process counts of its requests."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("robson_http_requests", "Requests answered.", ["kind", "status"])
SECONDS = Histogram(
    "robson_http_seconds",
    "Time from a request's arrival to the start of its answer.",
    ["kind"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
FEED_AGE = Gauge("robson_feed_age_seconds", "Age of the feed's last sign of life; -1 before the first.")
READY = Gauge("robson_ready", "Whether something the desk needs is there (1) or missing (0).", ["check"])
EVENTS = Counter("robson_page_events", "Page events that arrived.", ["answer"])
