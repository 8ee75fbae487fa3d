from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.source import DiagnosticError, SourceText
from specrunner.values import EvaluationError, Writer, compile_selector, compile_writer, path_text

DOCUMENT = {"items": [{"qty": 1, "deep": {"qty": 3}}, {"qty": 2}], "*": 1, "map": {}, "none": None, "tuple": (1, 2)}


def compiled(text: str) -> Writer:
    return compile_writer(text, SourceText("a.spec.yaml", text).span)


@pytest.mark.parametrize(
    ("text", "value", "changed"),
    [
        ("$.items[0].qty", 5, {"items": [{"qty": 5, "deep": {"qty": 3}}, {"qty": 2}]}),
        ("$.items[-1].qty", None, {"items": [{"qty": 1, "deep": {"qty": 3}}, {"qty": None}]}),
        ("$.items[1]", [7, 8], {"items": [{"qty": 1, "deep": {"qty": 3}}, [7, 8]]}),
        ("$.items[1]", None, {"items": [{"qty": 1, "deep": {"qty": 3}}, None]}),
        ("$.items[*].qty", [1, 2], {"items": [{"qty": [1, 2], "deep": {"qty": 3}}, {"qty": [1, 2]}]}),
        ("$..qty", 9, {"items": [{"qty": 9, "deep": {"qty": 9}}, {"qty": 9}]}),
        ("$.items[?@.qty == 2].qty", 0, {"items": [{"qty": 1, "deep": {"qty": 3}}, {"qty": 0}]}),
        ("$.items[:1].deep", {}, {"items": [{"qty": 1, "deep": {}}, {"qty": 2}]}),
        ("$['*']", 8, {"*": 8}),
        ("$.map.new", {"a": 1}, {"map": {"new": {"a": 1}}}),
        ("$['odd name.with[signs]']", 1, {"odd name.with[signs]": 1}),
        ("$.tuple[0]", "x", {"tuple": ["x", 2]}),
        ("$['items', 'map']", 0, {"items": 0, "map": 0}),
    ],
)
def test_a_copy_is_changed_and_the_document_is_not(text: str, value: object, changed: dict):
    before = deepcopy(DOCUMENT)

    assert compiled(text).write(DOCUMENT, value) == {**DOCUMENT, **changed}
    assert before == DOCUMENT


def test_of_places_inside_each_other_the_outer_one_wins():
    assert compiled("$..a").write({"a": {"a": {"a": 1}}}, 5) == {"a": 5}


def test_a_list_can_be_the_document():
    assert compiled("$[1].a").write([{"a": 1}, {"a": 2}], 3) == [{"a": 1}, {"a": 3}]


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"])) | st.integers(0, 3), min_size=1, max_size=4),
    st.none() | st.integers() | st.lists(st.integers()) | st.dictionaries(st.text(), st.integers()),
)
def test_what_is_written_at_a_place_is_read_there(keys: list[str | int], value: object):
    document: object = "old"
    for key in reversed(keys):
        document = {key: document} if isinstance(key, str) else [0] * key + [document]
    text = path_text(keys)

    changed = compiled(text).write(document, value)

    assert compile_selector(text, SourceText("a", text).span).value(changed) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("$.items[7].qty", "`$.items` is a list of 2, so it has no item [7]"),
        ("$.items[2]", "`$.items` is a list of 2, so it has no item [2]"),
        ("$.map.new.deeper", '`$.map` is an empty map, so it has no key "new"'),
        ("$.itmes[0].qty", '`$` has no key "itmes"; did you mean `items`?'),
        ("$.items.qty", '`$.items` is a list of 2, so it has no key "qty"'),
        ("$.none.x", '`$.none` is null, so it has no key "x"'),
        ("$.items[*].new", "`$.items` is a list of 2, and nothing in it matches"),
        ("$.items[?@.qty == 5].qty", "`$.items` is a list of 2, and nothing in it matches"),
    ],
)
def test_a_path_that_leads_nowhere_is_an_error(text: str, reason: str):
    with pytest.raises(EvaluationError) as failed:
        compiled(text).write(DOCUMENT, 5)

    diagnostic = failed.value.diagnostic
    assert diagnostic.code == "SR0361"
    assert diagnostic.message == f"nothing can be written at `{text}`: {reason}"
    assert diagnostic.hint == "a path writes where something is, or adds one name to a map"
    assert str(diagnostic.span) == "a.spec.yaml:1:1"


def test_the_whole_value_cannot_be_written():
    with pytest.raises(DiagnosticError) as refused:
        compiled("$")

    (diagnostic,) = refused.value.diagnostics
    assert (diagnostic.code, diagnostic.message) == ("SR0360", "`$` is the whole value, which no path can change")


def test_a_broken_path_is_refused_as_a_selector_is():
    with pytest.raises(DiagnosticError, match="SR0350"):
        compiled("$.order-id")
