"""The right side of a check: bare values, operators, and every mistake before traffic."""

from __future__ import annotations

import pytest

from specrunner.checks import OPERATORS, compile_checks

from .conftest import SUBJECTS, a_scope, an_exchange, ask, compiled, holds, node_of, problem, problems, told, why


@pytest.mark.parametrize("written", ["7", "[1, a]", "null", "true", "abc", "1.5"])
def test_a_bare_value_equals(written):
    (check,) = compiled(f"$.v: {written}")
    assert [criterion.name for criterion in check.criteria] == ["eq"]


def test_a_map_of_operators_gives_one_result_an_operator_in_the_order_written():
    results = ask("$.id: {lt: 5, type: integer, gt: 0}", {"id": 7})
    assert [(result.matcher, str(result.outcome)) for result in results] == [
        ("lt", "failed"),
        ("type", "passed"),
        ("gt", "passed"),
    ]


def test_every_check_is_judged_though_an_earlier_one_failed():
    results = ask("status: 201\n$.id: 7", {"id": 7})
    assert [str(result.outcome) for result in results] == ["failed", "passed"]


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (
            "$.a: {id: 7}",
            "1:6 SR0404 `{id: 7}` is a map without operators "
            "(`eq: {...}` wants exactly this map, `like: {...}` these keys and allows others)",
        ),
        ("$.a: {type: integer, greater: 0}", "1:22 SR0403 unknown operator `greater` (did you mean `gt`?)"),
        ("$.a: {gtt: 1}", "1:7 SR0403 unknown operator `gtt` (did you mean `gt`?)"),
        ("$.a: {absent: true}", "1:7 SR0403 unknown operator `absent` (did you mean `exists: false`?)"),
        ("$.a: {not: {gtt: 2}}", "1:13 SR0403 unknown operator `gtt` (did you mean `gt`?)"),
        ("$.a: {}", "1:6 SR0415 an empty map asks nothing (`eq: {}` wants an empty map; `type: map` any map)"),
        (
            "{}",
            "1:1 SR0415 there are no checks here (write a subject and what it must be, such as `status: 200`)",
        ),
        ("$.a: {each: 1, allow_empty: 1}", "1:29 SR0405 `allow_empty` is `true` or `false`"),
        (
            "$.a: {gt: 1, allow_empty: true}",
            "1:14 SR0405 `allow_empty` stands beside an operator that goes through the elements of a list "
            "(these do: `not_contains`, `each`, `any`, `none`, `at_least`, `at_most`, `unique`, `sorted`, "
            "`subset_of`)",
        ),
    ],
)
def test_a_map_that_is_no_matcher_is_pointed_at(check, message):
    assert problem(check) == message


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ('status: "200"', '1:9 SR0407 `status` is an integer; text "200" is none (write `200` without quotes)'),
        ("status: {matches: x}", "1:10 SR0407 `status` is an integer; `matches` judges text"),
        (
            "status: null",
            "1:9 SR0407 `status` is an integer; null is none (`exists: false` says that there is nothing)",
        ),
        (
            'status: {in: [200, "201"]}',
            '1:20 SR0407 `status` is an integer; text "201" is none (write `201` without quotes)',
        ),
        (
            'is_error: "true"',
            '1:11 SR0407 `is_error` is a boolean; text "true" is none (write `true` without quotes)',
        ),
        ("headers.x: 5", '1:12 SR0407 `headers.x` is text; integer 5 is none (write `"5"`)'),
        (
            "redirects: 5",
            "1:12 SR0407 `redirects` is a list; integer 5 is none",
        ),
        (
            "'redirects[*].status': {each: '301'}",
            '1:31 SR0407 `redirects[*].status` is an integer; text "301" is none (write `301` without quotes)',
        ),
        (
            "'$.items[*].id': {ne: 7}",
            "1:23 SR0407 `$.items[*].id` may find several values, so it gives a list; integer 7 is none "
            "(write `each: ...` for every value, `any: ...` for one of them)",
        ),
        (
            "'$.items[*].id': {gt: 7}",
            "1:19 SR0407 `$.items[*].id` may find several values, so it gives a list; `gt` judges one value "
            "(write `each: {gt: ...}`, or `any`)",
        ),
        (
            "tls.not_after: {gt: 5}",
            "1:17 SR0407 `tls.not_after` is a date; `gt` judges a number or an integer "
            "(dates are compared with `before`, `after` and `within_last`)",
        ),
        (
            "tls.not_after: soon",
            '1:16 SR0407 `tls.not_after` is a date: text "soon" is none (write it as `2027-01-31T08:00:00Z`)',
        ),
        ('$.v: {length: "3"}', '1:15 SR0407 `length` is an integer; text "3" is none (write `3` without quotes)'),
        ('status: "${{ 1 }}x"', '1:9 SR0407 `status` is an integer; text "1x" is none'),
    ],
)
def test_a_type_clash_is_found_before_anything_is_sent(check, message):
    assert problem(check) == message


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ("time: {lt: 500}", "1:12 SR0408 `time` is a duration: `500` has no unit (write `500ms` or `500s`)"),
        ("time: 500", "1:7 SR0408 `time` is a duration: `500` has no unit (write `500ms` or `500s`)"),
        ("error_rate: {lt: 5}", "1:18 SR0408 `error_rate` is a ratio: `5` has no unit (write `5%`)"),
        (
            "time: {lt: 5x}",
            "1:12 SR0408 `time` is a duration: `5x` is not a duration; write a number and a unit, such as `200ms`, "
            "`1s`, `1m30s`, `2h` or `1d`",
        ),
        ("timing.total: {lt: 5}", "1:20 SR0408 `timing.total` is a duration: `5` has no unit (write `5ms` or `5s`)"),
        ("$.at: {within_last: 5}", "1:21 SR0408 `within_last` takes a duration, not integer 5 (write `5m`)"),
    ],
)
def test_a_missing_unit_is_asked_for(check, message):
    assert problem(check) == message


