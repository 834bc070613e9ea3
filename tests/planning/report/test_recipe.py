"""Recipes: TOML both ways, every problem at once, kept in the warehouse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.problems import CatalogError, OptionError
from planning.report.recipe import DEFAULT_PARTS, PARTS, Recipe, check, from_toml, to_toml
from planning.workspace import Workspace

WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)


def codes(problems):
    return [(p.code, p.field) for p in problems]


def test_nothing_said_is_the_default():
    assert from_toml("") == Recipe()
    assert to_toml(Recipe()) == ""


def test_every_field_comes_back():
    recipe = Recipe(
        name='Hồ sơ "2026"', paper="sheets", language="both", units="units", scenario="a", scenarios=("a", "b"),
        parts=("maps", "access"), services=("market",), mode="walk", limit_min=20.0, weights={"x y": 1.5},
        norm_set="qcvn01_2026", paper_size="A1", signature_boxes=True, organisation="Sở Xây dựng", place="Quy Nhơn",
        higher_organisation="UBND", date="2026-11-24", recipients=("Như trên",), proposals_to="UBND tỉnh",
        grounds=("law",), texts={"maps": "dòng một\ndòng hai"},
    )  # fmt: skip
    assert from_toml(to_toml(recipe)) == recipe


@given(st.dictionaries(WORDS, WORDS, max_size=3), st.lists(WORDS, max_size=3), WORDS)
def test_any_text_survives_toml(texts, recipients, name):
    recipe = Recipe(name=name, texts=texts, recipients=tuple(recipients))
    assert from_toml(to_toml(recipe)) == recipe


def test_all_problems_of_a_recipe_come_at_once():
    text = 'paper = "poster"\nlanguage = "fr"\nlimit = 3\nlimit_min = 0\nparts = ["maps", "jokes"]\nscenarios = "a"\n'
    with pytest.raises(OptionError) as caught:
        from_toml(text)
    assert sorted(codes(caught.value.problems)) == [
        ("recipe_field", "limit"),
        ("recipe_value", "language"),
        ("recipe_value", "limit_min"),
        ("recipe_value", "paper"),
        ("recipe_value", "parts"),
        ("recipe_value", "scenarios"),
    ]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("limit_min = true", "limit_min"),
        ("limit_min = nan", "limit_min"),
        ("signature_boxes = 1", "signature_boxes"),
        ("parts = [1]", "parts"),
        ("[weights]\na = -1", "weights"),
        ("[weights]\na = 0", "weights"),
        ('[weights]\na = "1"', "weights"),
        ("[texts]\nmaps = 1", "texts"),
        ('date = "31/12/2026"', "date"),
        ('mode = "boat"', "mode"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named(text, field):
    with pytest.raises(OptionError) as caught:
        from_toml(text)
    assert codes(caught.value.problems) == [("recipe_value", field)]


def test_what_is_no_toml_is_said_so():
    with pytest.raises(OptionError) as caught:
        from_toml("paper = ")
    assert codes(caught.value.problems) == [("recipe_unreadable", "")]


def test_parts_keep_their_order_whatever_the_recipe_says():
    assert Recipe(parts=("sources", "cover")).wanted == ("cover", "sources")
    assert Recipe().wanted == DEFAULT_PARTS
    assert set(PARTS) - set(DEFAULT_PARTS) == {"units"}


def test_the_name_is_no_part_of_what_is_printed():
    assert Recipe(name="a").digest == Recipe(name="b").digest
    assert Recipe(limit_min=10).digest != Recipe(limit_min=20).digest


def test_a_good_recipe_has_no_problems():
    assert check(Recipe(weights={"a": 0.0, "b": 1.0}, date="2026-02-28")) == ()


def test_recipes_are_kept_in_versions(tmp_path):
    workspace = Workspace.open(tmp_path / "w")
    one, two = Recipe(name="Quý IV", limit_min=10.0), Recipe(name="Quý IV", limit_min=20.0)
    workspace.save_recipe(one)
    workspace.save_recipe(two)
    assert workspace.recipes() == ("Quý IV",)
    assert workspace.recipe("Quý IV") == two
    assert workspace.recipe("Quý IV", 1) == one
    assert workspace.remove_recipe("Quý IV") == 2
    assert workspace.recipes() == ()
    with pytest.raises(CatalogError):
        workspace.recipe("Quý IV")


def test_a_wrong_recipe_is_not_kept(tmp_path):
    workspace = Workspace.open(tmp_path / "w")
    with pytest.raises(OptionError):
        workspace.save_recipe(Recipe(name="x", mode="boat"))
    assert workspace.recipes() == ()
