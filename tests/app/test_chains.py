"""Responses, places and duplicates, opened by a link: their numbers are the oracle's."""

import re

import pytest

from dashboard.data import doubles
from geodata.patterns import duplicates, places
from tests import oracle, oracle_chains
from tests.app.conftest import complaints, forget, opened, shown
from tests.app.test_patterns import strip


def test_the_strip_of_responses_is_that_of_the_oracle(bundled_rows):
    links = oracle_chains.links(bundled_rows)
    figures = strip(opened(page="responses"), "Reported answers")
    assert figures["Reported links"] == str(len(links))
    assert figures["Chains"] == str(len(oracle_chains.chains([link[:2] for link in links])))
    assert figures["Longest lag"] == f"{max(link[2] for link in links)} days"


def test_an_incident_picked_on_responses_tells_its_chain():
    app = opened(page="responses", incident="2024-01-28-tower-22-drone")
    told = re.search(r'<ul class="chain">.*', shown(app))[0]
    assert told.count("about 5 days later") == 5
    assert "7 Feb 2024 · Baghdad, 10 days later" in told


def test_a_linked_incident_is_offered_with_its_lag():
    labels = [button.label.replace("\\", "") for button in opened(incident="2024-02-07-baghdad-us-strike").button]
    assert "28 Jan 2024 · Tower 22 · answered 10 days later" in labels


def test_a_linked_incident_without_a_place_is_offered_too(given, tmp_path):
    rows = oracle.raw("incidents").head(2)
    rows.loc[0, ["place_id", "event_date"]] = ["", "2023-10-17"]
    rows.loc[1, "responds_to"] = rows.loc[0, "event_id"]
    rows.to_csv(tmp_path / "mine.csv", index=False)
    given(tmp_path / "mine.csv")
    labels = [button.label for button in opened(incident=rows.loc[1, "event_id"]).button]
    assert any("place not named" in label for label in labels)
    assert not any("nan" in label for label in labels)


def test_nothing_linked_says_so():
    app = opened(page="responses", place="abu-ghraib", since="2024-01-01")
    assert complaints(app) == []
    assert "No incident that answers the question is reported as answering another" in shown(app)


def test_the_page_of_al_asad_says_how_many_attacks_came_before_the_first_strike(bundled_rows):
    strikes = oracle.select(bundled_rows, country=["IQ"], category=["us_coalition_strike"])
    attacks = oracle.select(bundled_rows, place=["al-asad"], category=["attack_on_us_coalition"])["event_date"]
    before, with_it = ((attacks < strikes["event_date"].min()).sum(), (attacks <= strikes["event_date"].min()).sum())
    app = opened(page="places", place="al-asad")
    assert f"<b>{before}</b> attacks" in shown(app)
    assert f"<b>{with_it}</b> with those of that day" in shown(app)


@pytest.mark.parametrize(
    "asked", [{"place": "conoco"}, {"province": "IQ-AN"}, {"place": "tower-22"}, {"place": "syria-unspecified"}]
)
def test_the_page_of_a_place_counts_its_neighbours_in_time(bundled_rows, asked):
    here = oracle.select(bundled_rows, **{name: [value] for name, value in asked.items()})
    near = oracle_chains.near_in_time(here, bundled_rows, places.NEAR_DAYS)
    app = opened(page="places", **asked)
    assert complaints(app) == []
    assert f"##### {len(near)} incidents elsewhere within {places.NEAR_DAYS} days" in shown(app)


def test_a_card_leads_to_the_page_of_its_place():
    app = opened(incident="2023-11-21-al-asad-ballistic-1")
    app.button(key="more-on-place").click().run()
    assert app.query_params["page"] == "places"
    assert app.query_params["place"] == "al-asad"


def test_a_question_about_one_province_leads_to_its_page():
    app = opened(province="IQ-AN")
    app.button(key="more").click().run()
    assert (app.query_params["page"], app.query_params["province"]) == ("places", "IQ-AN")


def test_the_duplicates_page_shows_both_cards_and_why():
    pair = "2023-11-13-kharab-al-jir-drone-2~2023-11-13-rumaylan-drone-1"
    app = opened(page="duplicates", pair=pair)
    assert all(f'data-event="{event_id}"' in shown(app) for event_id in pair.split("~"))
    assert "on the same day" in shown(app)


