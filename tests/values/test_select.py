import sys
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.source import DiagnosticError, SourceText, render_diagnostic
from specrunner.values import MISSING, EvaluationError, Selector, compile_selector, path_text

DOCUMENT = {
    "id": 7,
    "none": None,
    "items": [{"id": 1, "tags": ["a", "b"]}, {"id": 2, "tags": []}, {"tags": None}],
    "order-id": 9,
    "text": "abc",
}


def compiled(text: str) -> Selector:
    return compile_selector(text, SourceText("a.spec.yaml", text).span)


def refusal(text: str) -> str:
    source = SourceText("a.spec.yaml", text)
    with pytest.raises(DiagnosticError) as refused:
        compile_selector(text, source.span)
    (diagnostic,) = refused.value.diagnostics
    return render_diagnostic(diagnostic, lambda _: source)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$", DOCUMENT),
        ("$.id", 7),
        ("$['order-id']", 9),
        ('$["order-id"]', 9),
        ("$.items[0].id", 1),
        ("$.items[-1].tags", None),
        ("$ .items [0] ['id']", 1),
        ("$['i\\u0064']", 7),
        ("$.none", None),
        ("$.nope", MISSING),
        ("$.items[9].id", MISSING),
        ("$.text[0]", MISSING),
        ("$.items.id", MISSING),
    ],
)
def test_a_singular_path_gives_the_value_or_missing(text: str, value: object):
    selector = compiled(text)

    assert selector.is_singular
    assert selector.value(DOCUMENT) == value


@pytest.mark.parametrize(
    ("text", "values", "places"),
    [
        ("$.items[*].id", [1, 2], ["$.items[0].id", "$.items[1].id"]),
        ("$.items[?@.id > 1].id", [2], ["$.items[1].id"]),
        ("$..id", [7, 1, 2], ["$.id", "$.items[0].id", "$.items[1].id"]),
        ("$.items[0:2].id", [1, 2], ["$.items[0].id", "$.items[1].id"]),
        ("$['id', 'order-id']", [7, 9], ["$.id", "$['order-id']"]),
        ("$.items[*].nope", [], []),
        ("$.nope[*]", [], []),
    ],
)
def test_any_other_path_gives_a_list(text: str, values: list[object], places: list[str]):
    selector = compiled(text)

    assert not selector.is_singular
    assert selector.keys is None
    assert selector.value(DOCUMENT) == values
    assert [match.value for match in selector.select(DOCUMENT)] == values
    assert [match.path_text for match in selector.select(DOCUMENT)] == places


def test_a_match_names_its_place_from_the_start():
    (match,) = compiled("$.items[-2].id").select(DOCUMENT)

    assert (match.value, match.path_text, match.normalized_path) == (2, "$.items[1].id", "$['items'][1]['id']")
    assert compiled("$.nope").select(DOCUMENT) == []


def test_singular_paths_do_not_load_the_library(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(sys.modules, "specrunner.values.query", raising=False)

    compiled("$.items[0]['order-id']")

    assert "specrunner.values.query" not in sys.modules


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])) | st.integers(0, 2**53 - 1), max_size=5))
def test_the_text_of_a_place_selects_that_place(keys: list[str | int]):
    selector = compiled(path_text(keys))

    assert selector.keys == tuple(keys)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("$.items[*].nope", "`$.items` is a list of 3, and nothing in it matches"),
        ("$.itms[*].id", '`$` has no key "itms"; did you mean `items`?'),
        ("$.items[0].nope", '`$.items[0]` has no key "nope"; known here: `id`, `tags`'),
    ],
)
def test_a_selector_explains_why_it_found_nothing(text: str, sentence: str):
    assert compiled(text).explain(DOCUMENT) == sentence


def test_an_error_shows_the_place_within_the_path():
    assert refusal("$.items[?@.order-id == 1]") == (
        "a.spec.yaml:1:17: error SR0350: `-` is not expected here\n"
        "    1 | $.items[?@.order-id == 1]\n"
        "      |                 ^\n"
        "   hint: a name like that stands in quotes: `['order-id']`"
    )


