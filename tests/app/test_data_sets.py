"""Several data sets at once: compared as two versions, shown as one, kept on this machine or nowhere."""

import gc
import io
import threading
import weakref

import pandas as pd
import pytest

from dashboard import data, datasets, link, waiting
from dashboard.data import kept
from geodata import combine, export, home, importers
from geodata.errors import DataError
from geodata.importers import File
from geodata.query import IncidentQuery
from geodata.store import counting
from geodata.store.laying import catalogue_of
from tests import oracle
from tests.app.conftest import MINE, complaints, opened, shown

apart = counting.apart


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(home.SETTING, str(tmp_path))
    return tmp_path


def exported(size):
    """Return the first so many incidents as an export of ours has them, sources and all."""
    text = export.csv_text(data.store(), IncidentQuery(), limit=size)
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


def bring(rows, name):
    """Open rows as an upload."""
    return datasets.add(MINE, importers.read(File(name, body=rows.to_csv(index=False).encode())))


@pytest.fixture
def versions(mine):
    """Two uploads: the first three incidents, then the last two of them, one changed, and a fourth."""
    rows = exported(4)
    older, newer = rows.iloc[:3], rows.iloc[1:4].copy()
    newer.iloc[0, newer.columns.get_loc("damage")] = "<b>Otherwise</b>"
    return bring(older, "older.csv"), bring(newer, "newer.csv")


def strip(app):
    """Return the four numbers of what changed."""
    html = next(body for body in shown(app).split('aria-label="') if body.startswith("What changed"))
    return [int(part.partition("<")[0].rpartition(">")[2]) for part in html.split('class="value">')[1:]]


def test_what_is_open_is_shown_before_a_second_file_is_there(bundled):
    said = shown(opened(page="data"))
    assert f"**{bundled.manifest.title}** · 436 incidents" in said.replace("\\", "")
    assert "GEODATA_STORE=mine.duckdb" in said


def test_two_versions_are_chosen_and_compared(versions):
    older, newer = versions
    app = opened(page="data")
    app.selectbox(key="older").select(older.key).run()
    app.selectbox(key="newer").select(newer.key).run()
    assert complaints(app) == []
    assert strip(app) == [1, 1, 1, 1]
    assert app.query_params["older"] == older.key


def test_a_link_opens_the_comparison_and_lists_what_changed(versions):
    older, newer = versions
    app = opened(page="data", older=older.key, newer=newer.key)
    lists = [frame.value for frame in app.dataframe]
    (changed,) = [rows for rows in lists if "field" in rows]
    assert changed[["field", "old", "new"]].to_numpy().tolist() == [["damage", "not stated", "<b>Otherwise</b>"]]
    assert [len(rows) for rows in lists if "notes" in rows] == [1, 1]
    assert "Download changes as CSV" in [button.proto.label for button in app.get("download_button")]


@pytest.mark.parametrize(("older", "newer", "numbers"), [("start", 0, [0, 0, 433, 3]), (0, "start", [433, 0, 0, 3])])
def test_an_upload_is_compared_with_the_data_of_the_start(versions, older, newer, numbers):
    keys = [each if each == link.START else versions[each].key for each in (older, newer)]
    app = opened(page="data", older=keys[0], newer=keys[1])
    assert (complaints(app), strip(app)) == ([], numbers)


def test_a_version_compared_with_itself_is_asked_about(versions):
    app = opened(page="data", older=versions[0].key, newer=versions[0].key)
    assert "These are the same data set" in shown(app)


def test_nothing_changed_is_said(mine):
    rows = exported(2)
    again = bring(rows.iloc[::-1], "again.csv")
    app = opened(page="data", older=bring(rows, "once.csv").key, newer=again.key)
    assert (complaints(app), strip(app)) == ([], [0, 0, 0, 2])
    assert "Nothing was added, changed or withdrawn" in shown(app)


def test_versions_of_another_browser_are_not_compared(mine):
    app = opened(page="data", older="0123456789ab", newer="start")
    assert "There is no data set '0123456789ab'" in complaints(app)[0]


def test_changes_of_rows_that_may_not_be_passed_on_are_no_file(mine):
    body = (oracle.DATA.parents[1] / "tests" / "files" / "acled.csv").read_bytes()
    keys = [datasets.add(MINE, importers.read(File(name, body=each))).key
            for name, each in {"a.csv": body, "b.csv": body.replace(b"four dead", b"five dead")}.items()]  # fmt: skip
    app = opened(page="data", older=keys[0], newer=keys[1])
    assert (complaints(app), strip(app)) == ([], [0, 1, 0, 2])
    assert "may not be passed on as rows" in shown(app).replace("\\", "")
    assert "Download changes as CSV" not in [button.proto.label for button in app.get("download_button")]


# ---- shown as one ------------------------------------------------------------------------------------


def combined(app, *keys):
    app.multiselect(key="combine-sets").set_value(list(keys)).run()
    return app.button(key="combine-show").click().run()


def test_two_data_sets_are_shown_as_one(versions):
    app = combined(opened(page="data"), *(each.key for each in versions))
    assert complaints(app) == []
    assert "5 incidents" in shown(app)  # three and three; one stands alike in both, one in two ways
    (made,) = [each for each in datasets.of(MINE) if each not in versions]
    assert made.title == "older.csv and newer.csv"
    assert made.note.endswith("count once: 1. Rows whose id another set gives to a different row are all kept, and their ids begin "
                              "with the name of their data set: 2.")  # fmt: skip