def test_a_decision_is_counted_in_words_and_changes_no_count():
    pair = "2023-11-13-kharab-al-jir-drone-2~2023-11-13-rumaylan-drone-1"
    app = opened(page="duplicates", pair=pair)
    control = next(each for each in app.get("button_group") if each.key == f"decision-{pair}")
    control.set_value("same").run()
    assert complaints(app) == []
    assert "1 the same, 0 different, 39 undecided" in shown(app)
    assert "436 incidents would count as 435; here they count as 436" in shown(app)
    assert 'status">436 incidents' in shown(app)


def test_the_setting_counts_decided_pairs_once_and_says_so(monkeypatch, tmp_path):
    (tmp_path / "mine.csv").write_text(
        "event_id,other_id,decision\n2023-11-13-kharab-al-jir-drone-2,2023-11-13-rumaylan-drone-1,same\n"
    )
    monkeypatch.setenv("GEODATA_DUPLICATES", str(tmp_path / "mine.csv"))
    forget()
    try:
        app = opened()
        assert 'status">435 incidents' in shown(app)
        assert "1 incident is counted as part of another, 435 instead of 436" in shown(app).replace("\\", "")
    finally:
        monkeypatch.undo()
        forget()


def test_a_bad_file_of_decisions_is_one_clear_sentence(monkeypatch, tmp_path):
    (tmp_path / "mine.csv").write_text("event_id,other_id,decision\na,b,perhaps\n")
    monkeypatch.setenv("GEODATA_DUPLICATES", str(tmp_path / "mine.csv"))
    forget()
    try:
        assert any("cannot be read as decisions" in each for each in complaints(opened()))
    finally:
        monkeypatch.undo()
        forget()


def test_likely_double_reports_of_the_question_are_those_with_an_end_in_it(store, bundled_rows):
    from geodata.query import IncidentQuery

    ids = set(oracle.select(bundled_rows, place=["conoco"])["event_id"])
    found = {each.pair for each in doubles.asked(store, IncidentQuery(place=("conoco",))).pairs}
    every = oracle_chains.may_be_one(bundled_rows, oracle_chains.pages(), days=1, km=50)
    assert found == {pair for pair in every if ids & set(pair)}


@pytest.fixture
def too_many(monkeypatch):
    """Incidents so many that not all pairs of them are compared."""
    monkeypatch.setattr(duplicates, "MOST_PAIRS", 1_000)
    forget()
    yield
    forget()


@pytest.mark.usefixtures("too_many")
def test_of_data_too_many_to_compare_the_pairs_among_what_answers_are_shown(bundled_rows):
    rows = oracle.select(bundled_rows, since="2023-11-10", until="2023-11-14")
    pairs = oracle_chains.may_be_one(rows, oracle_chains.pages(), days=1, km=50)
    app = opened(page="duplicates", since="2023-11-10", until="2023-11-14")
    assert complaints(app) == []
    assert f"0 the same, 0 different, {len(pairs)} undecided" in shown(app)
    assert "Pairs are looked for among the incidents that answer" in shown(app)


def test_where_not_all_pairs_are_offered_the_choice_says_how_many_there_are(monkeypatch):
    monkeypatch.setattr("dashboard.views.duplicates.MOST_OFFERED", 3)
    (choice,) = (each for each in opened(page="duplicates").selectbox if each.key == "pair")
    assert choice.label == "The first 3 of 40 pairs"
    assert len(choice.options) == 3


@pytest.mark.usefixtures("too_many")
def test_where_no_pair_was_looked_at_none_is_counted_and_the_way_on_is_said():
    told = shown(opened(page="duplicates"))
    assert "Narrow the filters" in told
    assert "0 the same" not in told
    assert "All 436 incidents count." in told


@pytest.mark.usefixtures("too_many")
def test_decisions_hold_where_no_pair_is_looked_at(monkeypatch, bundled_rows):
    pair = ("2023-11-13-kharab-al-jir-drone-2", "2023-11-13-rumaylan-drone-1")
    monkeypatch.setattr(doubles, "decided", lambda _: {pair: "same"})
    told = shown(opened(page="duplicates"))
    assert "1 the same, 0 different, 0 undecided" in told
    assert f"{len(bundled_rows)} incidents would count as {len(bundled_rows) - 1}" in told
