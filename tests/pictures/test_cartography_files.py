"""PNG, SVG and PDF: type stays type, fonts are inside, and each can be reopened."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from xml.etree import ElementTree as ET

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from geodata.cartography import FORMATS, Layout, render, reopen
from geodata.errors import DataError
from geodata.query import IncidentQuery

MADE = date(2026, 11, 22)
QUERY = IncidentQuery(province=("IQ-AN",), text="drone & عين")
LAYOUT = Layout(dpi=100, extent="IQ", theme="dark", title="incident-atlas:abcd <b>“Drones”</b> & more")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=FORMATS, scope="module")
def file(request, store):
    return render(store, QUERY, LAYOUT, request.param, made=MADE)


def test_a_picture_is_reopened_with_its_question_layout_and_version(store, file):
    record = reopen(file)
    assert (record.query, record.layout, record.version, record.made) == (QUERY, LAYOUT, store.version, MADE)


def test_a_picture_says_when_the_data_have_changed_since(crowd_store, store, file):
    assert reopen(file).changed(store) is None
    assert "have changed since this map was drawn on 2026-11-22" in reopen(file).changed(crowd_store)


def test_a_picture_is_reopened_from_its_path(file, tmp_path):
    path = tmp_path / "map.any"
    path.write_bytes(file)
    assert reopen(path).query == QUERY


def test_the_same_picture_is_the_same_file(store):
    for kind in FORMATS:
        assert render(store, QUERY, LAYOUT, kind, made=MADE) == render(store, QUERY, LAYOUT, kind, made=MADE)


@pytest.mark.parametrize("content", [b"", b"not a map", b"incident-atlas:AAAA", b"incident-atlas:e30="])
def test_what_holds_no_record_is_refused_in_a_sentence(content):
    with pytest.raises(DataError, match="Cannot reopen the file"):
        reopen(content)


def test_a_missing_file_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(DataError, match="No such file"):
        reopen(tmp_path / "gone.png")


@pytest.fixture(scope="module")
def svg(store):
    return ET.fromstring(render(store, QUERY, LAYOUT, "svg", made=MADE))


def test_svg_says_what_it_shows(svg):
    assert svg.findtext(f"{SVG}title") == LAYOUT.title
    assert "imply no endorsement" in svg.findtext(f"{SVG}desc")


def test_svg_keeps_type_as_type(svg):
    lines = [each.text for each in svg.iter(f"{SVG}text")]
    assert {"Incidents", "IRAQ", "Al Anbar"} <= set(lines)


def test_svg_brings_every_font_it_names(svg):
    style = "".join(each.text for each in svg.iter(f"{SVG}style"))
    embedded = set(re.findall(r"font-family:'([^']+)';font-weight:(\d+)", style))
    lines = list(svg.iter(f"{SVG}text"))
    named = {(name, line.get("font-weight")) for line in lines for name in line.get("font-family").split("'")[1::2]}
    assert named == embedded


def test_svg_asks_nothing_of_the_network(svg):
    text = ET.tostring(svg, encoding="unicode")
    assert not re.findall(r"(?:href|src)=\"http", text)
    assert not re.findall(r"url\((?!data:|#)", text)


@pytest.fixture(scope="module")
def pdf(store):
    return pypdfium2.PdfDocument(render(store, IncidentQuery(), Layout(), "pdf", made=MADE))


def test_pdf_has_the_size_of_the_paper(pdf):
    assert pdf[0].get_size() == pytest.approx((841.89, 595.28), abs=0.2)


def test_pdf_keeps_type_as_type(pdf):
    text = pdf[0].get_textpage().get_text_range()
    assert "Reported incidents in Iraq, Syria and Jordan" in text
    assert "425 on the map of 436 in the data" in text


def test_pdf_says_what_it_shows(pdf):
    assert "imply no endorsement" in pdf.get_metadata_dict()["Subject"]


def test_pdf_looks_like_the_png(store, pdf):
    png = Image.open(BytesIO(render(store, IncidentQuery(), Layout(dpi=72), made=MADE))).convert("L")
    page = pdf[0].render(scale=1).to_pil().convert("L").resize(png.size)
    difference = np.abs(np.asarray(png, dtype=int) - np.asarray(page, dtype=int))
    assert difference.mean() < 6
