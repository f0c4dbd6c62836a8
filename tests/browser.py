"""Finds a Chromium, and installs one when there is none: `python -m tests.browser`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str | None:
    """Path of a Chromium: ROBSON_CHROMIUM, else one on the PATH, else the one Playwright installed."""
    named = os.environ.get("ROBSON_CHROMIUM")
    if named:
        return named
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return _playwrights()


def _playwrights() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _install() -> None:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
        if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0:
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """Make sure there is a Chromium and say where."""
    if find() is None:
        print("Installing Chromium for the browser tests …", flush=True)
        _install()
    path = find()
    if path is None:
        print("No Chromium was found or could be installed; install one or set ROBSON_CHROMIUM to its path.")
        return 1
    print(f"Browser tests run in {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
