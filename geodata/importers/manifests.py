"""What must be said of data of others: ACLED, UCDP and GDELT state it themselves; of other files only the name is known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from geodata.importers.formats import Format
from geodata.importers.table import File
from geodata.manifest import Manifest


def of_form(
    form: Format, file: File, accessed: date | None, days: tuple[date | None, date | None] = (None, None)
) -> Manifest:
    """Return the manifest of a file of a known format, taken from its publisher on the day `accessed`."""
    name, since, until = Path(file.name).stem, *days
    day = accessed or _day_of(file)
    said = f"{day.day} {day:%B %Y}"
    if form.name.startswith("acled"):
        credit = f"Data: ACLED (acleddata.com), accessed {said}"
        return Manifest(
            name, f"ACLED: {Path(file.name).name}", version=f"accessed {day.isoformat()}", licence="ACLED terms of use; rows may not be passed on",
            licence_url="https://acleddata.com/terms-and-conditions", redistribute_rows=False, show_on_image=credit, accessed=day,
            citation=f"Armed Conflict Location & Event Data (ACLED), acleddata.com. Accessed {said}.", since=since, until=until)  # fmt: skip
    if form.name == "ucdp":
        return Manifest(
            name, f"UCDP GED: {Path(file.name).name}", version=f"accessed {day.isoformat()}", licence="CC BY 4.0",
            licence_url="https://creativecommons.org/licenses/by/4.0/", accessed=day, since=since, until=until,
            show_on_image=f"Data: Uppsala Conflict Data Program (UCDP GED), accessed {said}",
            citation=f"Uppsala Conflict Data Program, Georeferenced Event Dataset (Sundberg and Melander 2013), ucdp.uu.se. Accessed {said}.")  # fmt: skip
    if form.name == "gdelt":
        return Manifest(
            name, f"GDELT: {Path(file.name).name}", version=f"accessed {day.isoformat()}", licence="Free with citation of the GDELT Project",
            licence_url="https://www.gdeltproject.org/about.html", accessed=day, since=since, until=until,
            show_on_image=f"Data: The GDELT Project (gdeltproject.org), accessed {said}",
            citation=f"The GDELT Project, GDELT 2.0 Event Database, gdeltproject.org. Accessed {said}.")  # fmt: skip
    shown = Path(file.name).name
    return Manifest(name, shown, show_on_image=f"Data: {shown}", since=since, until=until, accessed=accessed)


def of_export(about: Mapping[str, str], file: File) -> Manifest:
    """Return the manifest that a file of our own says of itself."""
    shown = Path(file.name).name
    title = about.get("title") or shown
    return Manifest(
        Path(file.name).stem, title, version=about.get("data_version", ""), licence=about.get("licence") or "not stated",
        licence_url=about.get("licence_url", ""), citation=about.get("citation", ""), show_on_image=f"Data: {title}")  # fmt: skip


def _day_of(file: File) -> date:
    """Return the day on which a file was written, today for one that was sent."""
    return date.today() if file.path is None else date.fromtimestamp(file.path.stat().st_mtime)  # noqa: DTZ011, DTZ012  local days


def about_in_rows(rows: pd.DataFrame) -> dict[str, str]:
    """Return what the table ``about`` of a workbook or a GeoPackage says."""
    if not {"name", "text"} <= set(rows.columns):
        return {}
    return dict(zip(rows["name"], rows["text"], strict=True))


def about_in_geojson(head: bytes) -> dict[str, str]:
    """Return the members beside the features, which our exports write before them."""
    before, _, _ = head.decode("utf-8", "replace").partition('"features"')
    try:
        members = json.loads(before.rstrip().rstrip(",") + "}")
    except ValueError:
        return {}
    return {name: value for name, value in members.items() if isinstance(value, str)}
