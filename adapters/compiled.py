"""Compilation: once a machine and version of what is compiled, kept in the user's cache.

Numba looks for a change only in the file of the function it compiles, not in those of what that one calls. So the cache
has the hash of every folder that holds compiled code in its name: what has changed never runs as it was.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from numba import njit
from numba.core import config

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("adapters/backtest", "adapters/signals", "domain/signals")
"""Where compiled functions are written; a test proves that there are no others."""


def fingerprint(root: Path) -> str:
    """Return the hash of everything compiled under a root: names and texts."""
    sources = [root / "adapters" / "compiled.py", *(f for name in FOLDERS for f in sorted((root / name).glob("*.py")))]
    digest = sha256()
    for source in sources:
        digest.update(source.relative_to(root).as_posix().encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _cache() -> str:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return str(home / "robson" / f"compiled-{fingerprint(ROOT)}")


if not config.CACHE_DIR:  # type: ignore[attr-defined]
    config.CACHE_DIR = _cache()  # type: ignore[attr-defined]

compiled = njit(cache=True)
"""Decorates what must be fast; whole numbers wrap at 64 bits, which `exact` relies on."""
