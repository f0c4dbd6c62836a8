"""Liveness, readiness and the counters."""

from __future__ import annotations


def test_the_process_lives(nobody):
    assert nobody.get("/healthz").json() == {"status": "ok"}


def test_readiness_names_every_part(nobody):
    told = nobody.get("/readyz")
    assert told.status_code == 200
    assert told.json()["ready"] is True
    assert {check["name"] for check in told.json()["checks"]} == {"migrations", "engine", "bus", "feed"}


def test_the_counters_are_hidden_from_whoever_an_unknown_proxy_speaks_for(nobody):
    assert nobody.get("/metrics", headers={"x-forwarded-for": "10.0.0.1"}).status_code == 404


def test_a_host_the_desk_does_not_know_is_refused(nobody):
    answer = nobody.get("/api/v1/session", headers={"host": "evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (400, "HOST_UNKNOWN")


def test_the_counters_tell_requests_pages_feed_and_readiness(nobody):
    nobody.get("/healthz")
    told = nobody.get("/metrics").text
    for name in (
        "robson_http_requests_total",
        "robson_http_seconds_bucket",
        "robson_stream_clients",
        "robson_feed_age_seconds",
        'robson_ready{check="engine"} 1.0',
    ):
        assert name in told
