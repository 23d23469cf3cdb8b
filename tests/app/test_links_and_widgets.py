"""Widgets follow the link and write to it; what a link says that is not understood is said back."""

from datetime import date

import pytest

from dashboard.link import PAGES
from geodata.query import FILTERS, IncidentQuery
from tests.app.conftest import complaints, opened, opened_whole, shown

KINDS = ("date_input", "multiselect", "number_input", "text_input", "button_group")
LINKS = {
    "since": "2024-01-01", "until": "2024-02-04", "country": "IQ", "province": "SY-DY", "category": "other_attack",
    "event_type": "Battles", "sub_event_type": "Air/drone strike", "outcome": "intercepted", "weapon": "rockets",
    "actor": "Iran-aligned militias", "target": "Unattributed", "claimed_by": "Islamic Resistance in Iraq",
    "place": "al-asad", "evidence": "high", "precision": 2, "killed": 1, "injured": 2, "text": "drone", "bbox": "38,33,44,36",
}  # fmt: skip


def widgets(app) -> dict[str, object]:
    return {widget.key: widget.value for kind in KINDS for widget in app.get(kind)}


def canonical(name: str) -> list[str]:
    """Return what the link says of a field when its value in `LINKS` is asked for."""
    return IncidentQuery.from_params({name: [str(LINKS[name])]}).to_params()[name]


def test_every_filter_has_a_widget_under_its_own_name():
    several = {"area", "dataset"}  # need boundaries or several data sets: test_own_areas, test_data_sets
    assert set(FILTERS) - several == set(LINKS) <= set(widgets(opened_whole()))


@pytest.mark.parametrize("name", [name for name in LINKS if name != "target"])
def test_a_link_sets_the_widget_of_its_filter_and_no_other(name):
    before, after = widgets(opened_whole()), widgets(opened_whole(**{name: str(LINKS[name])}))
    assert {key for key in before if before[key] != after[key]} == {name}


def test_filters_that_few_need_are_sent_when_they_are_unfolded_or_asked_for():
    first, asked = opened(), opened(actor="Iran-aligned militias")
    assert not any(box.key == "actor" for box in first.multiselect)
    assert asked.multiselect(key="actor").value == ["Iran-aligned militias"]


def test_filters_in_use_are_named_where_they_are_folded_away():
    app = opened(actor="Iran-aligned militias", killed="1")
    app.session_state["more-filters"] = False
    assert "In use: Actor, Killed" in shown(app.run())
    app.query_params["outcome"] = "intercepted"  # one more asked for: a reader is to see it
    assert app.run().multiselect(key="outcome").value == ["intercepted"]


@pytest.mark.parametrize(("kind", "name", "value"), [
    ("date_input", "since", date(2024, 1, 1)),
    ("date_input", "until", date(2024, 2, 4)),
    ("button_group", "country", ["IQ"]),
    ("multiselect", "province", ["SY-DY"]),
    ("multiselect", "weapon", ["rockets"]),
    ("button_group", "evidence", "high"),
    ("button_group", "precision", 2),
    ("multiselect", "place", ["al-asad"]),
    ("number_input", "killed", 1),
    ("number_input", "injured", 2),
    ("text_input", "text", "drone"),
    ("text_input", "bbox", "38,33,44,36"),
])  # fmt: skip
def test_a_widget_writes_its_filter_to_the_link_and_nothing_else(kind, name, value):
    app = opened_whole()
    next(widget for widget in app.get(kind) if widget.key == name).set_value(value).run()
    assert app.query_params == {name: canonical(name)} or app.query_params == {name: canonical(name)[0]}


def test_clearing_a_widget_takes_its_filter_off():
    app = opened(killed="3", country="SY")
    app.number_input(key="killed").set_value(None).run()
    assert "killed" not in app.query_params
    assert "243 incidents in Syria" in shown(app)


def test_the_slider_sets_both_dates_and_its_ends_ask_for_nothing():
    app = opened()
    first, last = app.slider(key="period").value
    app.slider(key="period").set_value((date(2024, 1, 1), last)).run()
    assert set(app.query_params) == {"since"}
    app.slider(key="period").set_value((first, last)).run()
    assert not app.query_params


