"""A query means the same thing in every form it is written: values, link, flags, words."""

from urllib.parse import parse_qs

import click
import pytest
from click.testing import CliRunner
from hypothesis import assume, given
from hypothesis import strategies as st

from geodata.commands import shared as command_line
from geodata.errors import GeodataError
from geodata.query import FILTERS, IncidentQuery
from tests.strategies import any_params, boxes, queries, values_of


@given(queries())
def test_a_link_gives_back_the_query_it_was_made_of(query):
    assert IncidentQuery.from_url(query.to_url()) == query


@given(queries())
def test_parameters_give_back_the_query_they_were_made_of(query):
    assert IncidentQuery.from_params(query.to_params()) == query


@given(queries())
def test_flags_give_back_the_query_they_were_made_of(query):
    read = []

    @click.command()
    @command_line.with_filters
    def ask(**filters):
        read.append(IncidentQuery.from_params({name: list(values) for name, values in filters.items()}))

    assert CliRunner().invoke(ask, query.to_flags(), catch_exceptions=False).exit_code == 0
    assert read == [query]


@given(queries(), st.randoms(use_true_random=False))
def test_order_and_repeats_do_not_change_a_query(query, random):
    params = {name: values * 2 for name, values in query.to_params().items()}
    for values in params.values():
        random.shuffle(values)
    shuffled = dict(random.sample(list(params.items()), len(params)))
    assert IncidentQuery.from_params(shuffled).to_url() == query.to_url()


@given(st.permutations(["Anbar", "iq-an", "الأنبار", "AL-ANBAR"]))
def test_every_way_of_writing_a_province_is_the_same_query(ways):
    assert IncidentQuery(province=tuple(ways)) == IncidentQuery(province="IQ-AN")


@given(queries(), queries())
def test_two_queries_are_equal_exactly_when_their_links_are(one, other):
    assert (one == other) == (one.to_url() == other.to_url())


@given(queries())
def test_equal_queries_have_one_hash(query):
    assert hash(IncidentQuery.from_url(query.to_url())) == hash(query)


@given(st.text(min_size=1, max_size=20))
def test_any_value_of_an_open_field_survives_the_link(text):
    assume(text.strip())
    query = IncidentQuery(actor=text)
    assert IncidentQuery.from_url(query.to_url()) == query


@given(boxes())
def test_a_box_survives_the_link(box):
    assert IncidentQuery.from_url(IncidentQuery(bbox=box).to_url()).bbox == box


@given(any_params())
def test_reading_a_link_leniently_never_fails_and_says_what_it_leaves_out(params):
    understood, problems = IncidentQuery.understood(params)
    asked = {name for name, values in params.items() if values}
    assert all(name in understood.asked() or any(repr(name) in p for p in problems) for name in asked)


@given(st.text(max_size=40))
def test_any_text_after_the_question_mark_is_read_or_refused(text):
    try:
        query = IncidentQuery.from_url(text)
    except GeodataError:
        return
    assert set(query.to_params()) == set(parse_qs(text.removeprefix("?"), keep_blank_values=True))


@given(queries())
def test_what_is_left_out_is_no_longer_asked(query):
    for name in query.asked():
        assert query.without(name).asked() == tuple(n for n in query.asked() if n != name)


@given(queries())
def test_every_asked_field_is_in_exactly_one_part(query):
    named = [name for part in query.parts() for name in part.fields]
    assert sorted(named) == sorted(query.asked())


@given(queries(), st.none() | st.integers(0, 2000))
def test_a_sentence_says_every_part(query, count):
    said = query.sentence(count)
    parts = [part.text for part in query.parts() if part.fields != ("category",)]
    assert all(text in said for text in parts)
    assert "None" not in said
    assert count is None or said.startswith(f"{count:,} ")


@given(queries())
def test_sql_has_a_mark_for_each_value_and_no_text_of_the_query(query):
    where, bound = query.to_sql()
    assert where.count("?") == len(bound)
    assert "'" not in where


@pytest.mark.parametrize("name", FILTERS)
def test_every_field_is_tried_by_these_laws(name):
    assert name in values_of()
