"""AsyncAPI's official parser, installed once beside the build as its lock says: `python -m tests.asyncapi_parser`."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
KEPT = HERE.parents[1] / "build" / "asyncapi-parser"


def check(document: Path) -> subprocess.CompletedProcess[str]:
    """Read a document; what is wrong with it is on the standard output, one line each."""
    command = [str(BIN / "node"), "--no-warnings", str(HERE / "check.mjs"), str(ensure()), str(document)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def ensure() -> Path:
    """Return where the parser of this lock is, installing it first if need be."""
    lock = (HERE / "package-lock.json").read_bytes()
    place = KEPT / hashlib.sha256(lock).hexdigest()[:12]
    if not place.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        _install(place)
    return place


def _install(place: Path) -> None:
    folder = Path(tempfile.mkdtemp(dir=KEPT))
    try:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        command = [str(BIN / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=folder, check=True, timeout=600)
        if not place.exists():  # another run may have been faster
            folder.rename(place)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
