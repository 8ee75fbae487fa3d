"""Subjects and paths on the left side of a check."""

from __future__ import annotations

import pytest

from specrunner.checks import SubjectTable, compile_checks
from specrunner.events import Fault

from .conftest import an_exchange, ask, node_of, problem, told

REDIRECTS = [{"status": 301, "url": "http://a/1"}, {"status": 302, "url": "http://a/2"}]


@pytest.mark.parametrize(
    "check",
    [
        "status: 200",
        "headers.content-type: application/json",
        "headers.CONTENT-TYPE: application/json",
        'headers["x-count"]: "7"',
        "headers.set-cookie: [a=1, b=2]",
        "$.id: 7",
        "$['id']: 7",
        '"$[\\"a b\\"]": x',
        "$.lines[0].sku: A",
        "$.lines[-1].sku: B",
        '"$.lines[*].sku": [A, B]',
        '"$..sku": [A, B]',
        '"$.lines[?@.n > 1].sku": [B]',
        "jmespath(lines[].sku): [A, B]",
        "jmespath(length(lines)): 2",
        "body.lines[1].sku: B",
        '"body.lines[*].n": {each: {gte: 1}}',
        "redirects[0].status: 301",
        '"redirects[*].status": [301, 302]',
        "redirects: {count: 2}",
        "timing.total: {lt: 1s}",
    ],
)
def test_a_subject_is_a_name_a_path_into_one_a_jsonpath_or_a_jmespath(check):
    body = {"id": 7, "a b": "x", "lines": [{"sku": "A", "n": 1}, {"sku": "B", "n": 2}]}
    exchange = an_exchange(body, redirects=REDIRECTS, timing={"total": 0.5})
    assert [result.outcome for result in ask(check, exchange=exchange)] == ["passed"]


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ("statsu: 200", "1:1 SR0401 `http` has no subject `statsu` (did you mean `status`?)"),
        (
            "timing.firstbyte: {lt: 1ms}",
            "1:8 SR0402 `timing` has no field `firstbyte` (did you mean `first_byte`?)",
        ),
        (
            "redirects[0].stauts: 301",
            "1:14 SR0402 `redirects` has no field `stauts` (did you mean `status`?)",
        ),
        (
            '"$.${{ key }}": 1',
            "1:4 SR0416 a subject cannot hold a template "
            "(write the path itself, or look it up in the operand with `path:`)",
        ),
        ("jmespath(a: 1", "1:1 SR0401 `jmespath(` is not closed (end it with `)`)"),
        ("body.: 1", "1:5 SR0354 `.` is not expected here (a name follows the dot)"),
        ("'$[': 1", "1:4 SR0350 the JSONPath ends too early (a `[` is never closed)"),
    ],
)
def test_a_mistake_in_a_subject_is_pointed_at(check, message):
    assert problem(check) == message


def test_an_unknown_subject_like_nothing_else_gets_the_list_of_subjects():
    assert problem("zzz: 1") == (
        "1:1 SR0401 `http` has no subject `zzz` (known here: `body`, `error_rate`, `fault`, `headers`, `is_error`, "
        "`json`, `redirects`, `size`, `status`, `text`, `throughput`, `time`, `timing`, `tls`, "
        "or a JSONPath such as `$.zzz`)"
    )


def test_a_kind_without_a_document_takes_no_jsonpath():
    (diagnostic,) = compile_checks(node_of("$.id: 1"), SubjectTable("pause", {}))[1]
    assert diagnostic.message == "`pause` gives no JSON document that `$.id` could look into"


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        ("$.idd: 7", "nothing at $.idd; keys there: `id`, `lines` (did you mean `$.id`?)"),
        ("$.lines.sku: A", "nothing at $.lines.sku; $.lines is a list with 1 element "
         "(`$.lines[*]` reads every element, `$.lines[0]` the first)"),
        ("$.lines[3]: 1", "nothing at $.lines[3]; $.lines is a list with 1 element"),
        ("$.id.x: 1", "nothing at $.id.x; $.id is integer 7"),
        ("$.x.y: 1", "nothing at $.x.y; keys at $: `id`, `lines`"),
        ("headers.x-cuont: {matches: a}", "nothing at headers.x-cuont; keys there: `content-type`, `x-count`, "
         "`set-cookie` (did you mean `headers.x-count`?)"),
        ("throughput: 5/s", "the answer has no `throughput`"),
        ("jmespath(nope): 1", "jmespath(nope) finds nothing"),
        ("body.lines[0].skuu: 1", "nothing at body.lines[0].skuu; keys there: `sku` (did you mean "
         "`body.lines[0].sku`?)"),
    ],
)  # fmt: skip
def test_a_missing_value_says_how_far_the_path_led(check, reason):
    assert told(ask(check, {"id": 7, "lines": [{"sku": "A"}]})) == reason


def test_a_document_that_cannot_be_read_says_why():
    assert told(ask("$.id: 7", exchange=an_exchange(raw=b"<html>"))) == "nothing at $.id: the body is not JSON"


def test_after_a_fault_only_what_the_fault_left_can_be_read():
    fault = Fault("refused", "connect", "nothing listens on 127.0.0.1:9")
    exchange = an_exchange(fault=fault)
    assert told(ask("status: 200", exchange=exchange)) == (
        "nothing at status: there is no answer: nothing listens on 127.0.0.1:9"
    )
    assert [result.outcome for result in ask("{fault.kind: refused, time: {lt: 1s}}", exchange=exchange)] == [
        "passed",
        "passed",
    ]


def test_the_place_inside_a_value_is_written_as_a_path_that_could_be_a_subject():
    body = {"lines": [{"n": 1}, {"n": 0}]}
    checks = "body: {eq: {lines: [{n: 1}, {n: 1}]}}\n'$.lines[*].n': {each: 1}\n$.lines: {each: {path: {$.n: 1}}}"
    assert [result.location for result in ask(checks, body)] == ["body.lines[1].n", "$.lines[1].n", "$.lines[1].n"]


def test_a_selector_that_costs_too_much_makes_the_check_errored():
    deep: object = 1
    for _ in range(150):
        deep = {"a": deep}
    (result,) = ask("'$..*..*..*..a': {each: 1}", deep)
    assert result.outcome == "errored"
    assert "visits more than" in result.explanation


def test_a_value_that_a_path_should_have_found_has_the_place_of_the_path():
    (result,) = ask('"$.lines[*].n": [1, 2, 3]', {"lines": [{"n": 1}, {"n": 5}]})
    assert result.diff == (
        "- $.lines[1].n: integer 2",
        "+ $.lines[1].n: integer 5",
        "- $.lines[*].n[2]: integer 3",
    )
