"""The scripts that folium's maps read from other servers, given to the browser from this machine instead.

They are had once by npm, in the versions that folium names (of its markers the nearest that is there), into a folder of
their own. So the peer draws what it draws elsewhere, and does not wait for a network.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

PACKAGES = ("leaflet@1.9.3", "jquery@3.7.1", "bootstrap@5.2.2", "leaflet.markercluster@1.1.0",
            "leaflet.awesome-markers@2.0.5", "@fortawesome/fontawesome-free@6.2.0")  # fmt: skip
# address → file of a package
_FILES = (
    (r"cdn\.jsdelivr\.net/npm/((?:@[\w-]+/)?[\w.-]+)@[\d.]+/(.+)", r"\1/\2"),
    (r"code\.jquery\.com/jquery-[\d.]+\.min\.js", r"jquery/dist/jquery.min.js"),
    (r"cdnjs\.cloudflare\.com/ajax/libs/([\w.-]+)/[\d.]+/(.+)", r"\1/dist/\2"),
)
_PATIENCE_S = 120


def had(folder: Path) -> Path | None:
    """Return the folder of the packages, installed into `folder` the first time; None where npm cannot have them."""
    there = folder / "node_modules"
    npm = shutil.which("npm")
    if not there.exists() and npm is not None:
        folder.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder)]
        subprocess.run([*command, *PACKAGES], cwd=folder, check=False, capture_output=True, timeout=_PATIENCE_S)
    return there if there.exists() else None


def file_of(address: str, packages: Path) -> Path | None:
    """Return the file that stands for an address of another server, None where there is none."""
    parts = urlsplit(address)
    for pattern, path in _FILES:
        if found := re.fullmatch(pattern, f"{parts.netloc}{parts.path}"):
            package, _, inside = found.expand(path).partition("/")
            file = packages / package.lower() / inside  # npm knows no capitals
            return file if file.is_file() else None
    return None


def give(page: Page, packages: Path, port: int) -> None:
    """Answer what the page asks of other servers from `packages`; what is not there is an empty answer."""

    def answer(route: Route) -> None:
        file = file_of(route.request.url, packages)
        route.fulfill(path=file) if file else route.fulfill(status=200, body="")

    page.route(
        lambda address: urlsplit(address).netloc not in {"", f"127.0.0.1:{port}"} and address.startswith("http"), answer
    )
