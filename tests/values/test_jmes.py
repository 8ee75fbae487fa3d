from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.source import DiagnosticError, SourceText
from specrunner.values import MISSING, EvaluationError, Selector, compile_jmespath

DOCUMENT = {
    "a": {"b": None, "c": 0},
    "items": [{"id": 1, "state": "open", "n": None}, {"id": 2, "state": "shut"}],
    "empty": [],
    "order-id": 7,
    "ones": [[1], [True]],
}


def compiled(text: str) -> Selector:
    return compile_jmespath(text, SourceText("a.spec.yaml", text).span)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a.c", 0),
        ('"order-id"', 7),
        ("items[*].id", [1, 2]),
        ("items[?state == 'open'].id", [1]),
        ("items[?id > `1`] | [0].state", "shut"),
        ("{ids: items[].id, count: length(items)}", {"ids": [1, 2], "count": 2}),
        ("sort_by(items, &state)[-1].id", 2),
        ("ones[?@ == `[1]`]", [[1]]),
    ],
)
def test_an_expression_gives_its_value(text: str, value: object):
    selector = compiled(text)

    assert selector.is_singular
    assert selector.value(DOCUMENT) == value
    (match,) = selector.select(DOCUMENT)
    assert (match.value, match.path_text) == (value, f"jmespath({text})")


@pytest.mark.parametrize(
    "text", ["a.b", "items[0].n", "items[-2].n", "a | b", "a.x || a.b", "a.b && a.c", "`null`", "a.x || `null`"]
)
def test_a_null_that_stands_there_is_null(text: str):
    assert compiled(text).value(DOCUMENT) is None


@pytest.mark.parametrize(
    "text",
    [
        "a.x",
        "a.x.y.z",
        "a.b.c",
        "items[5]",
        "items[1].n",
        "a[0]",
        "a.x | b",
        "a.x || a.y",
        "a.x && a.b",
        "nope[*].id",
        "items[*].id | [7]",
        "max(empty)",
        "not_null(a.b, a.x)",
    ],
)
def test_a_null_that_stands_nowhere_is_missing(text: str):
    assert compiled(text).value(DOCUMENT) is MISSING
    assert compiled(text).select(DOCUMENT) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a.x", '`a` has no key "x"; known here: `b`, `c`'),
        ("items[5].id", "`items` is a list of 2, so it has no item [5]"),
        ("max(empty)", "`max(empty)` finds nothing in a map with 5 keys"),
    ],
)
def test_an_expression_explains_why_it_found_nothing(text: str, sentence: str):
    assert compiled(text).explain(DOCUMENT) == sentence


@pytest.mark.parametrize(
    ("text", "column", "code", "message", "hint"),
    [
        (
            "$.a",
            1,
            "SR0355",
            "`$` is not expected here",
            "a JMESPath has no `$`: it starts with a name, or with `@` for the whole value",
        ),
        (
            "a-b",
            2,
            "SR0355",
            "`-` is not expected here",
            'a name with other characters than letters, digits and `_` stands in double quotes: `"order-id"`',
        ),
        (
            'items[?state == "open"]',
            17,
            "SR0355",
            '`"open"` is the name of a field, not a text',
            "a text stands in single quotes: `'open'`; a field needs no quotes",
        ),
        ("items[?state = 'open']", 14, "SR0355", "`=` is not expected here", "equality is `==`"),
        ("items[?id == 1]", 14, "SR0355", "`1` is not expected here", "numbers stand in backquotes: `1`"),
        ("items[?state == 'open", 17, "SR0355", "`'` is not expected here", "a quote is never closed"),
        ("`open`", 1, "SR0355", "backquotes hold JSON", "a text stands in single quotes: `'open'`"),
        ("items[0", 8, "SR0355", "the JMESPath ends too early", "a `[` is never closed"),
        ("a.", 3, "SR0355", "the JMESPath ends too early", None),
        ("", 1, "SR0355", "the JMESPath is empty", None),
        ("items + 1", 7, "SR0355", "`+` is not expected here", None),
        ("len(items)", 1, "SR0356", "JMESPath has no function `len`", "did you mean `length`?"),
        ("a | length(items, a)", 5, "SR0356", "`length()` takes 1 argument, not 2", None),
        ("not_null()", 1, "SR0356", "`not_null()` takes at least 1 argument, not 0", None),
        ("[" * 50, 41, "SR0352", "more than 40 brackets inside each other", None),
        ("|".join("a" * 500), 1, "SR0352", "the JMESPath has more than 100 parts inside each other", None),
        ("& " * 1_500 + "a", 1, "SR0352", "the JMESPath has more than 100 parts inside each other", None),
    ],
)
def test_a_broken_expression_is_explained(text: str, column: int, code: str, message: str, hint: str | None):
    with pytest.raises(DiagnosticError) as refused:
        compiled(text)

    (diagnostic,) = refused.value.diagnostics
    assert (diagnostic.code, diagnostic.message, diagnostic.hint) == (code, message, hint)
    assert diagnostic.span.column == column


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("length(a.c)", "`length()` takes string or array or object, and got integer 0"),
        ("items[?'a' < `1`]", "'<' not supported between instances of 'str' and 'int'"),
        ("items[::0]", "slice step cannot be zero"),
    ],
)
def test_an_expression_that_does_not_fit_the_value_says_why(text: str, reason: str):
    with pytest.raises(EvaluationError) as failed:
        compiled(text).value(DOCUMENT)

    assert failed.value.diagnostic.code == "SR0357"
    assert failed.value.diagnostic.message == f"`{text}` cannot be worked out: {reason}"


@given(st.text("ab.[]*?|&!@(){}'\"`,:0123<>= lengthmax_by", max_size=25))
def test_no_text_whatever_crashes_the_compiler(text: str):
    with suppress(DiagnosticError):
        compiled(text).select(DOCUMENT)
