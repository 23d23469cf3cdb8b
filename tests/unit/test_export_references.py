"""The sources as BibTeX and RIS: one reference for each page, which no title can break."""

import re
from collections import Counter

import bibtexparser
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import export
from geodata.export import pages_in_parts, streaming
from geodata.query import IncidentQuery
from tests.readers import EVERYTHING, made
from tests.strategies import frame, incident, sample


def with_sources(*sources):
    """A store of one incident, e0, with the sources given."""
    return with_sources_of(frame(incident(event_id="e0")), *sources)


def with_sources_of(incidents, *sources):
    page = {
        "event_id": "e0",
        "publisher": "Paper",
        "title": "",
        "url": "https://a.example/",
        "published": "",
        "supports": "",
    }
    return sample(incidents, incident_sources=pd.DataFrame([page | source for source in sources], dtype="str")).store


def entries(store, query=EVERYTHING):
    """The entries of a BibTeX file by bibtexparser, as dictionaries of fields."""
    library = bibtexparser.parse_string(made(store, ".bib", query).decode())
    assert library.failed_blocks == []
    return [
        {name: field.value for name, field in each.fields_dict.items()} | {"key": each.key} for each in library.entries
    ]


def references(store, query=EVERYTHING):
    """The references of a RIS file, as dictionaries of fields."""
    blocks = made(store, ".ris", query).decode().split("\r\nER  - \r\n")[:-1]
    return [dict(line.split("  - ", 1) for line in block.strip().split("\r\n")) for block in blocks]


@pytest.mark.parametrize("read", [entries, references])
def test_references_are_the_distinct_pages(store, bundled, read):
    read_urls = [each.get("url", each.get("UR")) for each in read(store)]
    assert Counter(read_urls) == Counter(set(bundled.sources["url"]))


def test_keys_of_references_are_distinct(store):
    keys = [each["key"] for each in entries(store)]
    assert len(set(keys)) == len(keys) == 710
    assert [each["ID"] for each in references(store)] == keys


def test_a_reference_names_its_incidents(bundled, store):
    for each in entries(store)[:50]:
        reported = set(bundled.sources.loc[bundled.sources["url"] == each["url"], "event_id"])
        assert set(re.findall(r"[\w-]+", each["note"].partition("incident")[2].removeprefix("s"))) == reported


def test_a_page_that_reports_two_incidents_is_one_reference():
    store = with_sources_of(
        frame(incident(event_id="e0"), incident(event_id="e1")), {}, {"event_id": "e1", "title": "T"}
    )
    (only,) = entries(store)
    assert (only["note"], only["title"]) == ("Reports incidents e0, e1", "T")


def test_an_undated_page_has_no_date():
    dated, undated = entries(with_sources({"published": "2024-02-01"}, {"url": "https://b.example/"}))
    assert (dated["date"], "date" in undated) == ("2024-02-01", False)


def test_signs_of_latex_are_letters_in_bibtex():
    (only,) = entries(with_sources({"title": r"50% of $5 & #1_a {x} \y ~z ^w", "publisher": "A & B"}))
    assert only["title"] == (r"50\% of \$5 \& \#1\_a \{x\} \textbackslash{}y \textasciitilde{}z \textasciicircum{}w")
    assert only["organization"] == r"A \& B"


def test_no_title_breaks_a_bibliography():
    titles = ["}", "{", "a\nb", "@online{x,", "\\", '"', "%", "عين الأسد", "a}\n\n@comment{", "ER  - "]
    urls = [f"https://a.example/{n}" for n in range(len(titles))]
    store = with_sources(*({"title": title, "url": url} for title, url in zip(titles, urls, strict=True)))
    assert [each["url"] for each in entries(store)] == urls
    assert [each["UR"] for each in references(store)] == urls


def test_an_address_with_braces_still_leads_to_its_page():
    (only,) = entries(with_sources({"url": "https://a.example/{b}?c=%20&d_e"}))
    assert only["url"] == "https://a.example/%7Bb%7D?c=%20&d_e"


def test_a_ris_reference_is_one_field_a_line():
    (only,) = references(with_sources({"title": "Two\nlines\rER  - ", "published": "2024-02-01"}))
    assert (only["TY"], only["TI"], only["DA"], only["PY"]) == ("ELEC", "Two lines ER -", "2024/02/01", "2024")


PAGES = st.lists(st.fixed_dictionaries({
    "event_id": st.sampled_from(["e0", "e1", "gone"]), "url": st.sampled_from([f"https://{letter}.example/" for letter in "abcd"]),
    "publisher": st.sampled_from(["", "Paper", "Gazette"]), "title": st.sampled_from(["", "One", "Two"]),
    "published": st.sampled_from(["", "2023-10-18", "2023-10-19", "2024-01-01"])}), max_size=8)  # fmt: skip


@given(pages=PAGES, size=st.integers(1, 4))
@settings(max_examples=30)
def test_written_in_parts_the_references_are_the_same_bytes(pages, size):
    rows = frame(incident(event_id="e0"), incident(event_id="e1"))
    unlike = {(page["event_id"], page["url"]): page for page in pages}
    store = with_sources_of(rows, *unlike.values())
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(pages_in_parts.parts.__kwdefaults__, "size", size)
        for ending, pieces in (".bib", streaming.bibtex_pieces), (".ris", streaming.ris_pieces):
            assert b"".join(pieces(store, EVERYTHING)) == export.to_bytes(store, EVERYTHING, ending)


@pytest.mark.parametrize("ending", [".bib", ".ris"])
@pytest.mark.parametrize("asked", [{}, {"province": "IQ-AN"}, {"until": "2001-01-01"}])
def test_the_bundled_references_in_parts_are_the_same_bytes(store, monkeypatch, tmp_path, ending, asked):
    monkeypatch.setitem(pages_in_parts.parts.__kwdefaults__, "size", 20)
    query = IncidentQuery(**asked)
    streaming.write(store, query, tmp_path / f"a{ending}")
    assert (tmp_path / f"a{ending}").read_bytes() == export.to_bytes(store, query, ending)


def test_no_more_pages_are_held_at_once_than_a_part_has(store):
    held = [len(part) for part in pages_in_parts.parts(store, EVERYTHING, size=30)]
    assert sum(held) == 710
    assert len(held) > 20
