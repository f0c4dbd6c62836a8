"""Where the tests find what lies outside them."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED_DATA = Path(os.environ.get("ROBSON_SHARED_DATA", ROOT.parent / "shared" / "data"))
BTC_MINUTES = SHARED_DATA / "btcusdt-1m-2022-01.csv.gz"


def real_data() -> bool:
    """Whether the recorded market data is beside this checkout; tests on it run whenever it is."""
    return BTC_MINUTES.is_file()
