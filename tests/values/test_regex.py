import sys
import time

import pytest

from specrunner.source import DiagnosticError, SourceText
from specrunner.values import EvaluationError, Regex, compile_regex


def compiled(pattern: str) -> Regex:
    text = SourceText("a.spec.yaml", pattern)
    return compile_regex(pattern, text.span(0, len(pattern)), text.span)


def test_a_pattern_is_found_anywhere_and_its_groups_given():
    match = compiled(r"id=(\d+)(?P<rest>.*)").search("é id=42!")

    assert match is not None
    assert (match.group(0), match.group(1), match.group("rest"), match.start()) == ("id=42!", "42", "!", 2)
    assert compiled(r"id=(\d+)(?P<rest>.*)").group_count == 2


def test_a_full_match_wants_the_whole_text():
    assert compiled("[a-z]+").fullmatch("abc") is not None
    assert compiled("[a-z]+").fullmatch("abc1") is None


def test_nested_repetition_takes_no_time():
    # HOSTILE row 14: Python's `re` needs more than eight seconds for thirty characters.
    started = time.perf_counter()

    assert compiled("(a+)+$").search("a" * 50_000 + "!") is None

    assert time.perf_counter() - started < 1


def test_a_lone_surrogate_in_the_text_is_searched_as_a_replacement_character():
    match = compiled("(.)b").search("\ud800b")

    assert match is not None
    assert match.group(1) == "\ufffd"


@pytest.mark.parametrize(
    ("pattern", "place", "message", "hint"),
    [
        (
            r"a(?=b)",
            (2, 5),
            "the regular expression uses look-ahead (`(?=`), which RE2 does not have",
            "match what is there, and check the rest by a second operator",
        ),
        (
            r"^(?!admin)",
            (2, 5),
            "the regular expression uses look-ahead (`(?!`), which RE2 does not have",
            "say it the other way round with `not_matches`",
        ),
        (
            r"(?<=b)a",
            (1, 5),
            "the regular expression uses look-behind (`(?<=`), which RE2 does not have",
            "match what precedes too, and take a group",
        ),
        (
            r"(a)\1",
            (4, 6),
            r"the regular expression uses a back-reference (`\1`), which RE2 does not have",
            "a match cannot refer to what it found before",
        ),
        (
            r"a++",
            (2, 4),
            "the regular expression uses a possessive quantifier (`++`), which RE2 does not have",
            "leave the `+` out: RE2 never backtracks",
        ),
        (
            r"(?>a)",
            (1, 4),
            "the regular expression uses an atomic group (`(?>`), which RE2 does not have",
            "write `(?:...)`: RE2 never backtracks",
        ),
        (
            r"a\Z",
            (2, 4),
            r"the regular expression uses `\Z`, which RE2 does not have",
            r"the end of the text is `\z`, or `$`",
        ),
        (
            "\\u00e9",
            (1, 3),
            r"the regular expression uses `\u`, which RE2 does not have",
            r"write `\x{1F600}`, with braces",
        ),
    ],
)
def test_what_re2_leaves_out_is_named_with_its_place_and_a_way_round(
    pattern: str, place: tuple[int, int], message: str, hint: str
):
    with pytest.raises(DiagnosticError) as refused:
        compiled(pattern)

    (diagnostic,) = refused.value.diagnostics
    assert (diagnostic.code, diagnostic.message, diagnostic.hint) == ("SR0366", message, hint)
    assert (diagnostic.span.column, diagnostic.span.end_column) == place


@pytest.mark.parametrize("pattern", ["[(?=]", r"\Q(?=\E", r"\\1", "[^]a]", "[[:alpha:](?!]"])
def test_what_only_looks_unsupported_is_taken(pattern: str):
    assert compiled(pattern).pattern == pattern


@pytest.mark.parametrize(
    ("pattern", "column", "message", "hint"),
    [
        ("(ab", 1, "a `(` is never closed", r"a literal bracket is written `\(`"),
        ("ab)", 1, "a `)` closes nothing", r"a literal bracket is written `\)`"),
        ("x[a", 2, "a `[` is never closed", r"a literal bracket is written `\[`"),
        ("x|*a", 3, "there is nothing to repeat before `*`", r"a literal one is written `\*`"),
        ("a{2,1}", 2, "`{2,1}` is no possible repetition", "RE2 repeats at most 1,000 times, the smaller first"),
        ("x[z-a]", 3, "`z-a` is no range or class of characters", None),
        (r"x\j", 2, r"`\j` is no escape", None),
        ("a\\", 1, "the pattern ends with a single backslash", r"a literal one is written `\\`"),
    ],
)
def test_a_broken_pattern_is_explained(pattern: str, column: int, message: str, hint: str | None):
    with pytest.raises(DiagnosticError) as refused:
        compiled(pattern)

    (diagnostic,) = refused.value.diagnostics
    assert diagnostic.code == "SR0365"
    assert diagnostic.message == f"the regular expression cannot be read: {message}"
    assert diagnostic.hint == hint
    assert diagnostic.span.column == column


def test_a_pattern_of_endless_length_is_refused():
    with pytest.raises(DiagnosticError) as refused:
        compiled("a" * 5_000)

    assert refused.value.diagnostics[0].message == "the regular expression has 5,000 characters; at most 4,096"


@pytest.fixture
def without_re2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "re2", None)


@pytest.mark.usefixtures("without_re2")
class TestWithoutRe2:
    @pytest.mark.parametrize(
        ("pattern", "text", "is_found"),
        [
            (r"^a$", "a\n", False),
            (r"(?m)^a$", "b\na\n", True),
            (r"\d", "٣", False),
            (r"\Qa.b\E", "axb", False),
            (r"\x{1F600}", "😀", True),
            (r"a\z", "ba", True),
            (r"[$]", "$", True),
        ],
    )
    def test_patterns_mean_the_same(self, pattern: str, text: str, is_found: bool):
        assert (compiled(pattern).search(text) is not None) == is_found

    def test_look_ahead_is_refused_all_the_same(self):
        with pytest.raises(DiagnosticError, match="look-ahead"):
            compiled("(?=a)")

    def test_a_match_that_takes_too_long_is_given_up(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("specrunner.values.regex.FALLBACK_TIMEOUT_S", 0.05)
        regex = compiled("(x+x+)+y")

        with pytest.raises(EvaluationError) as given_up:
            regex.search("x" * 5_000)

        assert given_up.value.diagnostic.code == "SR0367"
        assert given_up.value.diagnostic.message == "matching `(x+x+)+y` took longer than 0.05 s"

    def test_a_broken_pattern_is_refused(self):
        with pytest.raises(DiagnosticError, match="the regular expression cannot be read: "):
            compiled("(a")
