"""The operators as documentation and as a schema."""

from __future__ import annotations

import jsonschema_rs
import pytest

from specrunner.checks import OPERATORS, matcher_schema, operators_table
from specrunner.source.codes import checks as codes
from specrunner.syntax import plain

from .conftest import compiled, node_of

# Of the other modules' kinds: their subjects are not in the table that these tests use.
FOREIGN = {"events[*].id": "$.events[*].id", "events[*].json.seq": "$.events[*].seq", "url": "text"}


def example(operator) -> str:
    subject, colon, matcher = operator.example.partition(": ")
    return f"{FOREIGN.get(subject, subject)!r}{colon}{matcher}"


def validator():
    return jsonschema_rs.Draft7Validator(
        {"$ref": "#/definitions/Matcher", "definitions": {"Matcher": matcher_schema()}}
    )


@pytest.mark.parametrize("operator", OPERATORS.values(), ids=lambda operator: operator.name)
def test_the_example_of_an_operator_uses_it_compiles_and_fits_the_schema(operator):
    (check,) = compiled(example(operator))
    assert operator.name in [criterion.name for criterion in check.criteria]
    validator().validate(plain(node_of(example(operator)).entries[0].value))


@pytest.mark.parametrize("operator", OPERATORS.values(), ids=lambda operator: operator.name)
def test_an_operator_is_described(operator):
    assert OPERATORS[operator.name] is operator
    assert operator.doc.endswith(".")
    assert operator.operand
    assert not operator.operand.endswith(".")


def test_there_are_about_45_operators():
    assert len(OPERATORS) == 48


def test_the_table_has_a_row_an_operator_and_escapes_bars():
    lines = operators_table().splitlines()
    assert lines[0] == "| operator | holds when the value | takes | example |"
    assert len(lines) == 2 + len(OPERATORS)
    assert all(line.replace("\\|", "").count("|") == 5 for line in lines)


@pytest.mark.parametrize("matcher", ["7", "null", "[1, a]", "{gt: 1, lt: '${{ n }}'}", "{each: {not: {in: [1]}}}",
                                     "{each: 1, allow_empty: true}", "{at_least: {count: 1, of: 7}}"])  # fmt: skip
def test_the_schema_takes_matchers(matcher):
    assert validator().is_valid(plain(node_of(f"v: {matcher}").entries[0].value))


@pytest.mark.parametrize("matcher", ["{gtt: 1}", "{}", "{each: {gtt: 1}}", "{between: [1]}", "{in: []}", "{gt: true}",
                                     "{at_least: 3}", "{one_of: []}", "{exists: 7}"])  # fmt: skip
def test_the_schema_refuses_what_is_none(matcher):
    assert not validator().is_valid(plain(node_of(f"v: {matcher}").entries[0].value))


def test_every_operator_has_a_description_for_editors():
    properties = matcher_schema()["anyOf"][1]["properties"]
    assert set(properties) == {*OPERATORS, "allow_empty"}
    assert all(schema["description"] for schema in properties.values())
    assert all("$ref" not in schema for schema in properties.values())


def test_codes_are_numbered_and_explained():
    assert [code.id for code in codes.CODES] == [f"SR04{number:02}" for number in range(1, len(codes.CODES) + 1)]
    assert all(code.explain and code.wrong and code.right for code in codes.CODES)
