"""Where a data set comes from and what may be done with it: read from the data package's descriptor."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from geodata.errors import DataError

DESCRIPTOR = "datapackage.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What every page, picture and file must say of its data.

    `since` and `until` are the days that the data set covers, None where it does not say.
    `redistribute_rows`: whether rows may be passed on. `show_on_image`: the credit that every picture carries.
    """

    name: str
    title: str
    version: str = ""
    licence: str = "not stated"
    licence_url: str = ""
    citation: str = ""
    since: date | None = None
    until: date | None = None
    redistribute_rows: bool = True
    show_on_image: str = ""


def of_file(path: Path) -> Manifest:
    """Return the manifest of a bare file, about which nothing is known but its name."""
    return Manifest(name=path.stem, title=path.name, show_on_image=f"Data: {path.name}")


def read_descriptor(folder: Path) -> dict[str, Any]:
    """Return the Frictionless descriptor in `folder`; `DataError` if there is none that can be read."""
    path = folder / DESCRIPTOR
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"Cannot read {path}: {error}. A data package has a {DESCRIPTOR} beside its tables.") from error
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("resources"), list):
        raise DataError(f"{path} lists no resources. A data package names its tables under 'resources'.")
    return descriptor


def of_package(descriptor: Mapping[str, Any]) -> Manifest:
    """Return the manifest that a descriptor states."""
    licence: dict[str, Any] = next(iter(descriptor.get("licenses") or []), {})
    coverage = (descriptor.get("coverage") or {}).get("temporal") or {}
    name = str(descriptor.get("name", "package"))
    title = str(descriptor.get("title", name))
    return Manifest(
        name=name,
        title=title,
        version=str(descriptor.get("version", "")),
        licence=str(licence.get("title") or licence.get("name") or "not stated"),
        licence_url=str(licence.get("path", "")),
        citation=str(descriptor.get("citation", "")),
        since=_day(coverage.get("start")),
        until=_day(coverage.get("end")),
        redistribute_rows=bool(descriptor.get("redistribute_rows", True)),
        show_on_image=str(descriptor.get("show_on_image", f"Data: {title}")),
    )


def resource_paths(descriptor: Mapping[str, Any], folder: Path) -> dict[str, Path]:
    """Return the files of the package by resource name; `DataError` for one outside its folder."""
    found = {}
    for resource in descriptor["resources"]:
        name, written = str(resource.get("name")), str(resource.get("path"))
        path = (folder / written).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise DataError(f"Resource {name!r} of the package lies outside its folder ({written!r}). Move it inside.")
        found[name] = path
    return found


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
