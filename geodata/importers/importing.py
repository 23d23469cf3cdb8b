"""A file of any accepted kind → a catalogue in memory, or a catalogue file written part by part."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
import pyarrow as pa

from geodata import archive, catalogue, placing, schema
from geodata import manifest as manifests
from geodata.boundaries import Boundaries
from geodata.catalogue import Catalogue
from geodata.errors import DataError, ExportError
from geodata.importers import detect, ours, reading
from geodata.importers.formats import ATLAS
from geodata.importers.gazetted import NamedPlace
from geodata.importers.manifests import of_form
from geodata.importers.options import Limits, Options
from geodata.importers.progress import Progress, unwatched
from geodata.importers.reading import Reading
from geodata.importers.survey import Look, Opened, Survey, look, survey
from geodata.importers.table import File
from geodata.importers.tally import Report
from geodata.manifest import Manifest

ENDINGS = (".duckdb", ".db")  # of catalogue files
NOTHING_SAID = Options()
_AT_ONCE = 20_000  # rows that are read in memory between two looks at `progress`; half a second of work


@dataclass(frozen=True)
class Import:
    """What became of a file: its incidents, the report for its owner, and names of places that want a choice.

    `look` says how it was understood; None for packages and catalogues, which say that themselves.
    """

    catalogue: Catalogue
    report: Report
    places: tuple[NamedPlace, ...]
    look: Look | None = None


def read(
    file: File | Path | str,
    options: Options = NOTHING_SAID,
    *,
    limits: Limits | None = None,
    progress: Progress = unwatched,
    surveyed: Survey | None = None,
) -> Import:
    """Read a file of any accepted kind into memory.

    Parameters
    ----------
    file
        A path, or a file that is only in memory.
    surveyed
        What `look_through` found of the same file, so that it is not looked through again.
    progress
        Called with the number of rows read so far, and of how many (0 while they are counted).

    Raises
    ------
    DataError
        If the file cannot be read as incidents, or `progress` answers False. Bad rows raise nothing: they are refused,
        with their reasons.
    QuestionError
        If only the owner of the file can say how it is meant.
    """
    most = limits or Limits.of_settings()
    if not isinstance(file, File):
        path = Path(file)
        if path.is_dir() or path.name == manifests.DESCRIPTOR:
            return _said_by_itself(path.name, catalogue.read(path))
        file = File.at(path)
    kind = detect.kind_of(file, most)
    if kind == "catalogue":
        return _said_by_itself(file.name, archive.read(_path_of(file)))
    if kind == "package":
        return _said_by_itself(file.name, ours.package(file, most))
    begun = _Begun.of(surveyed or look_through(file, options, limits=most, progress=progress), options)
    parts = list(begun.reading.parts(progress, _AT_ONCE))
    incidents = pd.concat([part.incidents for part in parts], ignore_index=True) if parts else begun.bare.incidents
    problems = [placing.stacked([getattr(part, name) for part in parts]) for name in ("refused", "findings")]
    kept = begun.catalogue(incidents, *problems)
    return Import(kept, begun.reading.report(), begun.reading.places(), begun.reading.seen)


def look_through(
    file: File, options: Options, *, limits: Limits, progress: Progress = unwatched, opened: Opened | None = None
) -> Survey:
    """Look at a file, and once through all its rows.

    What is found holds for all `options` of one `of_the_look`: another order of days, another choice of places. Raises
    as `read` does, but asks nothing that the rows are read by.
    """
    seen = look(file, options, limits, opened=opened)
    mended = _MENDED.get(seen.kind) if seen.form is ATLAS else None
    if mended is not None:
        table = mended(seen.table)
        seen = dataclasses.replace(seen, table=table, fields=seen.form.used(table.columns))
    return survey(seen, limits, progress)


def says_itself(file: File, limits: Limits) -> bool:
    """Return whether a file is a package or a catalogue, which say themselves how they are read; raises as `read` does."""
    return detect.kind_of(file, limits) in ("catalogue", "package")


def keep(
    file: Path | str,
    target: Path,
    options: Options = NOTHING_SAID,
    *,
    limits: Limits | None = None,
    progress: Progress = unwatched,
    areas: Boundaries | None = None,
) -> Report:
    """Write the incidents of a file to a catalogue file, whole or not at all, holding no large file in memory.

    Parameters
    ----------
    areas
        Boundaries that are laid over the incidents and kept with them.

    Raises
    ------
    ExportError
        If `target` does not end as catalogues do, or cannot be written.
    DataError, QuestionError
        As `read`.
    """
    refuse_ending(target)
    most, path = limits or Limits.of_settings(), Path(file)
    if path.is_dir() or path.name == manifests.DESCRIPTOR or says_itself(File.at(path), most):
        whole = read(path, options, limits=most)
        archive.write(whole.catalogue if areas is None else catalogue.under(whole.catalogue, areas), target)
        return whole.report
    begun = _Begun.of(look_through(File.at(path), options, limits=most, progress=progress), options)
    problems: list[tuple[pd.DataFrame, pd.DataFrame]] = []

    def incidents() -> Iterator[pa.Table]:
        some = False
        for part in begun.reading.parts(progress):
            problems.append((part.refused, part.findings))
            some = True
            yield part.table() if areas is None else _laid(begun, part.incidents, areas)
        if not some:
            yield pa.Table.from_pandas(begun.bare.incidents, preserve_index=False)

    def rest(sample: pd.DataFrame) -> Catalogue:
        whole = begun.catalogue(sample, *(placing.stacked([pair[at] for pair in problems]) for at in (0, 1)))
        return whole if areas is None else catalogue.beside(whole, areas)

    archive.write_parts(incidents(), rest, target)
    return begun.reading.report()


def _laid(begun: _Begun, incidents: pd.DataFrame, areas: Boundaries) -> pa.Table:
    """Return a part of the incidents under boundaries; every part has the same columns."""
    has_own = "area" in begun.reading.seen.table.columns
    return pa.Table.from_pandas(catalogue.with_areas(incidents, areas, has_own=has_own), preserve_index=False)


def refuse_ending(target: Path) -> None:
    """Refuse a target that would not be recognised as a catalogue."""
    if target.suffix.lower() not in ENDINGS:
        raise ExportError(
            f"No catalogue ends in {target.suffix!r}. Accepted: {', '.join(ENDINGS)}, such as {target.stem}.duckdb."
        )


# kind of file → what takes off what its format needed, or other programs added
_MENDED = {"text": ours.unguarded, "zipped text": ours.unguarded, "GeoJSON": ours.bare, "KML": ours.bare, "KMZ": ours.bare,
           "GeoPackage": ours.bare}  # fmt: skip


@dataclass(frozen=True)
class _Begun:
    """A reading with what its catalogue says beside the incidents."""

    reading: Reading
    manifest: Manifest
    version: str
    tables: Mapping[str, pd.DataFrame]

    @classmethod
    def of(cls, surveyed: Survey, options: Options) -> _Begun:
        seen = surveyed.seen
        file = seen.file
        version = ours.version(file, repr(options) if options != NOTHING_SAID else "")
        if seen.form is ATLAS:
            beside, manifest, tables = ours.beside(seen)
            return cls(reading.begin(surveyed, options, beside), manifest, version, tables)
        manifest = of_form(seen.form, file, options.accessed)
        return cls(reading.begin(surveyed, options), manifest, version, {})

    @cached_property
    def bare(self) -> Catalogue:
        """The catalogue of no incidents."""
        nothing = pd.DataFrame(columns=list(schema.INCIDENTS.names), dtype="str")
        return catalogue.assemble({"incidents": nothing}, self.manifest, self.version)

    def catalogue(self, incidents: pd.DataFrame, refused: pd.DataFrame, findings: pd.DataFrame) -> Catalogue:
        bare = self.bare
        sources = self.tables.get("sources", bare.sources)
        if not len(sources):
            sources = ours.from_addresses(incidents)
        early = [frame for frame in (refused, self.tables.get("refused")) if frame is not None and len(frame)]
        return dataclasses.replace(
            bare, incidents=incidents, sources=sources, places=self.tables.get("places", bare.places),
            refused=placing.stacked(early), findings=findings)  # fmt: skip


def _said_by_itself(name: str, kept: Catalogue) -> Import:
    """Return a package or a catalogue with a report in the words of its own check."""
    refused, size = kept.refused_rows, len(kept.incidents)
    incidents = kept.refused[kept.refused["table"] == "incidents"]
    undated = int(kept.incidents["event_date"].isna().sum())
    in_tray = int((kept.incidents["shown_as"] == placing.TRAY).sum()) - undated
    report = Report(
        name, "a catalogue or data package", size + incidents["row"].nunique(), size, int(incidents["row"].nunique()), 0, size, undated, in_tray,
        (), (f"{refused:,} rows of all its tables were refused.",) if refused else (), (), (), kept.findings, kept.refused)  # fmt: skip
    return Import(kept, report, ())


def _path_of(file: File) -> Path:
    if file.path is None:
        raise DataError(
            f"{file.name} is a catalogue. Open it on the machine where the dashboard runs, with the setting GEODATA_DATA."
        )
    return file.path
