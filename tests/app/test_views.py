"""Every view shows any number of incidents, of the bundled data or of a file of one's own."""

import re

import pandas as pd
import pytest

from dashboard.link import PAGES
from geodata import style
from geodata.query import IncidentQuery
from tests import oracle
from tests.app.conftest import bodies, complaints, opened, shown

QUESTIONS = {0: {"killed": "1000"}, 1: {"country": "IQ", "killed": "15"}, 436: {}}
every_page = pytest.mark.parametrize("page", PAGES)


@every_page
@pytest.mark.parametrize("count", QUESTIONS)
def test_every_view_shows_any_number_of_answers(page, count):
    app = opened(page=page, **QUESTIONS[count])
    assert complaints(app) == []
    assert page in {"about", "data"} or f'status">{count} incident' in shown(app)


@every_page
@pytest.mark.parametrize("count", [0, 1, 3])
def test_every_view_shows_a_file_of_any_number_of_incidents(given, few, page, count):
    given(few(count))
    app = opened(page=page)
    assert complaints(app) == []


def test_filters_stand_beside_every_page_that_they_narrow_and_about_says_that_they_are_kept():
    offered = {page: "province" in {each.key for each in opened(page=page).sidebar.multiselect} for page in PAGES}
    assert [page for page in PAGES if not offered[page]] == ["about"]
    about = shown(opened(page="about", country="JO", category="attack_on_us_coalition")).replace("\\", "")
    assert "Yours is kept: 1 attack on U.S. and coalition forces in Jordan." in about


@pytest.mark.parametrize("shading", ["none", "count", "rate"])
@pytest.mark.parametrize("count", QUESTIONS)
def test_every_shading_is_drawn_for_any_number_of_answers(shading, count):
    app = opened(shading=shading, **QUESTIONS[count])
    assert complaints(app) == []
    assert ('class="swatch"' in shown(app)) == (shading != "none" and count > 0)


@pytest.mark.parametrize("page", ["map", "incidents"])
def test_no_answer_says_what_to_do(page):
    app = opened(page=page, killed="1000")
    assert "Take a part of the question off, or reset the filters." in shown(app)


def test_nothing_is_to_be_taken_off_where_nothing_is_asked(given, few):
    given(few(1))
    said = shown(opened(page="responses"))
    assert "is reported as answering another" in said
    assert "reset the filters" not in said
    assert "reset the filters" in shown(opened(page="responses", country="SY", killed="1000"))


@pytest.mark.parametrize("words", ["%", "a" * 600])
def test_words_that_are_not_accepted_leave_the_answer_and_the_page_says_so(words):
    app = opened(text="tower 22")
    app.text_input(key="text").set_value(words).run()
    assert "is still the answer to the question as it was before" in complaints(app)[0]
    assert app.text_input(key="text").value == "tower 22"


ASKED = [
    {},
    {"country": ["SY"], "category": ["us_coalition_strike"]},
    {"since": "2024-01-28", "until": "2024-02-04"},
    {"text": "tower 22"},
    {"killed": 1_000},
]


@pytest.mark.parametrize("asked", ASKED)
def test_headline_figures_are_those_of_the_oracle(bundled_rows, asked):
    rows = oracle.select(bundled_rows, **asked)
    strip = next(html for html in bodies(opened(**IncidentQuery(**asked).to_params())) if "Headline figures" in html)
    values = re.findall(r'class="value">([^<]*)<', strip)
    kinds = [str((rows["category"] == category).sum()) for category in style.CATEGORY]
    assert values[:4] == [str(len(rows)), *kinds]
    assert values[4:] == [casualties(rows, "killed"), casualties(rows, "injured")]


def casualties(rows, what: str) -> str:
    fewest, most, stated, is_open = oracle.casualties(rows, what)
    if not len(rows):
        return "–"
    said = str(fewest) if fewest == most else f"{fewest}–{most}"
    return said + "+" * is_open if stated else "not stated"


def test_the_incident_in_the_link_is_shown_with_its_sources_even_where_it_does_not_answer():
    app = opened(incident="2024-01-28-tower-22-drone", country="SY")
    assert 'data-event="2024-01-28-tower-22-drone"' in shown(app)
    assert "does not answer the filters" in shown(app)


def test_every_incident_has_a_card():
    for event_id in oracle.raw("incidents")["event_id"][::70]:
        app = opened(incident=event_id)
        assert complaints(app) == []
        assert f'data-event="{event_id}"' in shown(app)


def test_the_list_offers_the_incidents_without_a_dot_and_counts_them(bundled_rows):
    shown_as = bundled_rows.apply(oracle.shown_as, axis=1).value_counts()
    (listed,) = [group for group in opened().get("button_group") if group.key == "listed"]
    assert listed.options == [
        "All 436",
        f"Dots {shown_as['dot']}",
        f"Province {shown_as['badge']}",
        f"Not on map {shown_as['tray']}",
    ]


@every_page
def test_decades_of_incidents_are_shown_on_every_page(page, given, few, tmp_path):
    rows = pd.read_csv(few(6), dtype=str, keep_default_na=False)
    path = tmp_path / "decades.csv"
    rows.assign(event_date=[f"{year}-03-01" for year in (1995, 1996, 2003, 2004, 2014, 2025)]).to_csv(path, index=False)
    given(path)
    app = opened(page=page)
    assert complaints(app) == []
    assert page != "tempo" or "Incidents month by month" in shown(app)
