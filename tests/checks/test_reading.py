"""What `save` reads."""

from __future__ import annotations

import pytest

from specrunner.checks import compile_reading
from specrunner.events import Fault
from specrunner.values import EvaluationError

from .conftest import SUBJECTS, a_scope, an_exchange, node_of

BODY = {"id": 7, "lines": [{"sku": "A"}, {"sku": "B"}], "note": None, "none": []}


def reading(written: str):
    found, diagnostics = compile_reading(node_of(f"v: {written}").entries[0].value, SUBJECTS)
    assert not diagnostics, diagnostics
    assert found is not None
    return found


def read(written: str, body: object = BODY, **names: object) -> object:
    return reading(written).read(an_exchange(body), a_scope(**names))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("$.id", 7), ("status", 200), ("headers.content-type", "application/json"), ("'$.lines[*].sku'", ["A", "B"]),
        ("jmespath(lines[0].sku)", "A"), ("$.note", None), ("$.none", []), ("{from: $.id}", 7),
        ("{from: headers.content-type, match: '^[a-z]+/([a-z]+)$'}", "json"),
        ("{from: headers.content-type, match: '^[a-z]+'}", "application"), ("{from: $.x, default: null}", None),
        ("{from: $.x, default: [1]}", [1]), ("{from: '$.x[*]', default: []}", []),
        ('{from: $.x, default: "${{ n }}"}', 5),
        ("{from: headers.content-type, match: zip, default: none}", "none"),
    ],
)  # fmt: skip
def test_a_value_is_read_with_its_type(written, value):
    found = read(written, n=5)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("$.idd", "nothing at $.idd; keys there: `id`, `lines`, `note`, `none` (did you mean `$.id`?)"),
        ("'$.lines[*].id'", "$.lines[*].id finds nothing (`default: []` says that nothing is fine)"),
        ("headers.location", "nothing at headers.location; keys there: `content-type`, `x-count`, `set-cookie`"),
        ("{from: headers.content-type, match: zip}", '`zip` is not found in text "application/json"'),
        ("{from: $.id, match: '7'}", "`match` reads text, and $.id is integer 7"),
    ],
)
def test_nothing_to_read_is_an_error_that_says_what_there_is(written, message):
    with pytest.raises(EvaluationError) as caught:
        read(written)
    diagnostic = caught.value.diagnostic
    hint = f" ({diagnostic.hint})" if diagnostic.hint else ""
    assert diagnostic.code == "SR0414"
    assert diagnostic.message + hint == message
    assert diagnostic.span.line == 1


def test_after_a_fault_there_is_nothing_to_read():
    with pytest.raises(EvaluationError) as caught:
        reading("status").read(an_exchange(fault=Fault("refused", "connect", "nothing listens there")))
    assert caught.value.diagnostic.message == "nothing at status: there is no answer: nothing listens there"


def test_a_reading_knows_whether_it_is_secret_and_what_its_default_refers_to():
    found = reading('{from: $.x, secret: true, default: "${{ steps.a.token }}"}')
    assert found.is_secret
    assert [reference.path for reference in found.references] == [("steps", "a", "token")]
    assert not reading("$.x").is_secret


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("7", "1:4 SR0413 a value to save is a subject or a path, not integer 7 "
         "(write `$.id`, `headers.location`, or `{from: $.id, default: ...}`)"),
        ("[$.id]", "1:4 SR0413 a value to save is a subject or a path, not a list "
         "(write `$.id`, `headers.location`, or `{from: $.id, default: ...}`)"),
        ("{form: $.id}", "1:5 SR0413 unknown key `form` (did you mean `from`?)"),
        ("{match: a}", "1:4 SR0413 `from` is missing (add `from: $.id`, or another subject)"),
        ("{from: $.id, match: '(a)(b)'}", "1:24 SR0413 `match` has 2 groups, and one value is saved "
         "(keep one group; `(?:...)` groups without capturing)"),
        ("{from: $.id, match: '(a'}", "1:24 SR0365 the regular expression cannot be read: a `(` is never closed "
         "(a literal bracket is written `\\(`)"),
        ("{from: $.id, secret: 1}", "1:25 SR0413 `secret` is `true` or `false`"),
        ("bodyy.id", "1:4 SR0401 `http` has no subject `bodyy` (did you mean `body`?)"),
        ("'$.${{ x }}'", "1:7 SR0416 a subject cannot hold a template "
         "(write the path itself, or look it up in the operand with `path:`)"),
    ],
)  # fmt: skip
def test_a_mistake_is_pointed_at(written, message):
    found, diagnostics = compile_reading(node_of(f"v: {written}").entries[0].value, SUBJECTS)
    (diagnostic,) = diagnostics
    hint = f" ({diagnostic.hint})" if diagnostic.hint else ""
    assert found is None
    assert f"{diagnostic.span.line}:{diagnostic.span.column} {diagnostic.code} {diagnostic.message}{hint}" == message
