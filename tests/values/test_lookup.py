from types import MappingProxyType

import pytest

from specrunner.values import MISSING, Key, path_text
from specrunner.values.lookup import explain_missing, look_up, normalized_path, settled

DOCUMENT = {
    "a": {"b": {"c": 1}, "none": None},
    "list": [{"id": 1}, {"id": 2}],
    "text": "abc",
    "empty": {},
    "frozen": MappingProxyType({"x": (1, 2)}),
}


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        ((), DOCUMENT),
        (("text",), "abc"),
        (("a", "b"), {"c": 1}),
        (("a", "none"), None),
        (("a", "b", "c"), 1),
        (("list", 0, "id"), 1),
        (("list", -1, "id"), 2),
        (("frozen", "x", 1), 2),
        (("nope",), MISSING),
        (("a", "nope"), MISSING),
        (("text", "b"), MISSING),
        (("text", 0), MISSING),
        (("list", "id"), MISSING),
        (("list", 2), MISSING),
        (("list", -3), MISSING),
        (("a", 0), MISSING),
        (("a", "none", "x"), MISSING),
        (("a", "b", "c", "d"), MISSING),
    ],
)
def test_a_chain_of_names_and_indexes_is_followed(keys: tuple[Key, ...], value: object):
    assert look_up(keys)(DOCUMENT) == value


@pytest.mark.parametrize(
    ("keys", "text", "normalized"),
    [
        ((), "$", "$"),
        (("items", 0, "id"), "$.items[0].id", "$['items'][0]['id']"),
        (("order-id", "it's"), r"$['order-id']['it\'s']", r"$['order-id']['it\'s']"),
        (("é", "1st", ""), "$.é['1st']['']", "$['é']['1st']['']"),
        (('"', "\\", "\n"), r"""$['"']['\\']['\n']""", r"""$['"']['\\']['\n']"""),
    ],
)
def test_a_place_is_spelled_as_a_path(keys: tuple[Key, ...], text: str, normalized: str):
    assert path_text(keys) == text
    assert normalized_path(keys) == normalized


def test_a_place_below_a_subject_is_spelled_without_a_dollar():
    assert path_text(("headers", "content-type", 0, "a b"), "") == 'headers.content-type[0]["a b"]'


def test_indexes_are_counted_from_the_start():
    assert settled(DOCUMENT, ("list", -1, "id")) == ("list", 1, "id")


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        (("lst", 0), '`$` has no key "lst"; did you mean `list`?'),
        (("list", 5, "id"), "`$.list` is a list of 2, so it has no item [5]"),
        (("list", "id"), '`$.list` is a list of 2, so it has no key "id"'),
        (("list", 0, "zzz"), '`$.list[0]` has no key "zzz"; known here: `id`'),
        (("text", 0), '`$.text` is text "abc", so it has no item [0]'),
        (("a", "none", "x"), '`$.a.none` is null, so it has no key "x"'),
        (("empty", "x"), '`$.empty` is an empty map, so it has no key "x"'),
        (("a",), "the path leads to a value"),
    ],
)
def test_a_path_that_leads_nowhere_says_how_far_it_leads(keys: tuple[Key, ...], sentence: str):
    assert explain_missing(DOCUMENT, keys) == sentence
