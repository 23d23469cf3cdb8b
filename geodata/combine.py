"""Several data sets shown as one: every incident says which data set it is from, and nothing is lost.

An ``event_id`` that several sets give to the same row is one incident, from all of them. One that they give to
different rows stands for different incidents: each row is kept, and its id begins with the name of its data set.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata import style
from geodata.catalogue import Catalogue
from geodata.errors import DataError
from geodata.export.extract import PARTED_BY, SOURCE_URLS
from geodata.manifest import in_words, joined
from geodata.names import fold
from geodata.placing import stacked
from geodata.query import IncidentQuery
from geodata.rules import SEVERAL
from geodata.store import Store
from geodata.store.laying import catalogue_of

COLUMN = "dataset"  # which data set an incident is from


@dataclass(frozen=True, slots=True, eq=False)
class Combination:
    """Data sets as one catalogue.

    `sizes`: incidents of each by its name. `merged`: rows that an earlier set has too, cell for cell.
    `renamed`: rows whose id another set gives to a different row.
    """

    catalogue: Catalogue
    sizes: Mapping[str, int]
    merged: int
    renamed: int

    def sentence(self) -> str:
        """Say what was put together and what became of ids that stand in several sets."""
        sets = in_words(f"{name} ({size:,})" for name, size in self.sizes.items())
        said = [f"{style.counted(len(self.catalogue.incidents), 'incident')} of {sets}."]
        if self.merged:
            said.append(f"Rows that another set has too, cell for cell, count once: {self.merged:,}.")
        if self.renamed:
            said.append("Rows whose id another set gives to a different row are all kept, and their ids begin with the name "
                        f"of their data set: {self.renamed:,}.")  # fmt: skip
        return " ".join(said)


def combined(stores: Sequence[Store]) -> Combination:
    """Return two or more data sets as one; `DataError` for fewer, or for the same data twice."""
    if len({store.version for store in stores}) < max(len(stores), 2):
        raise DataError("These are not several data sets. Choose two or more that differ.")
    labels = names(stores)
    standing = _standing([texts(rows(store)) for store in stores], [_slug(label) for label in labels])
    parts = [catalogue_of(store) for store in stores]
    manifest = joined([replace(part.manifest, title=label) for part, label in zip(parts, labels, strict=True)])
    version = hashlib.sha256(repr([part.version for part in parts]).encode()).hexdigest()[:12]
    first, both = parts[0], list(zip(parts, standing, strict=True))
    has_one_coverage = all(part.coverage.equals(first.coverage) for part in parts)
    has_one_layer = all(part.areas.equals(first.areas) for part in parts)
    made = Catalogue(
        manifest, version, _incidents(parts, standing, labels), _sources(parts, standing),
        places=_stacked([part.places for part in parts]).drop_duplicates("place_id", ignore_index=True),
        official_counts=_stacked([part.official_counts for part in parts]).drop_duplicates(ignore_index=True),
        key_dates=_stacked([_renamed(part.key_dates, became, "event_id") for part, became in both])
        .drop_duplicates("label", ignore_index=True),
            coverage=first.coverage if has_one_coverage else first.coverage.iloc[:0],
        areas=first.areas if has_one_layer else first.areas.iloc[:0],
        duplicates=_stacked([_renamed(part.duplicates, became, "event_id", "other_id") for part, became in both])
        .drop_duplicates(["event_id", "other_id"], ignore_index=True),
        refused=stacked([_of_set(part.refused, label) for part, label in zip(parts, labels, strict=True)]),
        findings=stacked([_of_set(part.findings, label) for part, label in zip(parts, labels, strict=True)]),
    )  # fmt: skip
    sizes = {label: len(part.incidents) for part, label in zip(parts, labels, strict=True)}
    return Combination(made, sizes, merged=sum(int((~became["kept"]).sum()) for became in standing),
                       renamed=sum(int((became["kept"] & became["is_renamed"]).sum()) for became in standing))  # fmt: skip


def names(stores: Sequence[Store]) -> list[str]:
    """Return what to call data sets so that each is told from the others: their titles, with the version where two are alike."""
    # What parts names in a cell is in none of them.
    return told_apart([store.manifest.title.replace(";", ",") for store in stores], [store.version for store in stores])


def told_apart(titles: Sequence[str], versions: Sequence[str]) -> list[str]:
    """Return titles, with the version behind those that are alike."""
    return [
        title if titles.count(title) == 1 else f"{title} ({version})"
        for title, version in zip(titles, versions, strict=True)
    ]


def _standing(parts: Sequence[pd.DataFrame], prefixes: Sequence[str]) -> list[pd.DataFrame]:
    """Return what becomes of the rows of each part: by ``event_id``, whether it is ``kept``, its id ``now``, and ``is_renamed``.

    A row that is not kept stands, cell for cell, in an earlier part under the same id.
    """
    every = pd.concat(dict(enumerate(parts)), names=["part", "event_id"])
    rows = every.index.to_frame(index=False)
    cells = every.reset_index(drop=True).fillna("")
    rows["alike"] = 0  # rows of one id that are alike have one number
    several = rows.duplicated("event_id", keep=False)
    if several.any():
        shared = cells[several].assign(event_id=rows["event_id"][several])
        rows.loc[several, "alike"] = shared.groupby([*cells, "event_id"], sort=False, observed=True).ngroup()
    rows["kept"] = ~rows.duplicated(["event_id", "alike"])
    differing = rows.groupby("event_id")["alike"].transform("nunique") > 1
    rows["is_renamed"] = differing
    # A row that stands in two sets alike, and in a third otherwise, has the name of the first.
    owner = rows.groupby(["event_id", "alike"])["part"].transform("first").map(dict(enumerate(prefixes)))
    taken = set(rows["event_id"])
    renamed = {
        pair: _free(*pair, taken)
        for pair in dict.fromkeys(zip(owner[differing], rows["event_id"][differing], strict=True))
    }
    rows["now"] = [renamed[prefix, event_id] if differs else event_id
                   for prefix, event_id, differs in zip(owner, rows["event_id"], differing, strict=True)]  # fmt: skip
    return [rows[rows["part"] == at].set_index("event_id") for at in range(len(parts))]


def _free(prefix: str, event_id: str, taken: Collection[str]) -> str:
    """Return `event_id` with the prefix, more than once where an incident is called so already."""
    found = f"{prefix}:{event_id}"
    return _free(prefix, found, taken) if found in taken else found


def _incidents(parts: Sequence[Catalogue], standing: Sequence[pd.DataFrame], labels: Sequence[str]) -> pd.DataFrame:
    """Return the kept incidents with their ids, the data sets they are from, and what they are reported as answering."""
    kept = []
    for part, became in zip(parts, standing, strict=True):
        own = part.incidents
        if own[COLUMN].notna().any():
            own = own.assign(**{_spare(own): own[COLUMN]})
        if SOURCE_URLS.name in own:  # lists where the file is read in place, else one text
            own[SOURCE_URLS.name] = texts(own[["event_id", SOURCE_URLS.name]])[SOURCE_URLS.name].to_numpy()
        kept.append(_renamed(_of_kept(own, became), became, "event_id"))
    rows = pd.concat(kept, ignore_index=True)
    of_sets = (
        pd.concat(standing)
        .groupby("now", sort=False)["part"]
        .agg(lambda found: SEVERAL.join(labels[at] for at in found))
    )
    answered = _answered(parts, standing)
    return rows.assign(**{
        COLUMN: rows["event_id"].map(of_sets).astype("str"),
        "responds_to": rows["event_id"].map(answered).astype("str"),
        "row": range(2, len(rows) + 2),
    })  # fmt: skip


def _answered(parts: Sequence[Catalogue], standing: Sequence[pd.DataFrame]) -> pd.Series:
    """Return, by the new ids, what incidents are reported as answering in any set, parted by semicolons."""
    pairs = []
    for part, became in zip(parts, standing, strict=True):
        links = part.incidents[["event_id", "responds_to"]].dropna()
        told = links.assign(responds_to=links["responds_to"].str.split(";")).explode("responds_to")
        pairs.append(_renamed(told, became, "event_id", "responds_to"))
    found = pd.concat(pairs, ignore_index=True).drop_duplicates()
    answered: pd.Series = found.groupby("event_id", sort=False)["responds_to"].agg(";".join)
    return answered


def _sources(parts: Sequence[Catalogue], standing: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the sources of the kept incidents; those of a row that is not kept are the same addresses."""
    both = zip(parts, standing, strict=True)
    return _stacked([_renamed(_of_kept(part.sources, became), became, "event_id") for part, became in both])


