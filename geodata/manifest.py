"""Where a data set comes from and what may be done with it: read from the data package's descriptor."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from geodata.errors import DataError

DESCRIPTOR = "datapackage.json"
ANSWERED_ELSEWHERE = "answered_elsewhere"  # in an extract: incidents that its rows answer, but that are not in it


@dataclass(frozen=True, slots=True)
class Manifest:
    """What every page, picture and file must say of its data.

    `since` and `until` are the days that the data set covers, None where it does not say.
    `accessed`: the day on which it was taken from its publisher.
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
    accessed: date | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """One data layer, its licence with the address of its text, and where it came from."""

    title: str
    licence: str
    url: str
    attribution: str


def joined(manifests: Sequence[Manifest]) -> Manifest:
    """Return what must be said of data sets that are shown as one: all that must be said of each.

    Rows may be passed on only if those of every one may. Where licences differ, the credit on pictures has them too.
    """
    licences = list(dict.fromkeys(each.licence for each in manifests))
    licence = licences[0] if len(licences) == 1 else "; ".join(f"{each.title}: {each.licence}" for each in manifests)
    credit = "; ".join(dict.fromkeys(each.show_on_image or each.title for each in manifests))
    days = [(each.since, each.until) for each in manifests]
    return Manifest(
        name="-and-".join(dict.fromkeys(each.name for each in manifests)),
        title=in_words(dict.fromkeys(each.title for each in manifests)),
        version=_common(each.version for each in manifests) or "",
        licence=licence,
        licence_url=_common(each.licence_url for each in manifests) or "",
        citation=" ".join(dict.fromkeys(filter(None, (each.citation for each in manifests)))),
        since=min((since for since, _ in days if since), default=None) if all(since for since, _ in days) else None,
        until=max((until for _, until in days if until), default=None) if all(until for _, until in days) else None,
        redistribute_rows=all(each.redistribute_rows for each in manifests),
        show_on_image=credit if len(licences) == 1 else f"{credit}. Licences: {licence}",
        accessed=_common(each.accessed for each in manifests),
    )


def in_words(names: Iterable[str]) -> str:
    """Return names as a list in a sentence: A, B and C."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _common(values: Iterable[Any]) -> Any:
    """Return what all `values` are, None where they differ."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


def layers(descriptor: Mapping[str, Any]) -> tuple[Layer, ...]:
    """Return the layers that a descriptor lists, those of one origin and licence together under their titles."""
    titles: dict[tuple[str, str, str], list[str]] = {}
    for resource in descriptor["resources"]:
        licence = _object(next(iter(resource.get("licenses") or descriptor.get("licenses") or []), None))
        origin = "; ".join(str(_object(each).get("title", "")) for each in resource.get("sources") or [])
        key = (str(licence.get("title") or licence.get("name") or "not stated"), str(licence.get("path", "")), origin)
        titles.setdefault(key, []).append(str(resource.get("title") or resource.get("name")))
    return tuple(Layer("; ".join(names), *key) for key, names in titles.items())


def layers_shown(about: Manifest, descriptor: Mapping[str, Any]) -> tuple[Layer, tuple[Layer, ...]]:
    """Return the layer of the data that `about` is of, and those that lie under any data: of the package that `descriptor` states.

    The first layer that the package lists is its own incidents; other data do not have their licence.
    """
    own, *beside = layers(descriptor)
    if about.name != descriptor.get("name"):
        own = Layer(about.title, about.licence, about.licence_url, "")
    return own, tuple(beside)


def boundaries(descriptor: Mapping[str, Any]) -> str:
    """Return the note that goes with every map: what the lines are, of which vintage, and what they do not mean."""
    stated = _object(descriptor.get("boundaries"))
    return f"Boundaries: {stated.get('vintage', 'vintage not stated')}. {stated.get('note', '')}".strip()


def of_file(path: Path) -> Manifest:
    """Return the manifest of a bare file, about which nothing is known but its name."""
    return Manifest(name=path.stem, title=path.name, show_on_image=f"Data: {path.name}")


def read_descriptor(folder: Path) -> dict[str, Any]:
    """Return the Frictionless descriptor in `folder`; `DataError` if there is none that can be read."""
    path = folder / DESCRIPTOR
    if folder.is_dir() and not path.exists() and (tables := sorted(folder.rglob("*.parquet"))):
        raise DataError(
            f"{folder} is no data package (it has no {DESCRIPTOR}) but a folder of GeoParquet, which `query`, `export` and the "
            f"dashboard open as it is. Give one of its files here, such as {tables[0]}."
        )
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"Cannot read {path}: {error}. A data package has a {DESCRIPTOR} beside its tables.") from error
    resources = descriptor.get("resources") if isinstance(descriptor, dict) else None
    if not isinstance(resources, list) or not all(isinstance(each, dict) for each in resources):
        raise DataError(f"{path} lists no resources. A data package names its tables under 'resources'.")
    return dict(descriptor)


def of_package(descriptor: Mapping[str, Any]) -> Manifest:
    """Return the manifest that a descriptor states."""
    licences = descriptor.get("licenses")
    licence = _object(licences[0]) if isinstance(licences, list) and licences else {}
    coverage = _object(_object(descriptor.get("coverage")).get("temporal"))
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


def answered_elsewhere(descriptor: Mapping[str, Any]) -> frozenset[str]:
    """Return the incidents outside an extract that its rows may be reported as answering."""
    listed = descriptor.get(ANSWERED_ELSEWHERE)
    return frozenset(map(str, listed)) if isinstance(listed, list) else frozenset()


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


def _object(value: object) -> dict[str, Any]:
    """Return `value` if it is a JSON object; a descriptor of strangers may hold anything in its place."""
    return value if isinstance(value, dict) else {}


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
