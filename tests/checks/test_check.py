"""Results of checks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specrunner.checks import ExchangeView, Subject
from specrunner.checks.check import shown
from specrunner.events import CheckResult, Outcome
from specrunner.source import SourceSpan
from specrunner.values import describe

from .conftest import SUBJECTS, a_scope, an_exchange, ask, compiled, holds


def test_a_pass_says_what_was_asked_and_what_there_was():
    (result,) = ask("$.id: {gt: 0}", {"id": 7})
    assert result == CheckResult(
        Outcome.PASSED, "$.id", "gt", "more than 0", "integer 7", SourceSpan("a.spec.yaml", 1, 8, 1, 13)
    )


def test_a_failure_says_where_why_and_how_to_mend_it():
    (result,) = ask("body: {eq: {id: 7, name: Ann}}", {"id": "7", "name": "Ann"})
    assert result == CheckResult(
        outcome=Outcome.FAILED,
        subject="body",
        matcher="eq",
        expected="integer 7",
        actual='text "7"',
        span=SourceSpan("a.spec.yaml", 1, 13, 1, 18),
        location="body.id",
        explanation='text "7" is not integer 7',
        diff=("- body.id: integer 7", '+ body.id: text "7"'),
        hint=None,
    )


def test_of_a_body_that_is_no_json_nobody_can_say_that_a_member_is_not_there():
    (result,) = ask("$.id: {exists: false}", exchange=an_exchange(raw=b""))
    assert (result.outcome, result.explanation) == (Outcome.FAILED, "nothing at $.id: the body is not JSON")


def test_that_a_body_is_no_json_can_be_asked():
    (result,) = ask("json: {exists: false}", exchange=an_exchange(raw=b"plain"))
    assert result.outcome is Outcome.PASSED


def test_a_bare_value_is_marked_from_its_subject_on():
    (result,) = ask("status: 201", {})
    assert (result.matcher, result.span) == ("eq", SourceSpan("a.spec.yaml", 1, 1, 1, 12))


def test_a_check_knows_how_it_was_written():
    (check,) = compiled("$.id:\n  type: integer\n  in: [1, 'a']\n")
    assert (check.subject_text, check.subject_name, check.matcher_text) == (
        "$.id",
        "json",
        '{type: integer, in: [1, "a"]}',
    )


def test_a_long_matcher_is_cut():
    (check,) = compiled(f"$.id: {list(range(1000))}")
    assert check.matcher_text.startswith("[0, 1, 2")
    assert len(check.matcher_text) == 80
    assert check.matcher_text.endswith("…")


def test_a_check_that_no_file_holds_stands_where_it_is_said_to_stand():
    span = SourceSpan("b.spec.yaml", 3, 5, 3, 9)
    (check,) = compiled("status: {lt: 400}")
    moved = check.at(span)
    assert moved.span == span
    assert [result.span for result in moved.evaluate(an_exchange(), a_scope())] == [span]


def test_a_subject_is_read_once_for_all_checks_of_a_view():
    times: list[int] = []

    def read(exchange):
        times.append(1)
        return {"a": 1}

    table = replace(SUBJECTS, subjects={**SUBJECTS.subjects, "json": Subject("json", "", "any", read)})
    view = ExchangeView(an_exchange(), table)
    for check in compiled("$.a: 1\n$.b: {exists: false}\njmespath(a): {gt: 0}"):
        check.evaluate(view, a_scope())
    assert len(times) == 1


def test_control_characters_of_an_answer_are_spelled_out():
    (result,) = ask("$.v: a", {"v": "\x1b[31mred\x07"})
    assert "\x1b" not in result.explanation + result.actual
    (result,) = ask('$.v: {eq: "a\\nb"}', {"v": "\x1b[31mred\nb"})
    assert "\x1b" not in "".join(result.diff)


def test_control_characters_in_keys_of_an_answer_are_spelled_out():
    evil = {"a\x1b]0;x\x07": 1, "\x9b31m": {"b": 2}}
    for matcher in ("{eq: {}}", "{schema: {additionalProperties: {type: string}}}", "{path: {$.c: 1}}",
                    "{shape: {c: {required: false, type: any}}, eq: 1}"):  # fmt: skip
        for result in ask(f"$.v: {matcher}", {"v": evil}):
            said = "".join([result.explanation, result.location, result.actual, *result.diff, result.hint or ""])
            assert said.isprintable()


def test_long_values_are_cut():
    (result,) = ask("$.v: a", {"v": "x" * 100_000})
    assert len(result.explanation) + len(result.actual) < 400


@given(st.one_of(st.text(max_size=60), st.integers(), st.booleans(), st.none(), st.floats(), st.lists(st.integers())))
def test_a_value_is_shown_as_everywhere_else(value):
    assert shown(value) == describe(value)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from([0.5, 1.0, "", "a", "1", "~any"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@given(_JSON, _JSON)
def test_eq_and_ne_never_agree(left, right):
    scope = a_scope(w=right)
    view = ExchangeView(an_exchange({"v": left}), SUBJECTS)
    outcomes = [
        str(result.outcome)
        for check in compiled('$.v: {eq: "${{ w }}", ne: "${{ w }}"}')
        for result in check.evaluate(view, scope)
    ]
    assert sorted(outcomes) == ["failed", "passed"]


@given(_JSON)
def test_what_is_equal_is_in_contained_and_like(value):
    assert holds('{eq: "${{ w }}", in: ["${{ w }}"], not: {ne: "${{ w }}"}, like: "${{ w }}"}', value, w=value)
    assert holds('{any: "${{ w }}", eq_ignoring_order: ["${{ w }}"]}', [value], w=value)
    # An empty text is refused as an operand of `contains`: every text contains it.
    assert value == "" or holds('{contains: "${{ w }}"}', [value], w=value)


@pytest.mark.parametrize("matcher", ["{eq: [1]}", "{like: [1]}", "{each: 1}", "{unique: true}"])
def test_a_very_long_list_is_judged_and_its_differences_cut(matcher):
    (result,) = ask(f"$.v: {matcher}", {"v": [2] * 50_000})
    assert str(result.outcome) == "failed"
    assert len(result.diff) <= 20


def test_a_deep_tree_is_compared():
    deep: object = 1
    for _ in range(120):
        deep = {"a": [deep]}
    assert holds('{eq: "${{ w }}"}', deep, w=deep)
    (result,) = ask('$.v: {eq: "${{ w }}"}', {"v": [deep]}, scope=a_scope(w=[{"a": deep}]))
    assert str(result.outcome) == "failed"


TREES = """\
body:
  like:
    id: ~string
    lines:
      - sku: a
      - sku: b
        qty: ~string
  eq:
    id: 7
    lines:
      - {sku: a}
      - sku: b
        qty: 3
  shape:
    id: integer
    lines:
      type: list
      schema:
        type: map
        schema:
          qty:
            type: integer
            required: false
            max: 1
  schema:
    properties:
      lines:
        items:
          properties:
            qty: {maximum: 1}
