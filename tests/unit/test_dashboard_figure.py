"""A chart becomes a file with all that is said about it; what it means is read from the methodology."""

import io

import pandas as pd
import pytest
from PIL import Image

from dashboard import charts, data, figure
from dashboard.charts import pictures
from geodata.manifest import Manifest
from tests.unit.test_dashboard_charts import COUNTS

SPEC = charts.drawn(lambda theme: charts.monthly(COUNTS, "2023-10", "2024-03"))
MANIFEST = Manifest(name="made-up", title="Made up", show_on_image="Data: made up")
NOTES = ("Incidents a month · n = 9 incidents.", "Thin between.", "Data: made up.")


def test_a_chart_is_built_once_for_each_theme():
    assert SPEC("light") is SPEC("light")


def test_a_picture_says_title_notes_and_values():
    text = pictures.svg(SPEC("light"), "Incidents a month", NOTES).decode()
    assert [said for said in ("Incidents a month", *NOTES, "Other attack", "Feb 2024") if f">{said}<" not in text] == []


def test_a_png_is_twice_as_fine_as_the_page():
    image = Image.open(io.BytesIO(pictures.png(SPEC("light"), "Incidents a month", NOTES)))
    assert image.width >= pictures.SCALE * pictures.WIDTH_PX


def test_letters_of_a_picture_are_set_in_the_packaged_fonts():
    def drawn(family):
        spec = {"data": {"values": [{}]}, "mark": {"type": "text", "text": "Incidents", "font": family, "fontSize": 40}}
        return pictures.png(spec, "x", ())

    assert drawn("IBM Plex Sans") != drawn("DejaVu Sans")


def test_a_long_note_is_broken_into_lines():
    text = pictures.svg(SPEC("light"), "t", ("word " * 60,)).decode()
    assert max(len(line) for line in text.split(">") if line.startswith("word word")) < 160


def test_making_a_picture_changes_nothing_of_the_chart():
    before = repr(SPEC("light"))
    pictures.svg(SPEC("light"), "t", NOTES)
    assert repr(SPEC("light")) == before


@pytest.mark.parametrize(("n", "said"), [(0, "n = 0 incidents"), (1, "n = 1 incident"), (1234, "n = 1,234 incidents")])
def test_a_figure_says_what_it_counts(n, said):
    made = figure.Figure("f", "Title", "Incidents a month", n, pd.DataFrame(), "words", None, MANIFEST)
    assert made.counted == f"Incidents a month · {said}"
    assert made.notes()[-1] == "Data: made up"


def test_definitions_are_the_paragraphs_of_the_methodology():
    said = data.definitions()
    assert said["Attack"].startswith("An incident whose target group is the United States and the coalition")
    assert all(text.strip() and "#" not in text and "](" not in text for text in said.values())
