"""What the library's strict mode gets wrong, and the compliance suite does not ask."""

import sys

import pytest

from specrunner.source import DiagnosticError, SourceText
from specrunner.values import EvaluationError, compile_selector


def value(text: str, document: object) -> object:
    return compile_selector(text, SourceText("a.spec.yaml", text).span).value(document)


@pytest.mark.parametrize(
    ("text", "document", "found"),
    [
        ("$[?@]", [0, False, "", None, {}], [0, False, "", None, {}]),
        ("$[?@.a < 2]", [{"a": True}, {"a": 1}], [{"a": 1}]),
        ("$[?@.a <= true]", [{"a": True}, {"a": 1}], [{"a": True}]),
        ("$[?@.a == @.b]", [{"a": [1], "b": [True]}, {"a": [1], "b": [1.0]}], [{"a": [1], "b": [1.0]}]),
        ("$[?@ == 9007199254740993]", [9007199254740992, 9007199254740993], [9007199254740993]),
        ("$[*][0:1]", ["abc", ["x"]], ["x"]),
        ("$..[0:1]", {"a": "abc", "b": ["x"]}, ["x"]),
        ("$[?@.𝒳 == 1].𝒳", [{"𝒳": 1}], [1]),
        ("$[?@.a[?@ == $.x]]", {"x": 1, "y": {"a": [1]}}, [{"a": [1]}]),
        ("$[?@ == 1e2]", [100, 1], [100]),
        ("$[?@ == -0]", [0, -0.0, 1], [0, -0.0]),
        ("$[?@.a == $.nope]", [{"a": 1}, {}], [{}]),
        ("$[?match(@, 'a.c')]", ["abc", "a\nc", "a\rc", "a\ud800c"], ["abc", "a\ud800c"]),
        ("$.list[?search(@, $.regex)]", {"regex": "(", "list": ["("]}, []),
        ("$.list[?search(@, $.regex)]", {"regex": "(a+)+$", "list": ["a" * 5_000 + "!"]}, []),
        (r"$[?@ == '\u001f\uD83D\ude00\'']", ["\x1f😀'"], ["\x1f😀'"]),
        ("$[*]", "[1]", []),
        ("$..*", 7, []),
        ("$[*]", (1, 2), [1, 2]),
    ],
)
def test_queries_mean_what_the_rfc_says(text: str, document: object, found: object):
    assert value(text, document) == found


@pytest.mark.parametrize(
    "text",
    [
        "$.x-y",
        "$[?@.a <> 1]",
        "$[?@.a == [1]]",
        "$[?1 == 1 == 1]",
        "$[?!@.a == 1]",
        "$[?@.a == -01]",
        "$[?length(@.a) && @.b]",
        "$[?!true]",
        "$[?!count(@.*)]",
        "$[?@.a == :1.5]",
        "$[?@.a == 1e400]",
        "$[?@.a == 1.0e400]",
        r"$['\ud800']",
        r"$['\ude00']",
        r"$['\u12']",
        r"$['\q']",
        "$['\t'][*]",
    ],
)
def test_what_the_rfc_does_not_know_is_refused(text: str):
    with pytest.raises(DiagnosticError):
        value(text, [])


def test_without_re2_a_regex_that_takes_too_long_is_given_up_at_the_selector(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "re2", None)
    monkeypatch.setattr("specrunner.values.regex.FALLBACK_TIMEOUT_S", 0.05)

    with pytest.raises(EvaluationError) as given_up:
        value("$[?match(@, '(x+x+)+y')]", ["x" * 5_000])

    diagnostic = given_up.value.diagnostic
    assert (diagnostic.code, str(diagnostic.span)) == ("SR0367", "a.spec.yaml:1:1")
    assert diagnostic.message == "matching `(x+x+)+y` took longer than 0.05 s"
