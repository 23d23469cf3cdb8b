"""Find a Chromium for the browser tests, or install one; a clear error where none can be had.

Debian's package where apt and root are there, else the one that Playwright brings. `path()` names the
browser found; the tests ask it, so a browser is looked for in one place.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def path() -> str | None:
    """Return the browser to use: ``CHROMIUM`` where set, one on the PATH, or Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return named if Path(named).exists() else None
    return next(filter(None, map(shutil.which, NAMES)), None) or _of_playwright()


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def _install() -> None:
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=False, **quiet)
    if path() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    if path() is None:
        print("No Chromium found for the browser tests; installing one.", flush=True)
        _install()
    if path() is None:
        sys.exit(
            "The browser tests need a Chromium and none could be installed. Install one (Debian: apt-get install chromium; "
            "elsewhere: python -m playwright install chromium) or name it: CHROMIUM=/path/to/chromium make test"
        )
