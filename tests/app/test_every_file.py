"""Each kind of file goes the whole way in the app: brought, looked through, asked about, mended, shown, taken away as its licence lets."""

import io
from pathlib import Path

import pandas as pd
import pytest

from dashboard import data, datasets
from geodata import cartography, export
from geodata.cartography.layout import Layout
from geodata.importers import File, read
from geodata.query import IncidentQuery
from tests.app.conftest import complaints, opened, shown

FILES = Path(__file__).parents[1] / "files"
GOOD = sorted(path.name for path in FILES.iterdir() if not path.name.startswith("bad_"))
# file → the beginning of the key of the widget that answers what it asks, and the answer
ASKS = {
    "acled_dates_mixed.csv": ("selectbox", "read-days", True),
    "acled_dates_undecidable.csv": ("selectbox", "read-days", True),
    "shapefile_no_crs.zip": ("text_input", "read-crs", "EPSG:4326"),
}


def brought(name, body=None):
    app = opened(page="data")
    app.file_uploader(key="incident-file").upload(name, body or (FILES / name).read_bytes()).run()
    return app


@pytest.mark.parametrize("name", GOOD)
def test_a_file_goes_from_upload_to_map_and_export(mine, name):
    app = brought(name)
    if name in ASKS:
        kind, key, answer = ASKS[name]
        assert len(complaints(app)) == 1
        next(each for each in app.get(kind) if (each.key or "").startswith(key)).set_value(answer).run()
    assert complaints(app) == []
    rows, kept, merged, refused = (int(each.value.replace(",", "")) for each in app.metric)
    assert rows == kept + merged + refused
    app.button(key="open-set").click().run()
    assert complaints(app) == []
    (made,) = datasets.of(mine)
    count = made.store.count(IncidentQuery())
    assert f"{count:,} incident" in shown(app)
    is_refused = export.refusal(made.store.manifest) is not None
    assert is_refused == ("ACLED" in made.title)
    if not is_refused:
        assert len(pd.read_csv(io.BytesIO(data.file(made.store, IncidentQuery(), ".csv")))) == count


def test_every_picture_of_acled_rows_cites_them_with_the_day_and_the_filters(mine):
    app = brought("acled.csv")
    app.button(key="open-set").click().run()
    store = datasets.of(mine)[0].store
    facts = cartography.rendered(store, IncidentQuery(country="SY"), Layout(dpi=72)).facts
    told = " ".join(line.text for line in facts.lines)
    assert "ACLED (acleddata.com)" in told
    assert "accessed" in told.casefold()
    assert "in Syria" in told


def test_refused_rows_that_are_mended_are_added_by_the_next_upload(mine):
    rows = read(FILES / "acled_dates_impossible.csv").report.refused_rows
    app = brought("acled_dates_impossible.csv")
    refused = int(app.metric[3].value)
    assert refused == len(rows) > 0
    mended = pd.read_csv(io.BytesIO(data.problems_file(rows)), dtype=str, keep_default_na=False)
    mended["event_date"] = "2024-02-03"
    body = mended.to_csv(index=False).encode()
    again = brought("refused-rows.csv", body)
    assert complaints(again) == []
    assert [each.value for each in again.metric] == [str(refused), str(refused), "0", "0"]
    assert read(File("refused-rows.csv", body=body)).report.form == "ACLED events"
