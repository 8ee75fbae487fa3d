"""Checks of parts of the value."""

from __future__ import annotations

import pytest

from ..conftest import ask, holds, problem, why

ORDER = {"id": 7, "lines": [{"sku": "A", "n": 1}, {"sku": "B", "n": 0}]}


@pytest.mark.parametrize(
    "matcher",
    [
        "{path: {$.id: 7, '$.lines[*].n': {each: {gte: 0}}, $.note: {exists: false}}}",
        "{path: {$.lines: {each: {path: {$.sku: {type: string}}}}}}",
        "{path: {$.id: '${{ id }}'}}",
        "{jmespath: {'lines[].sku': [A, B], length(lines): {gt: 1}}}",
        "{not: {path: {$.id: 8}}}",
    ],
)
def test_holds(matcher):
    assert holds(matcher, ORDER, id=7)


@pytest.mark.parametrize(
    ("matcher", "reason"),
    [
        ("{path: {$.id: 8}}", "$.v.id: integer 7 is not integer 8"),
        ("{path: {'$.lines[1].n': {gt: 0}}}", "$.v.lines[1].n: integer 0 is not more than 0"),
        ("{path: {'$.lines[*].n': {each: {gt: 0}}}}", "$.lines[*].n: integer 0 is not more than 0 "
         "(1 of 2 elements does not hold)"),
        ("{path: {$.idd: 8}}", "nothing at $.idd; keys there: `id`, `lines` (did you mean `$.id`?)"),
        ("{not: {path: {$.idd: 8}}}", "nothing at $.idd; keys there: `id`, `lines` (did you mean `$.id`?)"),
        ("{path: {'$.lines[*].nn': {each: 1}}}", "$.lines[*].nn: `$.lines[*].nn` finds nothing, so there is nothing "
         "to check (`allow_empty: true` beside the operator says that nothing is fine)"),
        ("{jmespath: {length(lines): 3}}", "jmespath(length(lines)): integer 2 is not integer 3"),
        ("{jmespath: {nope: 3}}", "jmespath(nope) finds nothing"),
    ],
)  # fmt: skip
def test_says_why(matcher, reason):
    assert why(matcher, ORDER) == reason


def test_in_a_list_the_place_leads_to_the_part_of_the_element():
    (result,) = ask("'$.lines[*]': {each: {path: {$.n: {gt: 0}}}}", ORDER)
    assert result.location == "$.lines[1].n"


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ("$.v: {path: {x: 1}}", "1:14 SR0405 `x` is not a JSONPath: it starts with `$` (did you mean `$.x`?)"),
        ("$.v: {path: {}}", "1:13 SR0405 `path` takes a map from JSONPaths to matchers"),
        ("$.v: {path: {$.x: {gtt: 1}}}", "1:20 SR0403 unknown operator `gtt` (did you mean `gt`?)"),
        ("$.v: {path: {'$.x[*]': 1}}", "1:24 SR0407 `$.x[*]` may find several values, so it gives a list; "
         "integer 1 is none (write `each: ...` for every value, `any: ...` for one of them)"),
        ("$.v: {path: {'$.${{ k }}': 1}}", "1:14 SR0416 a path cannot hold a template"),
        ("$.v: {jmespath: {'a[': 1}}", "1:21 SR0355 the JMESPath ends too early (a `[` is never closed)"),
    ],
)  # fmt: skip
def test_refuses_operands_before_anything_is_sent(check, message):
    assert problem(check) == message
