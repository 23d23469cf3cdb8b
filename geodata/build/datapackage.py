"""The data package's descriptor: what ``layers.toml`` and `geodata.schema` declare, with size and checksum of each file."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from geodata import schema
from geodata.build.upstream import manifest, upstream
from geodata.manifest import DESCRIPTOR
from geodata.schema import frictionless

_FORMATS = {".csv": ("csv", "text/csv"), ".geojson": ("geojson", "application/geo+json")}


def write(target: Path) -> None:
    """Describe the files in `target` in a ``datapackage.json`` beside them."""
    text = json.dumps(descriptor(target), ensure_ascii=False, indent=1)
    (target / DESCRIPTOR).write_text(text + "\n", encoding="utf-8", newline="\n")


def descriptor(folder: Path) -> dict[str, Any]:
    """Return the descriptor of the package in `folder`, whose files must all be there."""
    facts = manifest()["package"]
    copied = ("name", "title", "version", "citation", "show_on_image", "redistribute_rows", "keywords")
    return {
        "profile": "data-package",
        **{key: facts[key] for key in copied},
        "description": facts["description"].strip(),
        "licenses": [_licence(facts["licence"])],
        "sources": _all_sources(),
        "coverage": {
            "temporal": {"start": facts["start"], "end": facts["end"]},
            "spatial": {"bbox": facts["bbox"], "countries": facts["countries"], "crs": "EPSG:4326"},
        },
        "boundaries": {"note": facts["boundary_note"], "vintage": facts["boundary_vintage"]},
        "resources": [
            *(_table(table, folder) for table in schema.TABLES),
            *(_layer(name, folder) for name in manifest()["layers"]),
        ],
    }


def _all_sources() -> list[dict[str, str]]:
    return [*manifest()["tables"]["sources"], *(_source(key) for key in manifest()["upstream"])]


def _source(key: str) -> dict[str, str]:
    return {"title": manifest()["upstream"][key]["title"], "version": upstream(key).version}


def _licence(name: str) -> dict[str, str]:
    return {"name": name, **manifest()["licences"][name]}


def _table(table: schema.Table, folder: Path) -> dict[str, Any]:
    tables = manifest()["tables"]
    facts = {"title": table.title, "description": tables["descriptions"][table.name]}
    credit = {"licenses": [_licence(tables["licence"])], "sources": tables["sources"]}
    fields = [frictionless.field(column, is_key=column.name == table.key) for column in table.columns]
    links = [frictionless.link(table, *link) for link in table.links if table.column(link[0]).kind != "list"]
    columns = {"fields": fields} | frictionless.key(table.key) | ({"foreignKeys": links} if links else {})
    return _resource(table.name, folder / table.path, facts | credit) | {"schema": columns}


def _layer(name: str, folder: Path) -> dict[str, Any]:
    layer = manifest()["layers"][name]
    facts = {"title": layer["title"], "description": layer["description"]}
    credit = {"licenses": [_licence(layer["licence"])], "sources": [_source(layer["upstream"])]}
    resource = _resource(name, folder / layer["path"], facts | credit)
    if "fields" not in layer:
        return resource | {"crs": "EPSG:4326"}
    fields = [dict(zip(("name", "type", "description"), field, strict=True)) for field in layer["fields"]]
    return resource | {"schema": {"fields": fields} | frictionless.key(layer["key"])}


def _resource(name: str, path: Path, facts: dict[str, Any]) -> dict[str, Any]:
    form, mediatype = _FORMATS[path.suffix]
    content = path.read_bytes()
    return {
        "name": name,
        "path": path.name,
        "profile": "tabular-data-resource" if form == "csv" else "data-resource",
        **facts,
        "format": form,
        "mediatype": mediatype,
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }
