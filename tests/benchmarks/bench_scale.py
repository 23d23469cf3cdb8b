"""What a question costs as the data grow: store, tiles, API and many readers, beside pandas masks on the same rows.

``BENCH_MOST=10000000`` goes on to ten million; a database is measured where there is a PostgreSQL.
"""

from __future__ import annotations

import os
import resource
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from geodata.query import IncidentQuery
from geodata.store import Store, loading, opened
from geodata.summarise import figures
from tests import postgres
from tests.benchmarks import sessions, synthetic
from tests.benchmarks.bench_store import measured
from tests.benchmarks.serving import PATIENCE_S, ROOT, Server, served

SIZES = [
    size for size in (10_000, 100_000, 1_000_000, 10_000_000) if size <= int(os.environ.get("BENCH_MOST", "1000000"))
]
DATABASE_SIZE = 100_000
WHOLE = 1_000_000  # of more incidents only the questions are measured: files and readers would take an hour
ASKED = [IncidentQuery(country="SY"), IncidentQuery(country="IQ", category="other_attack"), IncidentQuery(weapon="rockets"),
         IncidentQuery(since="2024-01-01", evidence="medium"), IncidentQuery(province=("IQ-AN", "SY-DY"), killed=1)]  # fmt: skip
TILES = [
    (5, 19, 12),
    (5, 19, 13),
    (6, 39, 25),
    (7, 78, 50),
    (8, 157, 101),
    (9, 314, 202),
    (10, 628, 405),
    (12, 2514, 1620),
]
MOST_OPEN_S, MOST_SUMMARY_MS, MOST_TILE_MS, MOST_GROWTH = 0.5, 100, 40, 1.3
SESSIONS, MOST_SESSION_MB = (1, 10, 50), 10
Row = tuple[str, str, str, bool | None]


def measure() -> Iterator[Row]:
    """Yield what was measured, the result, the budget, and whether it is kept."""
    took = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = synthetic.kept(Path(folder), size)
            rows, took[size] = _store(path, size)
            yield from rows
            yield from _masks(path, size, took[size][0])
        yield from _growth(took)
        path, size = synthetic.kept(Path(folder), min(SIZES[-1], WHOLE)), min(SIZES[-1], WHOLE)
        yield from _export(path, size)
        yield _picture(path, size)
        yield from _words(path, size)
        yield from _readers(path, size)
        yield from _memory(path, size)
        yield from _database(synthetic.kept(Path(folder), DATABASE_SIZE))


def _growth(took: dict[int, tuple[float, float]]) -> Iterator[Row]:
    """Yield how much longer a question takes with more incidents: of processor time, which other work does not lengthen."""
    wall, worked = took[SIZES[0]]
    for size in SIZES:
        if size >= 1_000_000:
            growth = took[size][1] / worked
            said = f"{growth:.1f} × the processor time ({worked:.0f} ms → {took[size][1]:.0f} ms; {wall:.0f} ms → {took[size][0]:.0f} ms to the answer)"
            yield (
                f"summaries of a question, {size:,} against {SIZES[0]:,}",
                said,
                f"≤ {MOST_GROWTH} ×",
                growth <= MOST_GROWTH,
            )


def _store(path: Path, size: int) -> tuple[list[Row], tuple[float, float]]:
    store, seconds = _timed(lambda: opened(path))
    rows: list[Row] = [(f"{size:,}: open the catalogue ({path.stat().st_size / 1e6:.0f} MB)", f"{seconds:.3f} s", f"≤ {MOST_OPEN_S} s",
                        seconds <= MOST_OPEN_S)]  # fmt: skip
    store.values("weapon")
    wall, processor = zip(*(_least(lambda query=query: _summaries(store, query), 6) for query in ASKED), strict=True)
    middle = statistics.median(wall)
    said = f"{middle:.0f} ms (median of {len(ASKED)} questions; processor {statistics.median(processor):.0f} ms)"
    rows.append(
        (
            f"{size:,}: figures, options with counts, timeline, provinces",
            said,
            f"≤ {MOST_SUMMARY_MS} ms",
            middle <= MOST_SUMMARY_MS,
        )
    )
    rows += [*_pages(store, size), _tiles(store, size)]
    return rows, (middle, statistics.median(processor))


def _pages(store: Store, size: int) -> Iterator[Row]:
    """Yield what the first stretch of the list and of the table cost, and a page of the table far down."""
    from dashboard import data, mapdata

    made = {
        "options with counts": lambda query: data.options.__wrapped__(store, query),
        "the list beside the map": lambda query: (data.listed.cache_clear(), mapdata.listed.__wrapped__(store, query)),
        "a page of the table": lambda query: data.table.__wrapped__(store, query),
        "page 5 of the table": lambda query: data.table.__wrapped__(store, query, "event_date", 5),
        "the last page of the table": lambda query: _last(store, query, "event_date"),
        "the last page by most killed": lambda query: _last(store, query, "killed_min"),
    }
    for what, ask in made.items():
        wall, processor = zip(*(_least(lambda query=query, ask=ask: ask(query), 2) for query in ASKED), strict=True)
        said = f"{statistics.median(wall):.0f} ms (processor {statistics.median(processor):.0f} ms)"
        yield f"{size:,}: {what}", said, "none", None


