"""Compilation: once a machine and version of the package, kept in the user's cache.

Numba looks for a change only in the file of the function it compiles, not in those of what that one calls. So the cache
has the hash of the whole package in its name.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from numba import njit
from numba.core import config


def _cache() -> str:
    package = Path(__file__).parent
    digest = sha256(b"".join(source.read_bytes() for source in sorted(package.glob("*.py")))).hexdigest()
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return str(home / "robson" / f"compiled-{digest[:16]}")


if not config.CACHE_DIR:  # type: ignore[attr-defined]
    config.CACHE_DIR = _cache()  # type: ignore[attr-defined]

compiled = njit(cache=True)
"""Decorates what must be fast; whole numbers wrap at 64 bits, which `exact` relies on."""