def test_a_template_that_is_constant_is_judged_like_a_literal():
    assert problems('status: "${{ 199 + 1 }}"') == []


def test_a_broken_template_is_its_only_mistake():
    assert [diagnostic.code for diagnostic in problems('$.a: {gt: "${{ x"}')] == ["SR0320"]


def test_braces_without_a_dollar_are_a_warning_and_the_check_compiles():
    checks, diagnostics = compile_checks(node_of('$.a: "{{ x }}"'), SUBJECTS)
    assert [str(diagnostic.severity) for diagnostic in diagnostics] == ["warning"]
    assert len(checks[0].criteria) == 1


def test_several_mistakes_are_all_reported_and_right_checks_compile():
    checks, diagnostics = compile_checks(node_of("statsu: 1\nstatus: 200\n$.a: {gtt: 1, between: [1]}"), SUBJECTS)
    assert [diagnostic.code for diagnostic in diagnostics] == ["SR0401", "SR0403", "SR0405"]
    assert [check.subject_text for check in checks] == ["status", "$.a"]


def test_templates_in_operands_are_rendered_with_their_types():
    assert holds('"${{ n }}"', 7, n=7)
    assert holds('{gt: "${{ n }}", in: ["${{ n + 1 }}", 1]}', 8, n=7)
    assert holds('{each: {gt: "${{ n }}"}}', [8, 9], n=7)
    assert holds('{any_of: ["${{ n }}", {not: "${{ n }}"}]}', 1, n=7)
    assert (
        why('"${{ n }}"', "7", n=7)
        == 'text "7" is not integer 7 (the answer has a text: write `"7"`, or mend the service)'
    )


def test_the_references_of_operands_are_known():
    (check,) = compiled('$.v: {eq: {a: "${{ steps.create.body.id }}"}, each: {gt: "${{ n }}"}}')
    assert [reference.path for reference in check.references] == [("steps", "create", "body", "id"), ("n",)]


def test_an_operand_that_cannot_be_rendered_makes_its_result_errored():
    (failed, passed) = ask('$.v: {gt: "${{ nope }}", lt: 9}', {"v": 7})
    assert (str(failed.outcome), str(passed.outcome)) == ("errored", "passed")
    assert "nope" in failed.explanation
    assert (failed.span.line, failed.span.column) == (1, 16)


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        ('$.v: {gt: "${{ t }}"}', 'text "abc" is not a number'),
        ('$.v: {between: [1, "${{ t }}"]}', 'text "abc" is not a number'),
        ('status: "${{ t }}"', '`status` is an integer; text "abc" is none'),
        ('$.v: {matches: "${{ p }}"}', "the regular expression cannot be read: a `(` is never closed "
         "(a literal bracket is written `\\(`)"),
        ('$.v: {in: "${{ e }}"}', "nothing is in an empty list"),
        ('headers.x-count: "${{ n }}"', "`headers.x-count` is text; integer 7 is none "
         "(write it as `${{ string(...) }}`)"),
    ],
)  # fmt: skip
def test_an_operand_that_renders_to_what_its_operator_cannot_take_makes_it_errored(check, reason):
    results = ask(check, {"v": 7}, scope=a_scope(t="abc", p="(a", e=[], n=7))
    assert [str(result.outcome) for result in results] == ["errored"]
    fits = "" if reason.startswith("the regular") else "what the template gives does not fit here: "
    assert told(results) == fits + reason


def test_a_rendered_number_stands_for_a_duration_in_seconds():
    exchange = an_exchange(time=0.25)
    (result,) = ask('time: {lt: "${{ limit * 2.0 }}"}', exchange=exchange, scope=a_scope(limit=0.1))
    assert (str(result.outcome), result.expected, result.actual) == ("failed", "less than 200ms", "250ms")


def test_an_operator_of_another_table_can_be_used():
    only = {"eq": OPERATORS["eq"], "same": OPERATORS["eq"]}
    checks, diagnostics = compile_checks(node_of("$.v: {same: 7}"), SUBJECTS, only)
    assert not diagnostics
    assert [str(result.outcome) for result in checks[0].evaluate(an_exchange({"v": 7}), a_scope())] == ["passed"]
