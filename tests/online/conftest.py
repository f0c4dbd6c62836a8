"""Tests against real venues: run only when asked for, with `ROBSON_ONLINE=1 pytest tests/online`."""

import os

collect_ignore_glob = [] if os.environ.get("ROBSON_ONLINE") == "1" else ["test_*.py"]