def _of_kept(frame: pd.DataFrame, became: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a frame that are of kept incidents."""
    return frame[frame["event_id"].isin(became.index[became["kept"]])]


def _renamed(frame: pd.DataFrame, became: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return a frame of one part with the ids in `columns` as they are now; ids of incidents elsewhere stay."""
    return frame.assign(**{
        name: frame[name].map(became["now"]).fillna(frame[name]).astype("str") for name in columns
    })  # fmt: skip


def _spare(columns: Iterable[str]) -> str:
    """Return a name for a stranger's own column `COLUMN`: with as many lines below as make it free."""
    taken, name = set(columns), COLUMN
    while name in taken:
        name += "_"
    return name


def _stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return frames as one; empty ones say nothing of the types of columns."""
    return pd.concat([frame for frame in frames if len(frame)] or [frames[0]], ignore_index=True)


def _of_set(problems: pd.DataFrame, label: str) -> pd.DataFrame:
    return problems.assign(table=label + ": " + problems["table"].astype("str")) if len(problems) else problems


def _slug(label: str) -> str:
    return "-".join(re.findall("[a-z0-9]+", fold(label))) or "set"


KEY = "event_id"
_BLANK = PARTED_BY[SOURCE_URLS.name]


def rows(store: Store) -> pd.DataFrame:
    """Return every incident of a store by date, then by event_id, with the addresses of its sources as one text."""
    incidents = store.incidents(IncidentQuery())
    urls = incidents[KEY].map(_addresses(store.frame("SELECT DISTINCT event_id, url FROM sources"))).astype("str")
    if SOURCE_URLS.name in incidents:  # a file that was exported before brings its addresses itself
        own = texts(incidents[[KEY, SOURCE_URLS.name]])[SOURCE_URLS.name].str.split()
        urls = urls.fillna(
            own.map(lambda found: _BLANK.join(sorted(set(found))), na_action="ignore")
            .set_axis(urls.index)
            .astype("str")
        )
    return incidents.assign(**{SOURCE_URLS.name: urls})


def _addresses(sources: pd.DataFrame) -> pd.Series:
    """Return the addresses of each incident as one text, in one order; by Arrow, for pandas takes ten times as long."""
    typed = pa.Table.from_pandas(sources, pa.schema({KEY: pa.string(), "url": pa.string()}), preserve_index=False)
    told = typed.sort_by("url").group_by(KEY, use_threads=False).aggregate([("url", "list")])
    joined_up = pc.binary_join(told["url_list"], _BLANK)
    return pd.Series(joined_up.to_pandas(), dtype="str").set_axis(told[KEY].to_pandas())


def texts(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return incidents as they are compared: by event_id, each cell as one text, missing where not stated."""
    by_id = incidents.set_index(KEY)
    written = {str(name): _texts(by_id[name], PARTED_BY.get(str(name), "")) for name in by_id}
    return pd.DataFrame(written, index=by_id.index)


def _texts(cells: pd.Series, parted_by: str) -> pd.Series:
    if isinstance(cells.dtype, pd.StringDtype):
        return cells.mask(cells == "")
    values = pa.array(cells, from_pandas=True)
    if pa.types.is_list(values.type):
        values = pc.binary_join(values.cast(pa.list_(pa.string())), parted_by)
    found = pd.Series(values.cast(pa.string()).to_pandas(), dtype="str").set_axis(cells.index)
    return found.mask(found == "")
