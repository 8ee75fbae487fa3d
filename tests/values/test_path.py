from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.source import DiagnosticError, SourceText
from specrunner.values import MISSING, Selector, compile_path

EXCHANGE = {
    "status": 200,
    "headers": {"content-type": "text/html", "x": ["a", "b"], "a b": 1},
    "events": [{"event": "first", "json": {"seq": 1}}, {"event": "last"}],
    "redirects": [],
}


def compiled(text: str) -> Selector:
    return compile_path(text, SourceText("a.spec.yaml", text).span)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("status", 200),
        ("headers.content-type", "text/html"),
        ('headers["a b"]', 1),
        ("headers['x'][0]", "a"),
        ("events[-1].event", "last"),
        ("events[ 0 ].json.seq", 1),
        ("events[5].event", MISSING),
        ("hedars.x", MISSING),
        ("status.real", MISSING),
        ("events.append", MISSING),
    ],
)
def test_a_path_of_names_and_items_is_singular(text: str, value: object):
    assert compiled(text).is_singular
    assert compiled(text).value(EXCHANGE) == value


@pytest.mark.parametrize(
    ("text", "values", "places"),
    [
        ("events[*].event", ["first", "last"], ["events[0].event", "events[1].event"]),
        ("events[*].json.seq", [1], ["events[0].json.seq"]),
        ("events[0:1].event", ["first"], ["events[0].event"]),
        ("events[-1:].event", ["last"], ["events[1].event"]),
        ("headers.x[*]", ["a", "b"], ["headers.x[0]", "headers.x[1]"]),
        ("headers[*]", ["text/html", ["a", "b"], 1], ["headers.content-type", "headers.x", 'headers["a b"]']),
        ("events[*][0]", [], []),
        ("redirects[*].status", [], []),
        ("nope[*].x", [], []),
    ],
)
def test_a_path_with_a_wildcard_or_a_slice_gives_a_list(text: str, values: list[object], places: list[str]):
    selector = compiled(text)

    assert not selector.is_singular
    assert selector.value(EXCHANGE) == values
    assert [match.path_text for match in selector.select(EXCHANGE)] == places


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("hedars.x", 'the value has no key "hedars"; did you mean `headers`?'),
        ("events[7].event", "`events` is a list of 2, so it has no item [7]"),
        ("redirects[*].status", "`redirects` is an empty list, and nothing in it matches"),
        ("nope[*].x", 'the value has no key "nope"; known here: `events`, `headers`, `redirects`, `status`'),
    ],
)
def test_a_path_explains_why_it_found_nothing(text: str, sentence: str):
    assert compiled(text).explain(EXCHANGE) == sentence


@pytest.mark.parametrize(
    ("text", "column", "message", "hint"),
    [
        ("events.0.event", 7, "`.` is not expected here", "an item is taken by brackets: `[0]`"),
        ("events.*", 7, "`.` is not expected here", "all items are `[*]`"),
        ("events[]", 7, "`[` is not expected here", "all items are `[*]`"),
        ("events.[0]", 7, "`.` is not expected here", "leave the dot before `[` out"),
        ("events[name]", 7, "`[` is not expected here", 'a name in brackets stands in quotes: `["name"]`'),
        ("a..b", 2, "`.` is not expected here", "subject paths have no `..`; on JSON, `$..name` finds it anywhere"),
        ("a.", 2, "`.` is not expected here", "a name follows the dot"),
        ("a.@x", 2, "`.` is not expected here", 'a name with other characters stands in brackets: `["@x"]`'),
        ("a[0]b", 5, "`b` is not expected here", "a dot stands before a name"),
        ("a[0", 2, "`[` is not expected here", "a `[` is never closed"),
        ("a b", 2, "` ` is not expected here", "a space may only stand inside quotes"),
        (
            "a()",
            2,
            "`(` is not expected here",
            "a path calls nothing; operators stand beside it: `body: {length: 3}`",
        ),
        (
            "a[?@.x]",
            2,
            "`[` is not expected here",
            "subject paths have no filters; on JSON, `$.list[?@.a == 1]` filters",
        ),
        (
            ".a",
            1,
            "`.` is not expected here",
            "a subject path starts with a name, such as `status`, `body` or `headers`",
        ),
        ("", 1, "the subject path is empty", None),
    ],
)
def test_a_broken_path_is_explained(text: str, column: int, message: str, hint: str | None):
    with pytest.raises(DiagnosticError) as refused:
        compiled(text)

    (diagnostic,) = refused.value.diagnostics
    assert (diagnostic.code, diagnostic.message, diagnostic.hint) == ("SR0354", message, hint)
    assert diagnostic.span.column == column


@given(st.text("ab.[]*:-01'\" $", max_size=20))
def test_no_text_whatever_crashes_the_compiler(text: str):
    with suppress(DiagnosticError):
        compiled(text).select({"a": {"b": [1, {"a": 2}]}, "b": [[1], [2]]})
