"""Builds the front end once per state of its sources and language, and publishes each build in a folder of its own.

A running desk keeps serving the folder it started with while a newer build is published beside it.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.shared.errors import RobsonError
from robson_app.i18n.language import BUILD, LANGUAGES, SOURCE

ROOT = Path(__file__).resolve().parents[2]
BUILDS = ROOT / "build" / "frontend"
KEPT = 4
_LOCK = "reflex.lock/package-lock.json"
_SOURCES = (
    "rxconfig.py",
    ".npmrc",
    "requirements.txt",
    "robson_app",
    "domain",
    "assets",
    "reflex.lock/package-lock.json",
)
_KINDS = {".py", ".js", ".jsx", ".css", ".svg", ".png", ".ico", ".woff2", ".json", ".po", ".txt", ".webmanifest", ""}
_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.+?)</script>", re.DOTALL)


class BuildError(RobsonError):
    """The front end could not be built; what the build printed says why. Correct it and start again."""

    code = "BUILD_FAILED"


def stamp(root: Path = ROOT) -> str:
    """The hash of everything the front end is made from."""
    digest = hashlib.sha256()
    for path in _files(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def client(build: Path, language: str = SOURCE) -> Path:
    """Where a published build keeps the files that a browser asks for in one language."""
    return build / "build" / ("client" if language == SOURCE else f"client-{language}")


def clients(build: Path) -> dict[str, Path]:
    """The files of a published build, by language."""
    return {language: client(build, language) for language in LANGUAGES}


def script_hashes(build: Path) -> tuple[str, ...]:
    """The content-security-policy sources of every inline script in a build's pages, e.g. `'sha256-…'`."""
    pages = (page.read_bytes() for files in clients(build).values() for page in sorted(files.rglob("*.html")))
    scripts = {script for page in pages for script in _INLINE_SCRIPT.findall(page)}
    digests = (hashlib.sha256(script).digest() for script in scripts)
    return tuple(sorted(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests))


def ensure() -> Path:
    """Return the published build of the sources as they are, making it first when there is none.

    Raises:
        BuildError: the build failed; nothing was published.
    """
    BUILDS.mkdir(parents=True, exist_ok=True)
    with _exclusively(BUILDS / ".lock"):
        build = BUILDS / stamp()
        if not client(build).is_dir():
            fresh = build.with_name(build.name + ".new")
            shutil.rmtree(fresh, ignore_errors=True)
            for language in LANGUAGES:
                _export(language)
                shutil.copytree(ROOT / ".web" / "build" / "client", client(fresh, language))
            shutil.copytree(ROOT / ".web" / "backend", fresh / "backend")
            shutil.rmtree(build, ignore_errors=True)
            fresh.rename(build)
            _prune(build)
        return build


def _files(root: Path) -> Iterator[Path]:
    for name in _SOURCES:
        source = root / name
        found = [source] if source.is_file() else source.rglob("*")
        yield from sorted(
            path for path in found if path.is_file() and path.suffix in _KINDS and "__pycache__" not in path.parts
        )


def _export(language: str) -> None:
    environment = {
        **os.environ,
        BUILD: language,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "REFLEX_USE_NPM": "1",
        "REFLEX_CHECK_LATEST_VERSION": "false",
    }
    command = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip", "--loglevel", "warning"]
    print(f"Building the front end ({language}) …", flush=True)
    process = subprocess.Popen(  # noqa: S603 -- our own command
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
    )
    try:
        code = process.wait()
    finally:
        if process.poll() is None:  # interrupted: take the package manager and the bundler along
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
    if code != 0:
        raise BuildError(f"the front end could not be built (exit code {code}); the desk was not started")


def _prune(latest: Path) -> None:
    builds = sorted((path for path in BUILDS.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for stale in builds[:-KEPT]:
        if stale != latest:
            shutil.rmtree(stale)


@contextmanager
def _exclusively(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