def test_dates_that_are_swapped_are_said_and_one_click_swaps_them_back():
    app = opened(since="2024-02-04", until="2024-01-28")
    (warning,) = complaints(app)
    assert "“From” (4 Feb 2024) is later than “Until” (28 Jan 2024), so no incident answers." in warning
    assert app.slider(key="period").value == (date(2024, 1, 28), date(2024, 2, 4))
    app.button(key="swap").click().run()
    assert complaints(app) == []
    assert (widgets(app)["since"], widgets(app)["until"]) == (date(2024, 1, 28), date(2024, 2, 4))


@pytest.mark.parametrize("key", ["reset", "reset-all"])
def test_reset_takes_every_filter_off_and_keeps_the_page(key):
    app = opened(page="incidents", country="SY", killed="1", text="drone")
    app.button(key=key).click().run()
    assert dict(app.query_params) in ({"page": "incidents"}, {"page": ["incidents"]})


def test_each_part_of_the_question_can_be_taken_off():
    app = opened(country="SY", since="2024-01-01", until="2024-02-04")
    app.button(key="drop-since-until").click().run()
    assert set(app.query_params) == {"country"}


def test_a_filter_that_the_chosen_incident_does_not_answer_lets_go_of_it():
    app = opened_whole(incident="2024-01-28-tower-22-drone")
    app.number_input(key="killed").set_value(3).run()
    assert "incident" in app.query_params
    app.number_input(key="killed").set_value(4).run()
    assert "incident" not in app.query_params


def test_options_say_how_many_incidents_each_would_leave():
    options = {option.split(" (")[0]: option for option in opened(country="SY").multiselect(key="province").options}
    assert options["Syria: Deir ez-Zor"].endswith("(138)") or "(" in options["Syria: Deir ez-Zor"]
    assert options["Iraq: Al Anbar"].endswith("(0)")


@pytest.mark.parametrize(("params", "said"), [
    ({"country": "Turkey"}, "Unknown country 'Turkey'. Accepted: IQ (Iraq), SY (Syria), JO (Jordan)."),
    ({"weapon": "trebuchet"}, "'trebuchet' does not occur in the data. Nearest:"),
    ({"actors": "x"}, "Unknown filter 'actors'"),
    ({"page": "atlas"}, f"Unknown page 'atlas'; accepted: {', '.join(PAGES)}."),
    ({"incident": "nobody"}, "There is no incident 'nobody' in these data."),
    ({"since": "01/02/2024"}, "Give YYYY-MM-DD"),
    ({"killed": "-1"}, "not a whole number from 0 to"),
    ({"bbox": "44,33,38,36"}, "west (44) must not be more than east (38)"),
])  # fmt: skip
def test_a_bad_link_says_what_of_it_was_ignored_and_shows_the_rest(params, said):
    app = opened(evidence="high", **params)
    (warning,) = complaints(app)
    assert warning.startswith("Part of this link was ignored. ")
    assert said in warning
    assert "219 incidents" in shown(app)


def test_a_notice_about_the_link_goes_when_the_next_change_mends_the_link():
    app = opened_whole(country="Turkey")
    app.number_input(key="killed").set_value(3).run()
    assert complaints(app) == []


@pytest.mark.parametrize("text", ["38,33,44", "north", "44,33,38,36"])
def test_a_box_that_cannot_be_read_is_refused_in_words_and_changes_nothing(text):
    app = opened_whole(country="SY")
    app.text_input(key="bbox").set_value(text).run()
    assert len(complaints(app)) == 1
    assert set(app.query_params) == {"country"}


@pytest.mark.parametrize("params", [
    {"since": "0001-01-01"}, {"until": "9999-12-31"}, {"since": "2024-02-01", "until": "2024-01-01"}, {"killed": "999999999"},
    {"text": "<b>*_`$:red[x]`_*</b>"}, {"incident": ""}, {"bbox": "-180,-90,180,90"}, {"text": "ع" * 500},
])  # fmt: skip
@pytest.mark.parametrize("page", PAGES)
def test_no_odd_but_legitimate_link_breaks_a_page(page, params):
    app = opened(page=page, **params)
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("said", ["yes", "no"])
def test_reported_answers_are_drawn_and_explained_where_the_link_says_so(said):
    app = opened(arcs=said)
    drawn = app.get("deck_gl_json_chart")[0].proto.json
    assert ("layers/arcs.json" in drawn, "reported answer" in shown(app)) == (said == "yes", said == "yes")


def test_the_switch_of_reported_answers_is_kept_in_the_link():
    app = opened()
    app.toggle(key="arcs").set_value(True).run()
    assert app.query_params["arcs"] == "yes"
