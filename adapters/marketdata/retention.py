"""How far back candles are loaded and kept; ticks never are."""

from __future__ import annotations

from datetime import timedelta

from domain.marketdata.timeframe import Timeframe

DEPTH = {
    Timeframe.M1: timedelta(days=1),
    Timeframe.M5: timedelta(days=3),
    Timeframe.M15: timedelta(days=7),
    Timeframe.H1: timedelta(days=28),
    Timeframe.H4: timedelta(days=100),
    Timeframe.D1: timedelta(days=240),
}
"""History loaded into an empty store: a full chart in every timeframe."""

KEPT = {
    Timeframe.M1: timedelta(days=14),
    Timeframe.M5: timedelta(days=45),
    Timeframe.M15: timedelta(days=120),
    Timeframe.H1: timedelta(days=500),
    Timeframe.H4: timedelta(days=1_500),
    Timeframe.D1: timedelta(days=5_000),
}
"""Older candles are pruned."""
