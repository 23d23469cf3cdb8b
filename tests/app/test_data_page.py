"""A file is brought, read, looked through and shown, and nobody else sees it."""

import json
from pathlib import Path

import pytest

from dashboard import data, datasets, link, mapdata, timeline
from geodata import export, importers
from geodata.errors import DataError
from geodata.query import IncidentQuery
from tests.app.conftest import complaints, opened, shown

FILES = Path(__file__).parents[1] / "files"
OTHER = "o" * 43


def brought(name, **params):
    app = opened(page="data", **params)
    app.file_uploader(key="incident-file").upload(name, (FILES / name).read_bytes()).run()
    return app


def test_a_table_of_which_nothing_is_known_can_still_be_mapped():
    app = opened(page="data")
    app.file_uploader(key="incident-file").upload("mine.csv", b"dem,cih\n1,x\n2,y\n").run()
    assert "the format “a table of one's own”" in app.error[0].value
    next(each for each in app.selectbox if each.label == "Format").set_value("table").run()
    assert not app.error
    assert "2 incidents without a date" in shown(app)


def test_a_data_set_that_was_let_go_elsewhere_is_said_to_be_gone_by_whatever_is_done_next(mine):
    app = brought("acled.csv")
    app.button(key="open-set").click().run()
    (own,) = datasets.of(mine)
    datasets.remove(own.key, mine)
    app.text_input(key="text").set_value("drone").run()
    assert any("has been let go" in said for said in complaints(app))


@pytest.mark.parametrize("asked", ["data", "older", "newer"])
def test_a_data_set_that_is_let_go_here_is_left_without_a_complaint(mine, asked):
    key = datasets.add(mine, importers.read(FILES / "acled.csv")).key
    app = opened(page="data", **{asked: key})
    app.button(key=f"drop-set-{key}").click().run()
    assert (complaints(app), datasets.of(mine), asked in app.query_params) == ([], [], False)


def test_a_file_is_read_and_shown_on_the_map(mine):
    app = brought("acled.csv")
    assert complaints(app) == []
    assert [each.value for each in app.metric] == ["3", "3", "0", "0"]
    app.button(key="open-set").click().run()
    assert complaints(app) == []
    assert "3 incidents" in shown(app)


@pytest.mark.parametrize("page", link.PAGES)
@pytest.mark.parametrize("name", ["acled_dates_missing.csv", "own_table.csv", "gdelt.CSV", "acled_weekly.csv"])
def test_every_page_shows_a_data_set_of_ones_own(mine, name, page):
    key = datasets.add(mine, importers.read(FILES / name)).key
    app = opened(page=page, data=key)
    assert complaints(app) == []


def test_a_card_of_an_incident_without_a_date_or_a_type_says_so(mine):
    done = importers.read(FILES / "acled_dates_missing.csv")
    app = opened(data=datasets.add(mine, done).key, incident="SYR90002")
    assert complaints(app) == []
    assert "not stated" in shown(app)


def test_a_link_to_an_upload_shows_nothing_of_it_in_another_browser(mine):
    key = datasets.add(OTHER, importers.read(FILES / "acled.csv")).key
    app = opened(data=key)
    datasets.remove(key, OTHER)
    assert "There is no data set" in complaints(app)[0]
    assert "436 incidents" in shown(app)


def test_a_browser_without_cookies_opens_nothing():
    with pytest.raises(DataError, match="keeps no cookies"):
        datasets.add("", importers.read(FILES / "acled.csv"))


def test_a_question_is_asked_and_its_answer_taken(mine):
    app = brought("acled_dates_undecidable.csv")
    assert "does '01/06/2024' begin with the day or with the month?" in complaints(app)[0]
    next(each for each in app.button_group if each.key.startswith("answer-days")).set_value("Day first: 31-12-19").run()
    assert app.metric[1].value == "3"
    assert "dates: day first" in shown(app).replace("\\", "")
    next(box for box in app.selectbox if box.key.startswith("read-days")).select(False).run()
    assert "dates: month first" in shown(app).replace("\\", "")


def test_what_was_said_of_one_file_is_not_taken_of_the_next(mine):
    app = brought("acled_dates_undecidable.csv")
    next(box for box in app.selectbox if box.key.startswith("read-days")).select(True).run()
    app.file_uploader(key="incident-file").upload(
        "other.csv", (FILES / "acled_dates_undecidable.csv").read_bytes()
    ).run()
    assert "does '01/06/2024' begin with the day or with the month?" in complaints(app)[0]


def test_a_file_that_cannot_be_read_is_one_sentence(mine):
    app = brought("bad_binary.csv")
    assert len(complaints(app)) == 1
    assert "is binary" in complaints(app)[0]


def test_a_choice_of_place_gives_the_point(mine):
    app = brought("names_without_points.csv")
    before = app.metric[1].value
    choice = app.selectbox(key="place-Mosul|IQ|")
    choice.select(importers.LEAVE).run()
    assert complaints(app) == []
    assert app.metric[1].value == before


def test_only_so_many_sets_are_kept_of_one_browser(mine):
    for name in ("acled.csv", "ucdp.csv", "gdelt.CSV", "own_table.csv", "hxl.csv"):
        datasets.add(mine, importers.read(FILES / name))
    assert next(each.title for each in datasets.of(mine)) == "UCDP GED: ucdp.csv"
    assert len(datasets.of(mine)) == datasets.MOST_OF_ONE


def test_rows_that_may_not_be_passed_on_are_not_offered_as_data(mine):

    store = datasets.add(mine, importers.read(FILES / "acled.csv")).store
    assert "may not be passed on as rows" in (export.refusal(data.answer(store, IncidentQuery()).store.manifest) or "")


def test_the_page_says_what_stays_where(mine):
    assert "Nothing is written to disk" in shown(opened(page="data"))


def test_an_incident_without_a_date_is_listed_but_not_charted(mine):
    store = datasets.add(mine, importers.read(FILES / "acled_dates_missing.csv")).store
    listed = {row["id"]: row["date"] for row in json.loads(mapdata.listed(store, IncidentQuery()))}
    assert listed["SYR90002"] == "no date"
    assert sum(sum(counts) for _, *counts in json.loads(timeline.body(store, IncidentQuery()))["days"]) == 2
    assert int(data.monthly(store, IncidentQuery())["count"].sum()) == 2