$.lines:
  each:
    type: map
    path:
      $.sku: a
  any:
    like: {sku: c}
"""


def test_a_failure_is_marked_at_the_line_of_a_tree_that_asked_for_it():
    value = {"id": 7, "lines": [{"sku": "a"}, {"sku": "b", "qty": 2}]}
    lines = TREES.split("\n")
    marked = [(check.matcher, lines[check.span.line - 1].strip()) for check in ask(TREES, value)]
    assert marked == [
        ("like", "id: ~string"),
        ("eq", "qty: 3"),
        ("shape", "max: 1"),
        ("schema", "qty: {maximum: 1}"),
        ("each", "$.sku: a"),
        ("any", "any:"),
    ]


def test_a_failure_in_a_tree_on_one_line_is_marked_at_its_part():
    (result,) = ask("body: {like: {id: 7, name: ~string}}", {"id": 7})
    assert result.span == SourceSpan("a.spec.yaml", 1, 22, 1, 35)
    assert result.explanation == "there is no `name`"


def test_checks_that_ask_the_same_of_the_same_subject_share_what_judges_them():
    (first,), (second,), (other,) = (compiled(text) for text in ("$.id: 1", "$.id: 1", "$.sku: 1"))
    assert first.criteria[0].binding is second.criteria[0].binding
    assert first.criteria[0].binding is not other.criteria[0].binding


def test_operands_that_are_equal_in_python_only_are_judged_each_as_it_is_written():
    for document in (1, True):
        assert holds("1", document) is (document is not True)
        assert holds("true", document) is (document is True)
        assert holds("1", document) is (document is not True)
