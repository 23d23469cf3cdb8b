"""A recipe is the same thing as the link."""

import pytest
from hypothesis import given

from geodata.cartography.layout import Layout
from geodata.errors import DataError, GeodataError
from geodata.query import IncidentQuery
from geodata.recipe import Recipe, read
from tests.strategies import queries


@given(queries())
def test_a_recipe_read_back_is_the_recipe_written(query):
    recipe = Recipe(query, Layout(paper="A5", dpi=150, transparent=True))
    assert Recipe.from_toml(recipe.to_toml()) == recipe


def test_a_recipe_may_be_written_by_hand_with_tomls_own_dates_numbers_and_truths():
    text = '[query]\nsince = 2023-10-17\nkilled = 2\nprovince = "Anbar"\n[layout]\ntransparent = true\ndpi = 150\n'
    expected = Recipe(IncidentQuery(since="2023-10-17", killed=2, province="IQ-AN"), Layout(transparent=True, dpi=150))
    assert Recipe.from_toml(text) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[query", "not TOML"),
        ("[paper]\n", "Unknown section 'paper'"),
        ("query = 3\n", "not a table"),
        ('[query]\nsied = "x"\n', "Unknown filter 'sied'"),
        ('[layout]\npaper = "A9"\n', "'paper' cannot be 'A9'"),
    ],
)
def test_a_recipe_that_cannot_be_understood_says_why(text, said):
    with pytest.raises(GeodataError, match=said):
        Recipe.from_toml(text)


def test_a_missing_recipe_is_a_clear_error(tmp_path):
    with pytest.raises(DataError, match="Cannot read the recipe"):
        read(tmp_path / "none.toml")
