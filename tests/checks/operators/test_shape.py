"""Short inline schemas."""

from __future__ import annotations

import pytest

from ..conftest import holds, problem, why


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        ("{id: integer}", {"id": 7, "more": 1}), ("{id: {type: integer, min: 7, max: 7}}", {"id": 7}),
        ("{n: string|null}", {"n": None}), ("{n: {type: string, nullable: true}}", {"n": None}),
        ("{n: null}", {"n": None}),
        ("{n: {type: string, required: false}}", {}), ("{l: {type: list, schema: integer}}", {"l": [1, 2]}),
        ("{l: {type: list, schema: {type: map, schema: {q: {type: integer, min: 1}}}}}", {"l": [{"q": 1}]}),
        ("{m: {type: map, keysrules: {type: string, regex: '[a-z]+'}, valuesrules: integer}}", {"m": {"a": 1}}),
        ("{v: {anyof: [{type: integer}, {type: string, minlength: 2}]}}", {"v": "ab"}),
        ("{v: {type: string, allowed: [a, b]}}", {"v": "a"}), ("{at: datetime}", {"at": "2026-05-01T12:00:00Z"}),
        ("{v: {items: [integer, string]}}", {"v": [1, "a"]}), ("{v: {type: [integer, string]}}", {"v": "a"}),
        ("{v: {type: float}}", {"v": 1}), ("{v: {type: dict}}", {"v": {}}), ("{v: {contains: [1]}}", {"v": [{}, 1]}),
    ],
)  # fmt: skip
def test_holds(shape, value):
    assert holds(f"{{shape: {shape}}}", value)


