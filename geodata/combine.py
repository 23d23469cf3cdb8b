"""Several data sets shown as one: every incident says which data set it is from, and nothing is lost.

An ``event_id`` that several sets give to the same row is one incident, from all of them. One that they give to
different rows stands for different incidents: each row is kept, and its id begins with the name of its data set.

Rows are told apart, renamed and put together in a database beside the stores (`geodata.beside`); none is held in Python.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb
import pandas as pd

from geodata import archive, beside, rollups, style
from geodata._sql import literal, quoted
from geodata.beside import BROUGHT, KEY, Beside
from geodata.errors import DataError
from geodata.export.extract import PARTED_BY, SOURCE_URLS
from geodata.importers.progress import Progress, unwatched
from geodata.manifest import in_words, joined
from geodata.names import fold
from geodata.placing import stacked
from geodata.rules import SEVERAL
from geodata.store import Store
from geodata.store.duck import DuckDB, unwritten

COLUMN = "dataset"  # which data set an incident is from
# table → the columns in which it names incidents, and those by which a row of it is known
_NAMING: Mapping[str, tuple[tuple[str, ...], tuple[str, ...] | None]] = {
    "places": ((), ("place_id",)),
    "official_counts": ((), None),
    "key_dates": (("event_id",), ("label",)),
    "duplicates": (("event_id", "other_id"), ("event_id", "other_id")),
}
_PROBLEMS = ("refused", "findings")
_SAID_ONCE = ("coverage", "areas")  # of all, or of none where the sets differ


@dataclass(frozen=True, slots=True, eq=False)
class Combination:
    """Data sets as one store.

    `sizes`: incidents of each by its name. `merged`: rows that an earlier set has too, cell for cell.
    `renamed`: rows whose id another set gives to a different row.
    """

    store: Store
    sizes: Mapping[str, int]
    merged: int
    renamed: int

    def sentence(self) -> str:
        """Say what was put together and what became of ids that stand in several sets."""
        sets = in_words(f"{name} ({size:,})" for name, size in self.sizes.items())
        said = [f"{style.counted(sum(self.sizes.values()) - self.merged, 'incident')} of {sets}."]
        if self.merged:
            said.append(f"Rows that another set has too, cell for cell, count once: {self.merged:,}.")
        if self.renamed:
            said.append("Rows whose id another set gives to a different row are all kept, and their ids begin with the name "
                        f"of their data set: {self.renamed:,}.")  # fmt: skip
        return " ".join(said)


def combined(stores: Sequence[Store], *, progress: Progress = unwatched) -> Combination:
    """Return two or more data sets as one; `DataError` for fewer, for the same data twice, or if `progress` says to stop.

    `progress` is told how many steps are done, of how many; each set takes two.
    """
    if len({store.version for store in stores}) < max(len(stores), 2):
        raise DataError("These are not several data sets. Choose two or more that differ.")
    labels = names(stores)
    kept = Beside(stores)
    step = _steps(progress, 2 * len(stores) + 2)
    _tell_apart(kept, stores, labels, step)
    for at, store in enumerate(stores):
        _take_answers(kept, at, store)
    _put_answers(kept)
    for at, store in enumerate(stores):
        step()
        _take(kept, at, store)
    step()
    manifest = joined([replace(store.manifest, title=label) for store, label in zip(stores, labels, strict=True)])
    version = hashlib.sha256(repr([store.version for store in stores]).encode()).hexdigest()[:12]
    database = unwritten()
    _fill(database, kept, len(stores))
    for name, frame in _rest(kept, stores, labels).items():
        archive.put(database, name, frame)
    step()
    about = archive.said(manifest, version)
    database.execute(f"CREATE TABLE {archive.ABOUT} AS SELECT ?::VARCHAR AS text", [about])
    rollups.write(database)
    sizes = kept.rows("SELECT part, count(*) FROM became GROUP BY part")
    found = dict.fromkeys(labels, 0) | {labels[at]: int(size) for at, size in sizes}
    ((merged, renamed),) = kept.rows(
        "SELECT count(*) FILTER (WHERE NOT is_kept), count(*) FILTER (WHERE is_kept AND is_renamed) FROM became"
    )
    return Combination(Store(DuckDB(database, in_memory=True)), found, int(merged), int(renamed))


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


def _steps(progress: Progress, of: int) -> Callable[[], None]:
    """Return what is called before each step: it says how far the work is, and ends it where that is asked for."""
    done = itertools.count()

    def step() -> None:
        if not progress(next(done), of):
            raise DataError("Putting data sets together was stopped. Nothing was changed.")

    return step


def _tell_apart(kept: Beside, stores: Sequence[Store], labels: Sequence[str], step: Callable[[], None]) -> None:
    """Make the table ``became``: for each row its set ``part`` and ``event_id``, whether it ``is_kept``, its id ``now``, whether that ``is_renamed``.

    A row that is not kept stands, cell for cell, in an earlier set under the same id.
    """
    types = [beside.kinds(store) for store in stores]
    compared = sorted({name for each in types for name in each} - {KEY})
    for at, store in enumerate(stores):
        step()
        beside.digest(kept, f"part_{at}", store, compared, types[at])
    parts = " UNION ALL ".join(
        f"SELECT {at} AS part, {KEY}, hash(cells, urls) AS alike FROM part_{at}" for at in range(len(stores))
    )
    kept.run(
        f"""CREATE TABLE told AS SELECT part, {KEY}, row_number() OVER same = 1 AS is_kept, min(part) OVER same AS owner,
        min(alike) OVER one <> max(alike) OVER one AS is_renamed FROM ({parts})
        WINDOW same AS (PARTITION BY {KEY}, alike ORDER BY part), one AS (PARTITION BY {KEY})"""
    )
    _rename(kept, labels)
    kept.run(
        f"""CREATE TABLE became AS SELECT part, {KEY}, is_kept, is_renamed, coalesce(now, {KEY}) AS now
        FROM told LEFT JOIN renamed USING (owner, {KEY})""",
        f"""CREATE TABLE sets AS SELECT now, string_agg(label, '{SEVERAL}' ORDER BY part) AS {COLUMN}
        FROM became JOIN ({_values(labels, "label")}) USING (part) GROUP BY now""",
        *(f"DROP TABLE part_{at}" for at in range(len(stores))), "DROP TABLE told", "DROP TABLE renamed")  # fmt: skip


def _rename(kept: Beside, labels: Sequence[str]) -> None:
    """Make the table ``renamed`` of ``owner, event_id, now``: the id with the name of its set, more than once where that is taken.

    A row that stands in two sets alike, and in a third otherwise, has the name of the first.
    """
    kept.run(
        f"""CREATE TABLE renamed AS SELECT DISTINCT owner, {KEY}, prefix || ':' || {KEY} AS now
        FROM told JOIN ({_values(_prefixes(labels), "prefix")}) AS words ON words.part = owner WHERE is_renamed"""
    )
    taken = f"""now IN (SELECT {KEY} FROM told) OR (owner, {KEY}) IN (SELECT (owner, {KEY}) FROM (
        SELECT owner, {KEY}, row_number() OVER (PARTITION BY now ORDER BY length({KEY}) DESC) AS number FROM renamed) WHERE number > 1)"""
    while kept.rows(f"SELECT 1 FROM renamed WHERE {taken} LIMIT 1"):
        kept.run(f"UPDATE renamed SET now = split_part(now, ':', 1) || ':' || now WHERE {taken}")


def _prefixes(labels: Sequence[str]) -> list[str]:
    """Return a word for each data set, no two alike."""
    slugs = [_slug(label) for label in labels]
    return [slug if slug not in slugs[:at] else f"{slug}-{at + 1}" for at, slug in enumerate(slugs)]


def _values(texts: Sequence[str], name: str) -> str:
    listed = ", ".join(f"({at}, {literal(text)})" for at, text in enumerate(texts))
    return f"SELECT * FROM (VALUES {listed}) AS listed(part, {name})"


def _take_answers(kept: Beside, at: int, store: Store) -> None:
    """Add to the table ``links`` what the incidents of one set are reported as answering, in their order."""
    kept.run(f"CREATE TABLE IF NOT EXISTS links (part INTEGER, {KEY} VARCHAR, answers VARCHAR[])")
    kept.bring(store, f"SELECT {KEY}, responds_to FROM incidents WHERE responds_to_text IS NOT NULL",
               f"INSERT INTO links SELECT {at}, {KEY}, responds_to FROM {BROUGHT}")  # fmt: skip


def _put_answers(kept: Beside) -> None:
    """Make the table ``answered``: by the new ids, what any set reports incidents as answering, each once."""
    kept.run(
        f"""CREATE TABLE answered AS SELECT now, list(answer ORDER BY place) AS answers FROM (
        SELECT one.now, coalesce(other.now, answer) AS answer, min((links.part, number)) AS place
        FROM (SELECT part, {KEY}, unnest(answers) AS answer, generate_subscripts(answers, 1) AS number FROM links) AS links
        JOIN became AS one USING (part, {KEY}) LEFT JOIN became AS other ON other.part = links.part AND other.{KEY} = answer
        GROUP BY ALL) GROUP BY now"""
    )


def _take(kept: Beside, at: int, store: Store) -> None:
    """Make tables of the kept incidents of one set and of their sources, with their ids as they are now.

    Columns that we made are named with their table, for a stranger's own may have any name; ``row`` is always ours.
    """
    of_kept = f"{BROUGHT} JOIN (SELECT {KEY}, now FROM became WHERE part = {at} AND is_kept) AS became USING ({KEY})"
    with store.engine.stream("SELECT * FROM incidents LIMIT 0") as rows:
        there = {field.name: str(field.type) for field in rows.schema}
    own = f", {BROUGHT}.{COLUMN} AS {_spare(there)}" if COLUMN not in store.lacking else ""
    given = {KEY: "became.now", COLUMN: f"sets.{COLUMN}", "responds_to": "coalesce(answered.answers, [])",
             "responds_to_text": "';' || array_to_string(answered.answers, ';') || ';'"}  # fmt: skip
    if there.get(SOURCE_URLS.name, "").startswith("list"):  # lists where the file is read in place, else one text
        given[SOURCE_URLS.name] = f"array_to_string({BROUGHT}.{SOURCE_URLS.name}, '{PARTED_BY[SOURCE_URLS.name]}')"
    place = (
        f"{BROUGHT}.row"
        if "row" in there
        else f"row_number() OVER (ORDER BY {BROUGHT}.event_date NULLS LAST, {BROUGHT}.{KEY})"
    )
    of_row = {name: given.get(name, f"{BROUGHT}.{quoted(name)}") for name in there if name != "row"}
    listed = ", ".join(f"{cell} AS {quoted(name)}" for name, cell in of_row.items())
    kept.bring(store, "SELECT * FROM incidents",
               f"CREATE TABLE incidents_{at} AS SELECT {listed}{own}, row({at}, {place}) AS row "
               f"FROM {of_kept} JOIN sets ON sets.now = became.now LEFT JOIN answered ON answered.now = became.now")  # fmt: skip
    kept.bring(store, "SELECT * FROM sources",
               f"CREATE TABLE sources_{at} AS SELECT {BROUGHT}.* REPLACE (became.now AS {KEY}) FROM {of_kept}")  # fmt: skip


def _fill(database: duckdb.DuckDBPyConnection, kept: Beside, parts: int) -> None:
    """Put the incidents and sources of all sets into a database, as `geodata.archive` does."""
    every = {
        name: " UNION ALL BY NAME ".join(f"FROM {name}_{at}" for at in range(parts))
        for name in ("incidents", "sources")
    }
    ordered = f"SELECT * REPLACE (1 + row_number() OVER (ORDER BY row) AS row) FROM ({every['incidents']}) ORDER BY event_date, {KEY}"
    for name, sql in {**every, "incidents": ordered}.items():
        with kept.stream(sql) as rows:
            database.register(BROUGHT, rows)
            database.execute(f"CREATE TABLE {name} AS FROM {BROUGHT}")
            database.unregister(BROUGHT)


def _rest(kept: Beside, stores: Sequence[Store], labels: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Return what was said about the data as a whole: small tables."""
    found = {}
    for name, (naming, known_by) in _NAMING.items():
        parts = [_now_called(kept, at, store.engine.table(name), naming) for at, store in enumerate(stores)]
        found[name] = _stacked(parts).drop_duplicates(known_by, ignore_index=True)
    for name in _SAID_ONCE:
        first, *others = (store.engine.table(name) for store in stores)
        found[name] = first if all(first.equals(other) for other in others) else first.iloc[:0]
    for name in _PROBLEMS:
        found[name] = stacked([_of_set(store.engine.table(name), label) for store, label in zip(stores, labels, strict=True)])  # fmt: skip
    return found


def _now_called(kept: Beside, at: int, frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return a table of one set with the ids in `columns` as they are now; ids of incidents elsewhere stay."""
    named = sorted({str(each) for name in columns for each in frame[name].dropna()})
    renamed = f"SELECT {KEY}, now FROM became WHERE part = {at} AND is_renamed AND {KEY} IN (SELECT unnest(?))"
    now: dict[str, str] = dict(kept.rows(renamed, [named])) if named else {}
    return frame.assign(**{name: frame[name].replace(now) for name in columns}) if now else frame


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