def _last(store: Store, query: IncidentQuery, sort: str) -> None:
    from dashboard import data

    data.table.__wrapped__(store, query, sort, -(-store.count(query) // data.TABLE_PAGE))


def _summaries(store: Store, query: IncidentQuery) -> None:
    from dashboard import data

    figures(store, query)
    data.options.__wrapped__(store, query)
    store.counts(query, ["month", "category"])
    store.counts(query, ["shown_as", "province"])


def _tile(store: Store, query: IncidentQuery, tile: tuple[int, int, int]) -> bytes:
    """Return a tile that nobody has asked for."""
    from dashboard import crowd, tiles

    crowd.bins.cache_clear()
    crowd.of_tile.cache_clear()
    return tiles.body(store, query, tile, 400, 9.0)


def _tiles(store: Store, size: int) -> Row:
    made = [
        lambda query=query, tile=tile: _tile(store, query, tile)
        for query in (IncidentQuery(), *ASKED)
        for tile in TILES
    ]
    wall, processor = zip(*(_least(each, 3) for each in made), strict=True)
    taken = sorted(wall)
    middle, high = statistics.median(taken), taken[int(0.95 * len(taken))]
    sizes = [len(each()) for each in made[:8]]
    said = (
        f"{middle:.0f} ms, 95 of 100 within {high:.0f} ms (processor {statistics.median(processor):.0f} ms; "
        f"largest of the first eight {max(sizes) / 1000:.0f} KB, unpacked)"
    )
    return f"{size:,}: a tile", said, f"≤ {MOST_TILE_MS} ms", middle <= MOST_TILE_MS


def _masks(path: Path, size: int, ours: float) -> Iterator[Row]:
    """Yield the same counts made as people make them: masks on a frame of all rows."""
    if size > 1_000_000:
        return
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows, seconds = _timed(lambda: opened(path).incidents(IncidentQuery()))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    middle = statistics.median(_least(lambda query=query: _masked(rows, query), 2)[0] for query in ASKED)
    said = (
        f"{middle / ours:.1f} × ours ({middle:.0f} ms), after {seconds:.1f} s to read the rows (about {grown:.0f} MB)"
    )
    yield f"{size:,}: the same counts by pandas masks", said, "none", None


def _masked(rows: pd.DataFrame, query: IncidentQuery) -> None:
    def kept(query: IncidentQuery) -> pd.DataFrame:
        mask = pd.Series(True, index=rows.index)
        for name in query.asked():
            value = getattr(query, name)
            mask &= {
                "since": lambda value: rows["event_date"] >= value,
                "weapon": lambda value: rows["weapons"].map(lambda each: bool(set(each) & set(value))),
                "evidence": lambda _: rows["confidence"].isin(["medium", "high"]),
                "killed": lambda value: (rows["killed_min"] >= value).fillna(False).astype(bool),
            }.get(name, lambda value, name=name: rows[name].isin(value))(value)
        return rows[mask]

    answer = kept(query)
    answer[["killed_min", "killed_max", "injured_min", "injured_max"]].sum()
    columns = {"country": "country", "province": "province", "category": "category", "event_type": "event_type", "outcome": "outcome",
               "sub_event_type": "sub_event_type", "weapon": "weapons", "actor": "actor1_group", "target": "actor2_group",
               "claimed_by": "claimed_by", "place": "place_id"}  # fmt: skip
    for name, column in columns.items():
        of = kept(query.without(name)) if name in query.asked() else answer
        (of[column].explode() if name == "weapon" else of[column]).value_counts()
    pd.to_datetime(answer["event_date"]).dt.to_period("M").value_counts()
    answer.groupby("province").size()


def _export(path: Path, size: int) -> Iterator[Row]:
    """Yield what a large file costs; the first fills DuckDB's cache of the catalogue, so the second tells what sending takes."""
    with served(ROOT / "dashboard" / "app.py", {"GEODATA_STORE": str(path)}) as app:
        _get(app, "/api/health")
        _sent(app, "country=IQ")
        length, seconds, grown = _sent(app, "country=SY")
    said = f"{length / 1e6:.0f} MB in {seconds:.0f} s, {grown / 1e6:.0f} MB more memory than before"
    yield f"{size:,}: incidents in Syria as CSV through the API", said, "none", None


def _sent(app: Server, question: str) -> tuple[int, float, int]:
    """Return the bytes of a CSV file of the incidents, the seconds, and by how much the server's memory grew at most."""
    before = most = app.memory() or 0
    start, length = time.perf_counter(), 0
    address = f"http://127.0.0.1:{app.port}/api/incidents?format=csv&{question}"
    with urllib.request.urlopen(address, timeout=300) as answer:
        while piece := answer.read(1 << 20):
            length += len(piece)
            most = max(most, app.memory() or 0)
    return length, time.perf_counter() - start, most - before


def _picture(path: Path, size: int) -> Row:
    """Return what a printed map of all of them costs: the library in a process of its own."""
    work = (
        "from geodata import cartography; from geodata.query import IncidentQuery; from geodata.store import opened; "
        "drawn = cartography.rendered(opened(path), IncidentQuery()); assert drawn.facts.warnings"
    )
    met = measured(work, path)
    return (
        f"{size:,}: a printed map, A4 at 300 dpi, shaded",
        f"{met['seconds']:.1f} s, most memory {met['bytes'] / 1e6:.0f} MB",
        "none",
        None,
    )


def _words(path: Path, size: int) -> Iterator[Row]:
    """Yield what a search costs that nobody has made, and what all that a page asks of it costs then."""
    store, query = opened(path), IncidentQuery(text="tower drone")
    store.count(IncidentQuery(text="convoy"))  # the first search of all reads the words from the disk
    for what, ask, times in (
        ("figures of a search for two words, made for the first time", lambda: figures(store, query), 1),
        ("figures, options with counts, timeline, provinces of that search", lambda: _summaries(store, query), 3),
        ("eight tiles of that search", lambda: _some_tiles(store, query), 3),
    ):
        wall, processor = _least(ask, times)
        yield f"{size:,}: {what}", f"{wall:.0f} ms (processor {processor:.0f} ms)", "none", None


def _readers(path: Path, size: int) -> Iterator[Row]:
    """Yield what readers wait for when so many change filters at once, each on a page of their own."""
    for number in SESSIONS:
        with served(ROOT / "dashboard" / "app.py", {"GEODATA_STORE": str(path)}) as app:
            met = sessions.load(app, number, ASKED)
        said = (
            f"{met.share(0.5):.0f} ms, 95 of 100 within {met.share(0.95):.0f} ms; {len(met.taken)} changes, {met.errors} errors, "
            f"{met.processors:.1f} processors busy"
        )
        what = f"{size:,}: a filter change, {number} session{'s at once' if number > 1 else ''}"
        yield what, said, "no error", not met.errors


def _memory(path: Path, size: int) -> Iterator[Row]:
    """Yield what one more reader costs, apart from what all share: the engine's pages of the file and the answers kept."""
    with served(ROOT / "dashboard" / "app.py", {"GEODATA_STORE": str(path)}) as app:
        met = sessions.memory(app, ASKED)
    said = f"{met.a_session:.1f} MB (mean of {sessions.PAGES} that ask what has been asked)"
    yield f"{size:,}: memory of one more session", said, f"≤ {MOST_SESSION_MB} MB", met.a_session <= MOST_SESSION_MB
    said = (
        f"{met.a_question:.2f} MB (mean of the second {sessions.MORE}); the server {met.at_first:.0f} MB before any, "
        f"{met.warm:.0f} MB after {sessions.WARM}"
    )
    yield f"{size:,}: memory of one more question, which all share", said, "none", None


def _database(path: Path) -> Iterator[Row]:
    if postgres.programs() is None:
        yield "PostgreSQL", "none on this machine", "none", None
        return
    with postgres.cluster() as address:
        _, seconds = _timed(lambda: loading.copy(path, address))
        yield f"{DATABASE_SIZE:,}: into PostgreSQL, indexed", f"{seconds:.1f} s", "none", None
        ours, theirs = opened(path), opened(address)
        took = {}
        for what, asked in {"summaries": _summaries, "tiles": _some_tiles}.items():
            took[what] = [
                statistics.median(
                    _least(lambda query=query, store=store, asked=asked: asked(store, query), 2)[0] for query in ASKED
                )
                for store in (ours, theirs)
            ]
        theirs.engine.close()
    for what, (mine, other) in took.items():
        said = f"{other / mine:.1f} × the catalogue file ({other:.0f} ms)"
        yield f"{DATABASE_SIZE:,}: the same {what} from PostgreSQL", said, "none", None


def _some_tiles(store: Store, query: IncidentQuery) -> None:
    for tile in TILES:
        _tile(store, query, tile)


def _get(app: Server, path: str) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{app.port}{path}", timeout=PATIENCE_S) as answer:
        return answer.read()


def _timed(ask: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    answer = ask()
    return answer, time.perf_counter() - start


def _least(ask: Callable[[], object], times: int = 3) -> tuple[float, float]:
    """Return the milliseconds and the processor's milliseconds of the quickest of several runs."""
    found = []
    for _ in range(times):
        start, worked = time.perf_counter(), time.process_time()
        ask()
        found.append((1000 * (time.perf_counter() - start), 1000 * (time.process_time() - worked)))
    return min(wall for wall, _ in found), min(processor for _, processor in found)
