"""JSON Schema."""

from __future__ import annotations

import json
import socket

import pytest

from ..conftest import a_scope, an_exchange, ask, compiled, holds, problem, told, why

SCHEMA = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "e": {"format": "email"}}}


def test_holds():
    assert holds(f"{{schema: {json.dumps(SCHEMA)}}}", {"id": 7, "other": 1})
    assert holds('{schema: "${{ s }}"}', {"id": 7}, s=SCHEMA)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"id": "x"}, '$.v.id: "x" is not of type "integer"'),
        ({"id": True}, '$.v.id: true is not of type "integer"'),
        ({}, '"id" is a required property'),
        ({"id": 1, "e": "nope"}, '$.v.e: "nope" is not a "email"'),
        ({"id": "x", "e": "y"}, '$.v.id: "x" is not of type "integer", the first of 2 mistakes'),
    ],
)
def test_says_why(value, reason):
    assert why(f"{{schema: {json.dumps(SCHEMA)}}}", value) == reason


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ("$.v: {schema: {type: strng}}", "1:22 SR0410 not a JSON Schema: unknown type `strng` "
         "(types are `string integer number boolean null array object`)"),
        ("$.v: {schema: {properites: {}}}", "1:16 SR0410 `properites` is no word of JSON Schema "
         "(did you mean `properties`?)"),
        ("$.v: {schema: {items: {anyOf: [{tpye: string}]}}}", "1:33 SR0410 `tpye` is no word of JSON Schema "
         "(did you mean `type`?)"),
        ("$.v: {schema: {}}", "1:15 SR0406 every value fits this JSON Schema "
         "(`exists: true` asks that there is one)"),
        ("$.v: {schema: 7}", "1:15 SR0410 a JSON Schema is a map, not integer 7"),
        ("$.v: {schema: {$ref: 'https://example.org/s.json'}}", "1:15 SR0410 not a JSON Schema: "
         "`https://example.org/s.json` is another document, and nothing is fetched "
         "(put what it refers to under `$defs`, and refer to `#/$defs/...`)"),
        ("$.v: {schema: {pattern: '(a'}}", '1:25 SR0410 not a JSON Schema: "(a" is not a "regex"'),
        ("$.v: {schema: {minimum: a}}", '1:25 SR0410 not a JSON Schema: "a" is not of type "number"'),
    ],
)  # fmt: skip
def test_refuses_what_is_no_schema_before_anything_is_sent(check, message):
    assert problem(check) == message


def test_a_schema_out_of_an_openapi_document_takes_its_components_along():
    schema = {
        "$ref": "#/components/schemas/Order",
        "components": {"schemas": {"Order": {"type": "object", "required": ["id"], "example": {"id": 1}}}},
    }
    assert why(f"{{schema: {json.dumps(schema)}}}", {}) == '"id" is a required property'


def test_nothing_is_ever_fetched(monkeypatch):
    def no_socket(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", no_socket)
    assert problem("$.v: {schema: {$ref: 'http://127.0.0.1:9/s.json'}}").startswith("1:15 SR0410")


@pytest.mark.parametrize("name", ["name", "properties", "items", "tpye"])
def test_a_property_may_have_any_name(name):
    assert holds(f"{{schema: {{properties: {{{name}: {{type: string}}}}}}}}", {name: "x"})


def test_a_file_is_read_beside_the_spec():
    scope = a_scope({"./order.json": json.dumps(SCHEMA).encode()})
    assert [str(result.outcome) for result in ask("$.v: {schema: ./order.json}", {"v": {"id": 7}}, scope=scope)] == [
        "passed"
    ]
    assert told(ask("$.v: {schema: ./order.json}", {"v": {"id": "x"}}, scope=scope)) == (
        '$.v.id: "x" is not of type "integer"'
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "`./order.json` cannot be read: No such file or directory"),
        (b"{", "`./order.json`: not JSON: "),
        (b'{"type": "strng"}', "`./order.json`: not a JSON Schema: unknown type `strng`"),
    ],
)
def test_a_wrong_file_is_found_before_anything_is_sent_or_makes_the_check_errored(content, message):
    scope = a_scope({} if content is None else {"./order.json": content})
    (check,) = compiled("$.v: {schema: ./order.json}")
    (diagnostic,) = check.preflight(scope.functions.read_file)
    (result,) = check.evaluate(an_exchange({"v": 1}), scope)
    assert diagnostic.message.startswith(message)
    assert diagnostic.span.column == 15
    assert str(result.outcome) == "errored"
    assert result.explanation.startswith(message)


def test_a_right_file_has_no_mistakes():
    (check,) = compiled("$.v: {schema: ./order.json}")
    assert check.preflight(lambda name: json.dumps(SCHEMA).encode()) == []


def test_a_file_that_changes_is_read_anew():
    (check,) = compiled("$.v: {schema: ./s.json}")
    outcomes = [
        str(check.evaluate(an_exchange({"v": 1}), a_scope({"./s.json": content}))[0].outcome)
        for content in (b'{"type": "integer"}', b'{"type": "string"}')
    ]
    assert outcomes == ["passed", "failed"]


def test_a_text_with_a_lone_surrogate_fails_and_does_not_crash():
    assert "cannot be held against a JSON Schema" in why("{schema: {type: string}}", "\ud800")
