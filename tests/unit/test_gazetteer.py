"""Names as people write them lead to places, and doubtful ones to a question."""

import pytest

from geodata import gazetteer
from geodata.errors import PlaceError
from geodata.gazetteer import APART_KM, SURE, Candidate, find


@pytest.mark.parametrize(("name", "key"), [
    pytest.param("Ain al Asad", "al-asad", id="hyphen left out"),
    pytest.param("عين الأسد", "al-asad", id="Arabic, word for base left out"),
    pytest.param("عين الاسد", "al-asad", id="Arabic, hamza left out"),
    pytest.param("Ain Assad airbase", "al-asad", id="doubled letter, article left out, kind added"),
    pytest.param("Deir Ezzor", "deir-ez-zor-city", id="article joined to the word"),
    pytest.param("DEIR EZ-ZOR", "deir-ez-zor-city", id="capitals"),
    pytest.param("Rmeilan", "rumaylan", id="alias"),
    pytest.param("Rumaylan", "rumaylan", id="other vowels"),
    pytest.param("Tanf", "al-tanf", id="article left out"),
    pytest.param("Himo", "himo", id="place without a point"),
    pytest.param("Conoco", "conoco", id="name inside a name"),
    pytest.param("Erbil Airport", "erbil-air-base", id="the kind decides between town and airport"),
    pytest.param("Tower 22", "tower-22", id="digits"),
    pytest.param("Mosull", "mosul", id="slip of the finger"),
    pytest.param("Rukban", "rukban", id="our site before the GeoNames town at the same point"),
])  # fmt: skip
def test_a_site_is_found_however_it_is_written(name, key):
    assert find(name).best.place_id == key


@pytest.mark.parametrize(("name", "geoname_id"), [
    ("Fallujah", 99454), ("الفلوجة", 99454), ("Hit", 95788), ("کرکوک", 94787), ("Damascus", 170654), ("دمشق", 170654),
])  # fmt: skip
def test_a_town_is_found_by_its_names(name, geoname_id):
    assert find(name).best.geoname_id == geoname_id


@pytest.mark.parametrize("name", ["Nineveh governorate", "محافظة نينوى", "Ninewa province", "IQ-NI", "IQG15"])
def test_a_province_is_found_by_name_and_code(name):
    best = find(name).best
    assert (best.kind, best.province) == ("province", "IQ-NI")


@pytest.mark.parametrize(
    ("name", "provinces"),
    [
        pytest.param("Salahaddin", {"IQ-AR", "IQ-SD"}, id="a town and a province elsewhere"),
        pytest.param("Sinjar", {"IQ-NI", "SY-ID"}, id="two towns, two countries"),
        pytest.param("Ain Sifni", {"IQ-NI", "IQ-DA"}, id="one has no point, the other is in another province"),
    ],
)
def test_a_name_of_two_places_is_ambiguous(name, provinces):
    found = find(name)
    assert found.is_ambiguous
    assert found.best is None
    assert {each.province for each in found if each.score == 100} == provinces


@pytest.mark.parametrize(
    "where", [{"country": "Syria"}, {"country": "SY"}, {"province": "Idlib"}, {"province": "SY-ID"}]
)
def test_a_country_or_a_province_settles_it(where):
    best = find("Sinjar", **where).best
    assert (best.country, best.province) == ("SY", "SY-ID")


def test_ambiguity_is_judged_before_candidates_are_cut_off():
    found = find("Sinjar", limit=1)
    assert len(found) == 1
    assert found.is_ambiguous


def test_of_equals_the_one_with_a_point_comes_first():
    first, second = find("Deir ez-Zor Governorate", limit=2)
    assert (first.kind, second.place_id, second.lat) == ("province", "deir-ez-zor-governorate", None)


def test_a_site_beside_a_city_is_not_called_by_the_name_of_the_city():
    assert "erbil-pirmam-road" not in {each.place_id for each in find("Erbil", limit=20) if each.score == 100}


def test_a_town_is_not_apart_from_the_province_around_it():
    found = find("Deir ez-Zor")
    assert {"site", "town", "province"} <= {each.kind for each in found}
    assert not found.is_ambiguous


def test_candidates_stand_in_order_of_their_score():
    scores = [each.score for each in find("Al Hamra", limit=50)]
    assert len(scores) > 5
    assert scores == sorted(scores, reverse=True)


def test_a_faint_likeness_is_offered_but_never_taken():
    found = find("Raqa")
    assert "SY-RA" in {each.province for each in found}
    assert found.candidates[0].score < SURE
    assert found.best is None


@pytest.mark.parametrize("name", ["Xyzzy", "Wq"])
def test_an_unknown_name_has_no_candidates(name):
    found = find(name)
    assert len(found) == 0
    assert found.best is None


@pytest.mark.parametrize("name", ["", "  ", "-;-"])
def test_a_name_without_letters_is_refused(name):
    with pytest.raises(PlaceError, match="no letter or digit"):
        find(name)


def test_an_unknown_country_is_refused():
    with pytest.raises(PlaceError, match="Atlantis"):
        find("Baghdad", country="Atlantis")


def test_the_point_of_a_province_says_how_far_it_may_be_off():
    best = find("Damascus", province="SY-DI").candidates[-1]
    assert (best.kind, best.radius_km) == ("province", 6)  # 116 km², a circle of 6.1 km


def _town(lon, province="IQ-AN"):
    return Candidate("A", "town", lon, 0.0, "IQ", province, score=100)


@pytest.mark.parametrize(("lon", "is_ambiguous"), [(APART_KM / 111.2 * 0.99, False), (APART_KM / 111.2 * 1.01, True)])
def test_places_within_ten_kilometres_count_as_one(monkeypatch, lon, is_ambiguous):
    monkeypatch.setattr(gazetteer, "_matches", lambda _: [_town(0.0), _town(lon, "IQ-NI")])
    assert find("A").is_ambiguous is is_ambiguous


@pytest.mark.parametrize(("name", "words"), [
    ("Tower 22", "'Tower 22' is known:\n100.0  site"),
    ("Sinjar", "may mean different places"),
    ("Raqa", "these are like it"),
    ("Xyzzy", "not in the gazetteer. Try another spelling"),
    ("Himo", "no known point"),
])  # fmt: skip
def test_the_answer_reads_as_a_sentence_and_a_list(name, words):
    assert words in str(find(name))


def test_every_spelling_of_a_site_finds_that_site():
    lost = [
        (site.place_id, way)
        for site, ways in gazetteer._sites()
        for way in filter(str.strip, ways)
        if site.place_id not in {each.place_id for each in find(way, limit=20) if each.score == 100}
    ]
    assert lost == []


@pytest.mark.parametrize(("asked", "known", "is_sure"), [("mosull", "mosul", True), ("mopull", "mosul", False)])
def test_only_one_slip_of_the_finger_is_sure(asked, known, is_sure):
    assert (gazetteer._typed(95.0, asked, known) >= gazetteer.SURE) is is_sure


def test_a_town_goes_before_a_site_that_stands_for_its_province():
    assert find("Al-Hasakah").best.name == "Al Ḩasakah"