def test_data_sets_are_put_together_behind_a_bar_and_cancelled(versions, monkeypatch):
    monkeypatch.setattr(waiting, "AT_ONCE_SECONDS", 0.0)
    begun, go = threading.Event(), threading.Event()
    told_apart = combine._tell_apart
    monkeypatch.setattr(combine, "_tell_apart", lambda *given: begun.set() or (go.wait(30), told_apart(*given)))
    app = combined(opened(page="data"), *(each.key for each in versions))
    assert begun.wait(30)
    assert app.get("progress")[0].proto.text == "Putting together older\\.csv and newer\\.csv: opening it"
    app.button(key="combining-cancel").click().run()
    go.set()
    assert "was stopped. Nothing was changed." in " ".join(each.value for each in app.info)
    assert len(datasets.of(MINE)) == len(versions)
    monkeypatch.setattr(waiting, "AT_ONCE_SECONDS", 60.0)
    app.button(key="combining-again").click().run()
    assert complaints(app) == []
    assert "5 incidents" in shown(app)


@pytest.mark.parametrize("page", link.PAGES)
def test_every_page_shows_a_combination(versions, page):
    key = made_one(versions).key
    assert complaints(opened(page=page, data=key)) == []


@pytest.mark.usefixtures("mine")
def test_no_page_holds_on_to_a_file_that_was_taken_away():
    one, other = (weakref.ref(bring(exported(size), f"{size}.csv").store) for size in (2, 3))
    event_id = exported(1)["event_id"][0]
    for page in link.PAGES:
        opened(page=page, data=one().version, incident=event_id)
    opened(page="data", older=one().version, newer=other().version)
    for key in (one().version, other().version):
        datasets.remove(key, MINE)
    gc.collect()  # the tabs themselves
    assert (one(), other()) == (None, None)


def made_one(versions):
    combined(opened(page="data"), "start", versions[0].key)
    return next(each for each in datasets.of(MINE) if each not in versions)


def test_table_and_card_say_the_data_set(versions):
    made = made_one(versions)
    event_id = exported(1)["event_id"][0]
    app = opened(page="incidents", data=made.key, incident=event_id)
    rows = app.dataframe[0].value
    assert set(rows["dataset"]) == {data.store().manifest.title, f"{data.store().manifest.title}; older.csv"}
    assert "<dt>Data set</dt>" in shown(app)


def test_the_numbers_of_a_combination_are_those_of_its_parts(versions):
    store = made_one(versions).store
    for query in (IncidentQuery(), IncidentQuery(country=("IQ",)), IncidentQuery(category=("other_attack",))):
        assert store.count(query) == data.store().count(query)  # the upload repeats three of them


def test_one_of_several_data_sets_is_a_filter(versions):
    made = made_one(versions)
    app = opened(data=made.key)
    app.multiselect(key="dataset").select("older.csv").run()
    assert complaints(app) == []
    assert app.query_params["dataset"] in ("older.csv", ["older.csv"])
    assert "3 incidents, from older.csv" in shown(app)
    assert "dataset" not in {each.key for each in opened(data=versions[0].key).multiselect}


def test_choosing_among_values_asks_nothing_of_columns_that_the_data_have_not(monkeypatch):
    asked = []
    monkeypatch.setattr(
        counting, "apart", lambda query, keys, *how, **more: asked.extend(keys) or apart(query, keys, *how, **more)
    )
    data.options(data.store(), IncidentQuery(killed=1, injured=1))
    assert "weapon" in asked
    assert not {"area", "dataset"} & set(asked)


def test_a_combination_with_rows_that_may_not_be_passed_on_is_no_data_file(mine):
    acled = datasets.add(MINE, importers.read(oracle.DATA.parents[1] / "tests" / "files" / "acled.csv"))
    combined(opened(page="data"), "start", acled.key)
    made = next(each for each in datasets.of(MINE) if each != acled)
    assert "may not be passed on" in export.refusal(made.store.manifest)
    assert "ACLED (acleddata.com)" in made.store.manifest.show_on_image


# ---- kept --------------------------------------------------------------------------------------------


def test_without_the_setting_nothing_is_offered_to_be_kept(versions, monkeypatch):
    monkeypatch.delenv(home.SETTING, raising=False)
    app = opened(page="data")
    assert not [button for button in app.button if button.key and button.key.startswith("keep-set")]
    assert "folder of this server" not in shown(app)


def test_a_data_set_is_kept_found_by_others_and_removed(versions, folder):
    app = opened(page="data")
    assert "Whoever uses this dashboard sees it" in shown(app)
    app.button(key=f"keep-set-{versions[0].key}").click().run()
    assert complaints(app) == []
    assert len(list(folder.iterdir())) == 1
    datasets.remove(versions[0].key, MINE)  # as a restart does
    other = opened(page="incidents", data=versions[0].key)
    assert (complaints(other), "3 incidents" in shown(other)) == ([], True)
    app = opened(page="data").button(key=f"remove-set-{versions[0].key}").click().run()
    assert (complaints(app), list(folder.iterdir())) == ([], [])


def test_a_kept_file_that_cannot_be_opened_is_said_and_the_others_shown(versions, folder):
    (folder / "broken.duckdb").write_bytes(b"no catalogue" * 99)
    kept.keep(versions[0].store)
    app = opened(page="data")
    (said,) = complaints(app)
    assert "A data set that is kept cannot be opened" in said
    assert len(kept.sets()) == 1


def test_a_folder_that_cannot_be_written_is_said(versions, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(home.SETTING, str(tmp_path / "file"))
    app = opened(page="data").button(key=f"keep-set-{versions[0].key}").click().run()
    assert "Cannot make the folder" in complaints(app)[0]


def test_a_kept_data_set_that_was_replaced_is_opened_anew(versions, folder):
    for each in versions:
        home.keep(catalogue_of(each.store), "one")
        assert kept.found(each.key) is not None
    with pytest.raises(DataError, match="There is no data set"):
        data.store("gone", MINE)