@pytest.mark.parametrize(
    ("text", "column", "code", "message", "hint"),
    [
        ("$.items[?len(@.a) > 1]", 10, "SR0351", "filters have no function `len`", "did you mean `length`?"),
        (
            "$.items[?length(@.a)]",
            9,
            "SR0351",
            "the result of `length()` must be compared",
            "such as `length(...) > 0`",
        ),
        ("$.items[?count(@.a, 1) > 1]", 10, "SR0351", "the function is `count(nodes)`", None),
        (
            "$.items[?length(@.*) > 1]",
            10,
            "SR0351",
            "`length()` takes a literal or a path to one place",
            "the function is `length(value)`",
        ),
        (
            r"$.items[?match(@.a, '\\d+')]",
            10,
            "SR0351",
            r"`\d+` is not an I-Regexp (RFC 9485), the only kind of regex that JSONPath knows",
            "such as `[0-9]+`, `a.*b` or `(x|y)`",
        ),
        (
            "$.items[?search(@.a, '(x')]",
            10,
            "SR0351",
            "the regular expression cannot be read: a `(` is never closed",
            "such as `[0-9]+`, `a.*b` or `(x|y)`",
        ),
        (
            "$[?@.* == 1]",
            8,
            "SR0350",
            "only paths to one place can be compared",
            "compare inside: `$[?@.a[?@ == 1]]`",
        ),
        (
            "$[?@.a == 1 == 2]",
            8,
            "SR0350",
            "a comparison cannot be compared again",
            "join comparisons by `&&` or `||`, or use brackets",
        ),
        ("$[?true]", 3, "SR0350", "a literal alone is no condition", "compare it with something"),
        ("$[?@.a && 1]", 8, "SR0350", "a literal alone is no condition", "compare it with something"),
        ("$[01]", 3, "SR0350", "a number does not start with 0", None),
        ("$[?@.a == 1e400]", 11, "SR0350", "the number is larger than a double can hold", None),
        ("$[99999999999999999999]", 3, "SR0350", "indexes lie between -(2^53) and 2^53", None),
        ("$[1e2]", 1, "SR0350", "this is not a JSONPath", None),
        ("$[]", 2, "SR0350", "nothing stands between the brackets", "all members are `[*]`"),
        ("$.a ", 4, "SR0350", "no space may stand here", None),
        ("", 1, "SR0350", "the JSONPath is empty", "the whole value is `$`"),
        ("$" + "[?(@.a" * 30, 122, "SR0352", "more than 40 brackets inside each other", None),
        ("$" + ".a" * 2_100 + "[*]", 1, "SR0352", "the selector has 4,204 characters; at most 4,096", None),
        ("$[?" + "&&".join(["@.a"] * 102) + "]", 507, "SR0352", "more than 100 times `&&`, `||` or `!`", None),
    ],
)
def test_a_broken_path_is_explained(text: str, column: int, code: str, message: str, hint: str | None):
    with pytest.raises(DiagnosticError) as refused:
        compiled(text)

    (diagnostic,) = refused.value.diagnostics
    assert (diagnostic.code, diagnostic.message, diagnostic.hint) == (code, message, hint)
    assert diagnostic.span.column == column


@pytest.mark.parametrize(
    "text",
    ["$" + ".a" * 2_000 + "[*]", "$[?" + "&&".join(["@.a"] * 101) + "]", "$[?" + "@[?" * 38 + "@.a" + "]" * 39],
)
def test_what_is_within_the_limits_runs_without_deep_recursion(text: str):
    assert compiled(text).value({"a": [{"a": 1}]}) == []


@given(st.text("$@.[]?*'\"()=!<>&|:,-01aé \\nmatchlengthcount", max_size=30))
def test_no_text_whatever_crashes_the_compiler(text: str):
    with suppress(DiagnosticError):
        compiled("$" + text).select(DOCUMENT)


@pytest.mark.parametrize("text", ["$..a..a", "$..a..a..a", "$..*..*", "$..[?@..a]", "$[?count($..*..*) > 1]"])
def test_a_query_that_explodes_is_stopped(text: str):
    # HOSTILE row 15
    document: dict = {}
    for _ in range(300):
        document = {"a": document}

    with pytest.raises(EvaluationError) as stopped:
        compiled(text).value(document)

    diagnostic = stopped.value.diagnostic
    assert diagnostic.code == "SR0353"
    assert diagnostic.message == f"`{text}` visits more than 20,000 places of this document"
    assert diagnostic.hint == "each `..` multiplies: name the way instead, or take fewer steps at once"
    assert str(diagnostic.span) == "a.spec.yaml:1:1"


def test_a_large_document_gets_a_budget_by_its_size():
    document = [{"id": number, "tags": ["a"]} for number in range(20_000)]

    assert len(compiled("$..id").value(document)) == 20_000
    assert len(compiled("$[?@.id >= 10000].tags[*]").value(document)) == 10_000