@pytest.mark.parametrize(
    ("shape", "value", "reason"),
    [
        ("{id: integer}", {"id": True}, "$.v.id: boolean true is not integer"),
        ("{id: number}", {"id": True}, "$.v.id: boolean true is not number"),
        ("{id: integer}", {"id": "7"}, '$.v.id: text "7" is not integer'),
        ("{id: integer}", {}, "$.v.id: there is no `id`"),
        ("{id: integer}", {"id": None}, "$.v.id: null is not allowed"),
        ("{n: null}", {"n": 1}, "$.v.n: integer 1 is none of those allowed"),
        ("{l: {type: list, schema: {type: map, schema: {q: integer}}}}", {"l": [{"q": 1}, {}]},
         "$.v.l[1].q: there is no `q`"),
        ("{l: {type: list, schema: integer}}", {"l": [1, "2", True]}, '$.v.l[1]: text "2" is not integer, '
         "the first of 2 mistakes"),
        ("{m: {type: map, schema: {a: {type: map, schema: {b: integer}}}}}", {"m": {"a": {"b": "x"}}},
         '$.v.m.a.b: text "x" is not integer'),
        ("{v: {min: 3}}", {"v": "abc"}, '$.v.v: text "abc" is not a number'),
        ("{v: {min: 3}}", {"v": True}, "$.v.v: boolean true is not a number"),
        ("{v: {max: 3}}", {"v": 4}, "$.v.v: integer 4 is more than 3"),
        ("{v: {minlength: 3}}", {"v": 12345}, "$.v.v: integer 12345 has no length"),
        ("{v: {maxlength: 1}}", {"v": "ab"}, '$.v.v: text "ab" is longer than 1: its length is 2'),
        ("{v: {regex: 'a+'}}", {"v": "aab"}, '$.v.v: text "aab" does not match `a+` as a whole'),
        ("{v: {regex: 'a+'}}", {"v": 7}, "$.v.v: integer 7 is not text"),
        ("{v: {allowed: [1]}}", {"v": True}, "$.v.v: boolean true is none of those allowed"),
        ("{v: {forbidden: [1]}}", {"v": [{}, 1]}, "$.v.v: integer 1 is forbidden"),
        ("{v: {contains: [1]}}", {"v": [{}, True]}, "$.v.v: the list does not contain integer 1"),
        ("{v: {items: [integer]}}", {"v": 7}, "$.v.v: integer 7 is not a list"),
        ("{v: {items: [integer, string]}}", {"v": [1, 2]}, "$.v.v[1]: integer 2 is not string"),
        ("{v: {valuesrules: integer}}", {"v": "a"}, '$.v.v: text "a" is not a map'),
        ("{v: {empty: false}}", {"v": ""}, '$.v.v: text "" is empty'),
        ("{v: {anyof: [integer, {type: string, minlength: 3}]}}", {"v": "ab"}, '$.v.v: text "ab" fits none of the '
         'alternatives: text "ab" is not integer; text "ab" is shorter than 3: its length is 2'),
        ("{v: {type: map, allow_unknown: false, schema: {a: integer}}}", {"v": {"a": 1, "b": 2}},
         "$.v.v.b: `b` should not be there"),
        ("{a: {required: false, dependencies: b}}", {"a": 1}, "$.v.a: `a` needs `b` beside it"),
        ("{a: {excludes: b}, b: {}}".replace("b: {}", "b: any"), {"a": 1, "b": 2},
         "$.v.a: `a` cannot stand beside 'b'"),
        ("{id: integer}", [{"id": 1}], "list of 1 is not a map (a list of maps: `each: {shape: ...}`)"),
    ],
)  # fmt: skip
def test_says_why(shape, value, reason):
    assert why(f"{{shape: {shape}}}", value) == reason


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ("{id: {typ: integer}}", "1:20 SR0411 unknown rule `typ` (did you mean `type`?)"),
        ("{id: strng}", "1:19 SR0409 unknown type `strng` (did you mean `string`?)"),
        ("{id: {type: integer, min: x}}", '1:40 SR0411 `min` takes a number, not text "x"'),
        ("{id: {type: integer, coerce: int}}", "1:35 SR0411 the rule `coerce` would change the value, "
         "and checks change nothing"),
        ("{id: {check_with: x}}", "1:20 SR0411 the rule `check_with` needs Python, and specs hold none"),
        ("{}", "1:14 SR0411 an empty shape asks nothing (`type: map` wants any map)"),
        ("[a]", "1:14 SR0411 a shape is a map from keys to rules, not list of 1"),
        ("{id: 7}", "1:19 SR0411 rules are a map or a type, not integer 7"),
        ("{id: {schema: {}}}", "1:20 SR0411 `schema` stands beside `type: list` (rules for each element) "
         "or `type: map` (rules for its keys)"),
        ("{id: {regex: '(a'}}", "1:27 SR0411 the regular expression cannot be read: a `(` is never closed "
         "(a literal bracket is written `\\(`)"),
        ("{l: {type: list, schema: {type: map, schema: {q: {mni: 1}}}}}", "1:64 SR0411 unknown rule `mni` "
         "(did you mean `min`?)"),
        ("{v: {anyof: []}}", "1:26 SR0411 `anyof` takes a list of rules"),
        ("{v: {required: maybe}}", '1:29 SR0411 `required` is `true` or `false`, not text "maybe"'),
        ("{v: {minlength: -1}}", "1:30 SR0411 `minlength` takes a whole number, 0 or more, not integer -1"),
        ("{v: {allowed: 1}}", "1:28 SR0411 `allowed` takes a list of values, not integer 1"),
    ],
)  # fmt: skip
def test_refuses_what_is_no_shape_before_anything_is_sent(shape, message):
    assert problem(f"$.v: {{shape: {shape}}}") == message


def test_the_value_is_not_changed():
    value = {"id": 7, "l": [1]}
    assert holds("{shape: {id: integer, l: {type: list}}}", value)
    assert value == {"id": 7, "l": [1]}


def test_one_shape_judges_many_values():
    assert why("{each: {shape: {id: integer}}}", [{"id": 1}, {"id": "a"}, {"id": 2}]) == (
        '$.v[1].id: text "a" is not integer (1 of 3 elements does not hold)'
    )
