"""A link says the whole view, and what it says that cannot be understood is said back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import data, link
from dashboard.link import LISTED, PAGES, PARTS, SHADINGS, Link
from tests.strategies import any_params, intervals, queries

links = st.builds(
    Link,
    query=queries(),
    page=st.sampled_from(PAGES),
    incident=st.none() | st.sampled_from(["e0", "e1", "e299"]),
    shading=st.sampled_from(list(SHADINGS)),
    listed=st.sampled_from(list(LISTED)),
    part=st.sampled_from(list(PARTS)),
    on=st.none() | st.dates(),
    first=st.none() | intervals(),
    second=st.none() | intervals(),
    publisher=st.none() | st.text(max_size=5),
)


@pytest.fixture(scope="module", autouse=True)
def crowded(crowd_store):
    """The dashboard's data are the crowd's, whose values the strategies draw from."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "store", lambda: crowd_store)
        data.incident.cache_clear()
        yield
    data.incident.cache_clear()


@given(links)
def test_a_link_read_back_is_the_link_that_was_written(written):
    assert link.read(written.to_params()) == (written, ())


@given(any_params())
def test_whatever_is_typed_gives_a_link_that_reads_back_without_complaint(params):
    understood, _ = link.read(params)
    assert link.read(understood.to_params()) == (understood, ())


@given(links, links)
def test_two_links_are_equal_exactly_when_their_parameters_are(one, other):
    assert (one == other) == (one.to_params() == other.to_params())


def test_the_opening_view_has_an_empty_link():
    opening, ignored = link.read({})
    assert (opening.to_params(), ignored) == ({}, ())


@pytest.mark.parametrize(("params", "said"), [
    ({"page": ["maps"]}, f"Unknown page 'maps'; accepted: {', '.join(PAGES)}."),
    ({"shading": ["density"]}, "Unknown shading 'density'; accepted: none, count, rate."),
    ({"on": ["21/11/2023"]}, "Cannot read on '21/11/2023': not a day. Give YYYY-MM-DD"),
    ({"first": ["2023-11-21"]}, "Cannot read first '2023-11-21': '2023-11-21' is no period. Give two days: 2023-10-18/2023-11-20."),
    ({"second": ["2023-11-21/2023-11-20"]}, "ends before it begins. Give the earlier day first."),
    ({"sort": ["random"]}, "Unknown sort 'random'; accepted: newest, oldest, killed, injured, place."),
    ({"table_page": ["-1"]}, "Cannot read table_page '-1': give a whole number from 1."),
    ({"incident": ["e300"]}, "There is no incident 'e300' in these data."),
    ({"country": ["Turkey"]}, "Unknown country 'Turkey'"),
    ({"weapon": ["rocket launcher"]}, "'rocket launcher' does not occur in the data. Nearest: 'rockets'"),
    ({"since": ["18/11/2023"]}, "not a day. Give YYYY-MM-DD"),
    ({"actors": ["x"]}, "'actors'"),
])  # fmt: skip
def test_a_part_that_is_not_understood_is_left_out_with_the_remedy(params, said):
    understood, ignored = link.read(params)
    assert understood == Link(understood.query) == Link(type(understood.query)())
    assert said in ignored[0]


def test_one_bad_part_leaves_the_others_in_force():
    understood, ignored = link.read({"country": ["IQ", "XX"], "page": ["incidents"], "shading": ["?"]})
    assert (understood.query.country, understood.page, len(ignored)) == (("IQ",), "incidents", 2)
